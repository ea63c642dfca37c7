using System.IO.Compression;
using System.Text;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Reads a metadata file: TSV by the rules of the original projector (no quotes, no comments, split at <c>\n</c> only), CSV by its extension, or
/// one of <see cref="MetadataFormats"/>. Values are never changed; an empty or absent cell is a missing value. Files packed with gzip are unpacked on the way.
/// </summary>
public static class MetadataFile
{
    // A column costs some hundred bytes however few rows it has; a line of more cells than this is not the header of a table of metadata.
    private const int MostColumns = 16_384;

    /// <summary>Reads the columns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expectedRows">n, the number of vectors, which decides what the first line and blank lines are; null when not known.</param>
    /// <param name="problems">Takes what was found: counts that differ, bytes that are no UTF-8, cells beyond the header.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A table of exactly <paramref name="expectedRows"/> rows if given (cut, or filled with missing values); null when the file cannot be used.</returns>
    public static MetadataTable? Read(
        string path, int? expectedRows, ICollection<LogProblem> problems, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(problems);
        try
        {
            if (MetadataFormats.Detect(path) is { } format)
            {
                return Fit(path, format.ReadMetadata(path, cancellationToken), expectedRows, problems);
            }

            var open = Opener(path, problems, cancellationToken);
            if (open is null)
            {
                return null;
            }

            var lines = Survey(open);
            if (lines.Lines == 0)
            {
                problems.Add(new(ProblemSeverity.Warning, $"{Path.GetFileName(path)} is empty.", "Write one line for each vector.", path));
                return null;
            }

            using var records = open();
            var layout = MetadataLayout.Decide(path, lines, expectedRows, records is CsvRecords ? "comma" : "tab", problems);
            return Build(path, records, layout, lines.Characters, expectedRows, problems);
        }
        catch (Exception e) when (LogProblems.IsExpected(e) || e is InvalidDataException)
        {
            problems.Add(LogProblems.From(e, path, ProblemSeverity.Warning));
            return null;
        }
    }

    /// <summary>How many rows a file seems to have, without keeping any; null when it cannot be read.</summary>
    internal static long? CountRows(string path, CancellationToken cancellationToken)
    {
        try
        {
            return MetadataFormats.Detect(path) is { } format ? format.ReadMetadata(path, cancellationToken).RowCount
                : Opener(path, [], cancellationToken) is { } open && Survey(open) is { Lines: > 0 } lines
                ? MetadataLayout.Decide(path, lines, null, "tab", []).Rows
                : null;
        }
        catch (Exception e) when (LogProblems.IsExpected(e) || e is InvalidDataException)
        {
            return null;
        }
    }

    // Formats that state their rows leave nothing to decide: too many are cut, too few filled up, and it is said.
    private static MetadataTable Fit(string path, MetadataTable table, int? expectedRows, ICollection<LogProblem> problems)
    {
        if (expectedRows is not { } n || table.RowCount == n)
        {
            return table;
        }

        problems.Add(new(
            ProblemSeverity.Warning,
            $"{Path.GetFileName(path)} has {table.RowCount:N0} rows for {n:N0} points. "
            + (table.RowCount > n ? $"The last {table.RowCount - n:N0} are not used." : $"Points {table.RowCount + 1:N0} to {n:N0} are shown as unnamed."),
            MetadataLayout.Remedy(table.RowCount, n), path));
        return new(n, [.. table.Columns.Select(c => MetadataColumn.FromTexts(c.Name, Enumerable.Range(0, n).Select(row => row < table.RowCount ? c.Text(row) : null)))]);
    }

