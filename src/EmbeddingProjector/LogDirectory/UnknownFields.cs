namespace EmbeddingProjector.LogDirectory;

/// <summary>Reports fields that are not known: the first few by name, the rest in one line, for a file may hold any number of them.</summary>
internal static class UnknownFields
{
    private const int MostNamed = 20;

    /// <summary>Adds the warning about one field to the problems of its file.</summary>
    /// <param name="problems">The problems of the file so far.</param>
    /// <param name="path">The file.</param>
    /// <param name="place">", line 3", or empty.</param>
    /// <param name="field">The name of the field.</param>
    /// <param name="message">What it is a field of.</param>
    /// <param name="remedy">The fields that are known, or null.</param>
    public static void Report(List<LogProblem> problems, string path, string place, string field, string message, string? remedy)
    {
        var file = Path.GetFileName(path);
        if (problems.Count < MostNamed)
        {
            problems.Add(new(
                ProblemSeverity.Warning, $"{file}{place}: the field \"{TextFormat.Shorten(field)}\" of {message} is not known and was skipped.", remedy, path));
        }
        else if (problems.Count == MostNamed)
        {
            problems.Add(new(ProblemSeverity.Warning, $"{file} holds more fields that are not known; they were skipped too.", "Check that it is a projector config.", path));
        }
    }
}
