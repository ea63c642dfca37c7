using System.Text;

namespace EmbeddingProjector.LogDirectory;

/// <summary>Puts failures into the words of a <see cref="LogProblem"/>.</summary>
internal static class LogProblems
{
    /// <summary>The evidence of an exception as a problem, its remedy apart.</summary>
    public static LogProblem From(DataFormatException e, ProblemSeverity severity)
    {
        var message = new StringBuilder(Path.GetFileName(Path.TrimEndingDirectorySeparator(e.Path)));
        if (e.Place is not null)
        {
            message.Append(", ").Append(e.Place);
        }

        message.Append(": ").Append(e.Found);
        if (e.Expected is not null)
        {
            message.Append("; expected ").Append(e.Expected);
        }

        return new(severity, message.Append('.').ToString(), e.Remedy, e.Path);
    }

    /// <summary>A file that could not be opened or read.</summary>
    public static LogProblem From(Exception e, string path, ProblemSeverity severity) => e switch
    {
        DataFormatException format => From(format, severity),
        UnauthorizedAccessException => new(
            severity, $"{Path.GetFileName(path)} cannot be read: permission denied.", "Give the account that runs this read access.", path),
        _ => new(severity, $"{Path.GetFileName(path)} cannot be read: {e.Message}", null, path),
    };

    /// <summary>The failures that bad content or a file system may cause; all else is a fault of ours.</summary>
    public static bool IsExpected(Exception e) => e is DataFormatException or IOException or UnauthorizedAccessException;

    /// <summary>"a", "b" and 3 more.</summary>
    public static string Some(IReadOnlyCollection<string> names, int most = 3)
    {
        var text = string.Join(", ", names.Take(most).Select(n => $"\"{n}\""));
        return names.Count <= most ? text : $"{text} and {names.Count - most:N0} more";
    }
}
