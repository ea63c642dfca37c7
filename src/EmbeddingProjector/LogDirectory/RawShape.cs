using System.Globalization;
using System.Text.RegularExpressions;

namespace EmbeddingProjector.LogDirectory;

/// <summary>The shape of a file of bare float32 numbers, which does not state it.</summary>
internal static partial class RawShape
{
    /// <summary>The shape [n, d], or null with the reason in <paramref name="problems"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="given">What the config says, may be empty; a single value is d.</param>
    /// <param name="labels">Counts the rows that the metadata seems to have, if it comes to that; null for none.</param>
    /// <param name="problems">Takes the findings.</param>
    public static IReadOnlyList<long>? Settle(string path, IReadOnlyList<long> given, Func<long?> labels, ICollection<LogProblem> problems)
    {
        var file = Path.GetFileName(path);
        var length = new FileInfo(path).Length;
        var values = length / sizeof(float);
        if (length == 0 || length % sizeof(float) != 0)
        {
            problems.Add(new(
                ProblemSeverity.Error, $"{file} has {length:N0} bytes, which is not a whole number of float32 values of 4 bytes.",
                "Check that the file was written and copied in full.", path));
            return null;
        }

        if (given.Count is 1 or 2)
        {
            return Given(path, given, values, problems);
        }

        if (given.Count > 0)
        {
            problems.Add(new(
                ProblemSeverity.Error, $"tensor_shape of {file} has {given.Count:N0} values; a map needs two axes: rows and columns.",
                "Write tensor_shape twice: the number of rows, then the number of columns.", path));
            return null;
        }

        if (ColumnsInName().Match(file) is { Success: true } match
            && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var named) && named > 0 && values % named == 0)
        {
            problems.Add(new(
                ProblemSeverity.Note, $"{file} does not state its shape; {named:N0} columns were taken from its name, which gives {values / named:N0} rows.", null, path));
            return [values / named, named];
        }

        if (labels() is { } rows and > 0 && values % rows == 0)
        {
            problems.Add(new(
                ProblemSeverity.Note,
                $"{file} does not state its shape; {values:N0} numbers for {rows:N0} rows of metadata give {values / rows:N0} columns.", null, path));
            return [rows, values / rows];
        }

        problems.Add(new(
            ProblemSeverity.Error, $"{file} holds {values:N0} float32 numbers and nothing says how many make a row.",
            "Add tensor_shape to the config (rows, then columns), or give the number of columns.", path));
        return null;
    }

    private static IReadOnlyList<long>? Given(string path, IReadOnlyList<long> given, long values, ICollection<LogProblem> problems)
    {
        var file = Path.GetFileName(path);
        var columns = given[^1];
        if (columns <= 0 || values % columns != 0)
        {
            problems.Add(new(
                ProblemSeverity.Error, $"{file} holds {values:N0} float32 numbers, which are not whole rows of {columns:N0}.",
                "Correct the number of columns (the second value of tensor_shape).", path));
            return null;
        }

        var rows = values / columns;
        if (given.Count == 2 && given[0] != rows)
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                $"tensor_shape says {given[0]:N0} × {columns:N0}, but {file} holds {rows:N0} rows of {columns:N0}; those are shown.",
                rows < given[0] ? "Check that the file was copied in full, or correct tensor_shape." : "Correct tensor_shape.", path));
        }

        return [rows, columns];
    }

    // word2vec_10000_200d_tensors.bytes: the way the files of the standalone projector are named.
    [GeneratedRegex(@"(?:^|[_.-])(\d{1,9})d(?:[_.-]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnsInName();
}