    // TensorBoard reads every file as TSV, and people give TSV the other extension: a tab in the first line tells.
    private static bool IsCsv(string path, ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        return path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase)
            || (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !(end < 0 ? start : start[..end]).Contains((byte)'\t'));
    }

    // The file is read twice, for what its first line is follows from how many there are.
    private static Func<MetadataRecords>? Opener(string path, ICollection<LogProblem> problems, CancellationToken cancellationToken)
    {
        var start = new byte[4096];
        using (var file = OpenFile(path))
        {
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }

        if (start is [0x1F, 0x8B, ..])
        {
            return () => Records(new GZipStream(OpenFile(path), CompressionMode.Decompress));
        }

        if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            // The redirection of Windows PowerShell writes this.
            problems.Add(new(ProblemSeverity.Note, $"{Path.GetFileName(path)} is UTF-16 and was read as such.", "TensorBoard wants UTF-8.", path));
            var encoding = start[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
            return () => Records(Encoding.CreateTranscodingStream(OpenFile(path), encoding, Encoding.UTF8));
        }

        if (start.AsSpan().Contains((byte)0))
        {
            problems.Add(new(
                ProblemSeverity.Warning, $"{Path.GetFileName(path)} is not text: it holds zero bytes.", "Metadata is a text file with one line for each vector.", path));
            return null;
        }

        return () => Records(OpenFile(path));

        MetadataRecords Records(Stream stream) => IsCsv(path, start) ? new CsvRecords(path, stream, cancellationToken) : new TsvRecords(stream, cancellationToken);
    }

    private static FileStream OpenFile(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static MetadataLines Survey(Func<MetadataRecords> open)
    {
        using var records = open();
        var (lines, blank, trailing, characters) = (0L, 0L, 0L, 0L);
        List<string> first = [];
        var firstIsBlank = false;
        while (records.Next())
        {
            lines++;
            characters += records.Length + 1;
            trailing = records.IsEmpty ? trailing + 1 : 0;
            if (records.IsBlank)
            {
                blank++;
                firstIsBlank |= lines == 1;
            }
            else if (first.Count == 0)
            {
                for (var i = 0; i < records.CellCount; i++)
                {
                    first.Add(records.Cell(i).ToString());
                }
            }
        }

        return new(lines, blank, trailing, first, firstIsBlank, characters);
    }

    private static MetadataTable? Build(
        string path, MetadataRecords records, MetadataLayout layout, long characters, int? expectedRows, ICollection<LogProblem> problems)
    {
        if (layout.ColumnNames.Count > MostColumns)
        {
            problems.Add(new(
                ProblemSeverity.Warning, $"{Path.GetFileName(path)} has {layout.ColumnNames.Count:N0} columns; at most {MostColumns:N0} can be shown.",
                "Check that it is metadata and not a file of vectors.", path));
            return null;
        }

        var columns = layout.ColumnNames.Select(n => new MetadataColumnBuilder(n)).ToArray();
        if (layout.Rows > int.MaxValue && expectedRows is null)
        {
            problems.Add(new(
                ProblemSeverity.Warning, $"{Path.GetFileName(path)} has {layout.Rows:N0} rows; at most {int.MaxValue:N0} can be shown.", "Split the file.", path));
            return null;
        }

        var rows = expectedRows ?? (int)layout.Rows;
        // Cells that a short line leaves out cost memory without costing bytes in the file; a real table has a byte or more for each cell.
        if ((long)rows * columns.Length > Math.Max(1L << 24, 4 * characters))
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                $"{Path.GetFileName(path)} has {columns.Length:N0} columns over {rows:N0} rows but is far too small to fill them.",
                "Check the first line: it should name the columns.", path));
            return null;
        }

        var used = (int)Math.Min(layout.Rows, rows);
        var row = 0;
        var skipped = !layout.SkipsFirstLine;
        var (extraLines, firstExtra, extraCells) = (0L, 0L, 0);
        var (invalidLines, firstInvalid) = (0L, 0L);
        while (row < used && records.Next())
        {
            if (layout.SkipsBlankLines && records.IsBlank)
            {
                continue;
            }

            if (records.HasInvalidBytes && invalidLines++ == 0)
            {
                firstInvalid = records.Line;
            }

            if (!skipped)
            {
                skipped = true;
                continue;
            }

            for (var c = 0; c < columns.Length; c++)
            {
                if (c < records.CellCount && records.Cell(c) is { IsEmpty: false } cell)
                {
                    columns[c].Add(cell);
                }
                else
                {
                    columns[c].Add(null);
                }
            }

            if (records.CellCount > columns.Length && extraLines++ == 0)
            {
                (firstExtra, extraCells) = (records.Line, records.CellCount);
            }

            row++;
        }

        for (; row < rows; row++)
        {
            foreach (var column in columns)
            {
                column.Add(null);
            }
        }

        if (extraLines > 0)
        {
            problems.Add(new(
                ProblemSeverity.Note,
                $"{Path.GetFileName(path)}, line {firstExtra:N0}: {extraCells:N0} cells for {Columns(columns.Length)}; the cells beyond are not shown"
                + (extraLines > 1 ? $" (also on {extraLines - 1:N0} other {(extraLines == 2 ? "line" : "lines")})." : "."),
                null, path));
        }

        if (invalidLines > 0)
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                $"{Path.GetFileName(path)}, line {firstInvalid:N0}: bytes that are not UTF-8 are shown as \uFFFD"
                + (invalidLines > 1 ? $" (also on {invalidLines - 1:N0} other {(invalidLines == 2 ? "line" : "lines")})." : "."),
                "Save the file as UTF-8.", path));
        }

        return new(rows, [.. columns.Select(c => c.Build())]);
    }

    private static string Columns(int count) => count == 1 ? "1 column" : $"{count:N0} columns";
}
