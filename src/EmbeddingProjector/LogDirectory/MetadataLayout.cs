using System.Globalization;

namespace EmbeddingProjector.LogDirectory;

/// <summary>What the lines of a metadata file are, before any is turned into a row.</summary>
/// <param name="Lines">All lines.</param>
/// <param name="BlankLines">Those with nothing but white space.</param>
/// <param name="TrailingEmptyLines">Empty lines at the very end.</param>
/// <param name="FirstLine">The cells of the first line that is not blank; empty when every line is.</param>
/// <param name="FirstIsBlank">Whether the very first line is blank.</param>
/// <param name="Characters">How much text there is.</param>
internal sealed record MetadataLines(
    long Lines, long BlankLines, long TrailingEmptyLines, IReadOnlyList<string> FirstLine, bool FirstIsBlank, long Characters);

/// <summary>
/// Which line of a metadata file is what. TensorBoard's rule: lines of white space do not count; the first line is a header exactly when it holds a
/// tab. Both halves go wrong on real files (a label may be a space; people do write a header over a single column), and the number of vectors tells
/// who is right. So the rule is kept where the counts do not contradict it, and what was decided is said.
/// </summary>
/// <param name="ColumnNames">The names of the columns, all different.</param>
/// <param name="SkipsFirstLine">Whether the first line that is kept is no row: a header, or the label of a vector that is not there.</param>
/// <param name="SkipsBlankLines">Whether lines of white space are no rows.</param>
/// <param name="Rows">How many lines are rows.</param>
internal sealed record MetadataLayout(IReadOnlyList<string> ColumnNames, bool SkipsFirstLine, bool SkipsBlankLines, long Rows)
{
    private const string SingleColumnName = "label";

    private static readonly HashSet<string> _paddingWords =
        new(["pad", "padding", "unk", "unknown", "oov", "none", "null", "nan"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Decides, and says what is worth saying.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lines">What it holds.</param>
    /// <param name="expected">n, the number of vectors, or null when it is not known.</param>
    /// <param name="separator">The word for what stands between cells: "tab" or "comma".</param>
    /// <param name="problems">Takes the findings.</param>
    public static MetadataLayout Decide(
        string path, MetadataLines lines, int? expected, string separator, ICollection<LogProblem> problems)
    {
        var file = Path.GetFileName(path);
        var several = lines.FirstLine.Count > 1;
        var (rows, skipsBlank) = Count(lines, expected, several);
        if (skipsBlank && expected is not null && lines.BlankLines > lines.TrailingEmptyLines)
        {
            problems.Add(new(
                ProblemSeverity.Note, $"{file}: {lines.BlankLines:N0} blank {(lines.BlankLines == 1 ? "line was" : "lines were")} left out.", null, path));
        }

        var names = several ? Distinct(lines.FirstLine, path, problems) : [SingleColumnName];
        var asUsual = new MetadataLayout(names, several, skipsBlank, several ? rows - 1 : rows);
        if (expected is not { } n || asUsual.Rows == n)
        {
            return asUsual;
        }

        if (several && rows == n)
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                $"{file} has {Lines(rows)} for {Points(n)}. It has several columns, so its first line would be a header, but then a point would go without; "
                + "the first line was read as the first point and the columns were numbered.",
                $"Put a header line at the top: the names of the columns with a {separator} between them.", path));
            return new([.. Enumerable.Range(1, names.Count).Select(Numbered)], false, skipsBlank, rows);
        }

        if (!several && rows == n + 1L)
        {
            var first = lines.FirstIsBlank && !skipsBlank ? "" : lines.FirstLine.Count == 0 ? "" : lines.FirstLine[0];
            if (LooksLikeName(first))
            {
                problems.Add(new(
                    ProblemSeverity.Note,
                    $"{file} has {Lines(rows)} for {Points(n)}, so its first line, \"{TextFormat.Shorten(first)}\", was read as the name of the column.",
                    "If that line is a label, the vectors lack their first row. TensorBoard wants no header over a single column.", path));
                return new([first], true, skipsBlank, n);
            }

            problems.Add(new(
                ProblemSeverity.Warning,
                $"{file} has {Lines(rows)} for {Points(n)}. Its first line, \"{TextFormat.Shorten(first)}\", was left out: it seems to belong to a row that was not "
                + "saved with the vectors, as after weights[1:].",
                "Remove the first line from the file, or save the first row of the weights too.", path));
            return new([SingleColumnName], true, skipsBlank, n);
        }

