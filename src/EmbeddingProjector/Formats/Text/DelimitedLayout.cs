using System.Globalization;
using System.Text;

namespace EmbeddingProjector.Formats.Text;

/// <summary>
/// What delimited text holds, decided from its first rows: the separator, whether the first record is a header, which columns make vectors and
/// which are metadata.
/// </summary>
/// <param name="Dialect">The separator.</param>
/// <param name="Columns">The columns, in order.</param>
/// <param name="HeaderLine">The number of the line on which the header begins; 0 for none.</param>
/// <param name="Tensors">What can be taken as vectors, the best guess first; empty when nothing can.</param>
internal sealed record DelimitedLayout(DelimitedDialect Dialect, IReadOnlyList<DelimitedColumn> Columns, long HeaderLine, IReadOnlyList<DelimitedTensor> Tensors)
{
    private const int ProbedRows = 100;
    private const int FirstBytes = 1 << 18;
    private const int MostBytes = 1 << 26;

    /// <summary>Reads as much of a file as is needed to see some rows, and decides.</summary>
    /// <exception cref="DataFormatException">It holds no rows.</exception>
    public static DelimitedLayout Probe(string path)
    {
        using var file = new SequentialFile(path);
        var buffer = new byte[file.IsPacked ? FirstBytes : (int)Math.Clamp(file.Length + 1, 16, FirstBytes)];
        var used = 0;
        while (true)
        {
            int read;
            while (used < buffer.Length && (read = file.Read(buffer.AsSpan(used))) > 0)
            {
                used += read;
            }

            var isWhole = used < buffer.Length;
            if (Of(buffer.AsSpan(0, used), isWhole) is { } layout)
            {
                return layout;
            }

            if (isWhole || used >= MostBytes)
            {
                throw new DataFormatException(
                    path, null, isWhole ? "no rows" : $"no two records within {used:N0} bytes", "a header and one row of cells a line", "Check the quotes of the first lines.");
            }

            Array.Resize(ref buffer, 4 * buffer.Length);
        }
    }

    /// <summary>Decides from the beginning of a file; null when it shows no row.</summary>
    public static DelimitedLayout? Of(ReadOnlySpan<byte> text, bool isWhole)
    {
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        var dialect = DelimitedDialect.Find(text, isWhole) ?? new DelimitedDialect((byte)',');
        var records = new DelimitedCells(text, dialect.Separator, 1);
        if (!records.NextRecord())
        {
            return null;
        }

        var firstLine = records.Line;
        var first = First(ref records);
        var columns = new List<DelimitedColumn>();
        var rows = 0;
        while (rows < ProbedRows && records.NextRecord())
        {
            var column = 0;
            var before = records.Position;
            // A record that may be cut must not be judged, so its end is looked for first.
            var ahead = records;
            ahead.SkipRecord();
            if (ahead.EndsInQuotes || (!isWhole && ahead.Position >= text.Length && before < text.Length))
            {
                break;
            }

            for (; records.NextCell(out var cell); column++)
            {
                if (column == columns.Count)
                {
                    columns.Add(new DelimitedColumn());
                }

                columns[column].Add(cell);
            }

            rows++;
        }

        if (rows == 0 && !isWhole)
        {
            return null;
        }

        var hasHeader = rows == 0 ? first.Cells.TrueForAll(c => c.Kind is CellKind.Text) : IsHeader(first.Cells, columns);
        if (rows == 0)
        {
            columns = hasHeader ? [.. first.Cells.Select(_ => new DelimitedColumn())] : first.AsColumns;
        }

        Name(columns, hasHeader ? first.Cells : []);
        return new DelimitedLayout(dialect, columns, hasHeader ? firstLine : 0, DelimitedTensor.Find(columns));
    }

    /// <summary>The exception for a file of which no column can be a vector.</summary>
    public DataFormatException NoVectors(string path)
    {
        const int Shown = 8;
        var names = string.Join(", ", Columns.Take(Shown).Select(c => $"\"{c.Name}\"")) + (Columns.Count > Shown ? " …" : "");
        return new DataFormatException(
            path, null, $"no column of numbers among {names} (separated by {Dialect.SeparatorName})",
            "columns of numbers, or one that holds them in brackets, [0.1, 0.2, …]",
            "If it says what the rows of another file are, give it as metadata (--metadata).");
    }

    private static (List<(string Text, CellKind Kind, double Number)> Cells, List<DelimitedColumn> AsColumns) First(ref DelimitedCells records)
    {
        var cells = new List<(string, CellKind, double)>();
        var columns = new List<DelimitedColumn>();
        while (records.NextCell(out var cell))
        {
            var kind = DelimitedColumn.KindOf(cell, out var number, out _);
            // Only names are kept, and numbers are names by what they count.
            cells.Add((kind is CellKind.Text ? Encoding.UTF8.GetString(cell) : "", kind, number));
            columns.Add(new DelimitedColumn());
            columns[^1].Add(cell);
        }

        return (cells, columns);
    }

    // A header has names where the rows below have numbers, or counts the columns as pandas does.
    private static bool IsHeader(List<(string Text, CellKind Kind, double Number)> first, List<DelimitedColumn> columns)
    {
        var offset = columns.Count == first.Count + 1 ? 1 : 0;
        int judged = 0, named = 0, numbers = 0, counted = 0;
        for (var i = 0; i < first.Count && i + offset < columns.Count; i++)
        {
            var (_, kind, number) = first[i];
            if (kind == CellKind.Number)
            {
                counted += number == numbers ? 1 : 0;
                numbers++;
            }

            if (columns[i + offset].Kind is CellKind.Number or CellKind.List)
            {
                judged++;
                named += kind is CellKind.Text or CellKind.Empty ? 1 : 0;
            }
        }

        return judged == 0
            ? first.TrueForAll(c => c.Text.Length > 0) && first.Select(c => c.Text).Distinct(StringComparer.Ordinal).Count() == first.Count && numbers == 0
            : 2 * named > judged || (numbers > 1 && counted == numbers && (numbers > 2 || first[0].Kind == CellKind.Empty));
    }

    private static void Name(List<DelimitedColumn> columns, List<(string Text, CellKind Kind, double Number)> header)
    {
        // R writes no name over the row names.
        var offset = columns.Count == header.Count + 1 ? 1 : 0;
        var taken = new HashSet<string>(header.Count, StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            var name = i >= offset && i - offset < header.Count ? NameIn(header[i - offset]) : "";
            name = name.Length > 0 ? name : columns[i].IsCounter && i == 0 ? "index" : string.Create(CultureInfo.InvariantCulture, $"column {i + 1}");
            var unique = name;
            for (var copy = 2; header.Count > 0 && !taken.Add(unique); copy++)
            {
                unique = string.Create(CultureInfo.InvariantCulture, $"{name} ({copy})");
            }

            columns[i].Name = unique;
        }
    }

    private static string NameIn((string Text, CellKind Kind, double Number) cell) =>
        cell.Kind == CellKind.Number ? cell.Number.ToString("R", CultureInfo.InvariantCulture) : cell.Text.Trim();
}