        problems.Add(Mismatch(path, several, separator, asUsual.Rows, rows, n));
        return asUsual;
    }

    // The lines are counted in three ways: all of them, without the empty ones at the end, without all blank ones. The first way that
    // gives a number that makes sense is right; where none does, the original's rule (no blank lines) holds.
    private static (long Rows, bool SkipsBlank) Count(MetadataLines lines, int? expected, bool several)
    {
        var nonBlank = lines.Lines - lines.BlankLines;
        if (expected is not { } n || (several && lines.FirstIsBlank))
        {
            return (nonBlank, true);
        }

        long[] sensible = several ? [n + 1L, n] : [n, n + 1L];
        foreach (var wanted in sensible)
        {
            if (lines.Lines == wanted || lines.Lines - lines.TrailingEmptyLines == wanted)
            {
                return (wanted, false);
            }

            if (nonBlank == wanted)
            {
                return (wanted, true);
            }
        }

        return (nonBlank, true);
    }

    /// <summary>The likely cause of rows that are not as many as the vectors, and what to do.</summary>
    public static string Remedy(long rows, int n) => rows == n - 1L
        ? "If the first row of the vectors is padding, every label is one point off: save the weights without it (weights[1:]), or add a line for it at the top."
        : rows == n + 1L ? "If the vectors were saved without their first row, as after weights[1:], every label is one point off: leave the first one out of the file."
        : "Check that the file belongs to these vectors: write one line for each, in the same order, or join them by a column that both have (--metadata-key).";

    private static LogProblem Mismatch(string path, bool several, string separator, long dataRows, long lines, int n)
    {
        var file = Path.GetFileName(path);
        var read = several
            ? $"The first line holds a {separator}, so it was read as a header."
            : $"The first line has no {separator}, so it was read as a label.";
        if (dataRows > n)
        {
            return new(
                ProblemSeverity.Warning,
                $"{file} has {Lines(lines)} for {Points(n)}. {read} "
                + (dataRows == n + 1L ? "The last line is not used." : $"The last {dataRows - n:N0} lines are not used."),
                Remedy(dataRows, n), path);
        }

        var unnamed = dataRows == n - 1L ? $"Point {n:N0} is shown as unnamed." : $"Points {dataRows + 1:N0} to {n:N0} are shown as unnamed.";
        return new(
            ProblemSeverity.Warning, $"{file} has {Lines(lines)} for {Points(n)}. {read} {unnamed}", Remedy(dataRows, n), path);
    }

    private static bool LooksLikeName(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length > 0
            && !MetadataColumn.TryParseNumber(trimmed, out _)
            && !(trimmed[0] == '<' && trimmed[^1] == '>')
            && !(trimmed[0] == '[' && trimmed[^1] == ']')
            && !trimmed.StartsWith("tensor(", StringComparison.Ordinal)
            && !_paddingWords.Contains(trimmed);
    }

    private static List<string> Distinct(IReadOnlyList<string> cells, string path, ICollection<LogProblem> problems)
    {
        var names = new List<string>(cells.Count);
        var taken = new HashSet<string>(cells, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var copies = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Count; i++)
        {
            var name = cells[i].Length == 0 ? Numbered(i + 1) : cells[i];
            if (!seen.Add(name))
            {
                var copy = copies.GetValueOrDefault(name, 1);
                string other;
                do
                {
                    other = string.Create(CultureInfo.InvariantCulture, $"{name} ({++copy})");
                }
                while (taken.Contains(other) || !seen.Add(other));
                copies[name] = copy;
                name = other;
            }

            names.Add(name);
        }

        if (copies.Count > 0)
        {
            problems.Add(new(
                ProblemSeverity.Note,
                $"{Path.GetFileName(path)}: more than one column is named {LogProblems.Some(copies.Keys)}; the later ones were given a number.", null, path));
        }

        return names;
    }

    private static string Numbered(int column) => string.Create(CultureInfo.InvariantCulture, $"column {column}");

    private static string Lines(long count) => count == 1 ? "1 line" : $"{count:N0} lines";

    private static string Points(long count) => count == 1 ? "1 point" : $"{count:N0} points";
}
