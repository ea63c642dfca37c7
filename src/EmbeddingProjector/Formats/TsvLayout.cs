using System.Text;

namespace EmbeddingProjector.Formats;

/// <summary>
/// What the columns of a TSV file are, decided from its first lines: whether the first is a header, and whether the first or the last
/// column holds labels. All other columns are numbers.
/// </summary>
/// <param name="CellCount">Cells in every row of data.</param>
/// <param name="LabelColumn">The column of labels, −1 for none.</param>
/// <param name="LabelName">The name of the labels.</param>
/// <param name="Header">The first few names of the header row; null when there is none.</param>
/// <param name="FirstLine">The number of the first line that is not blank, from 1.</param>
internal sealed record TsvLayout(int CellCount, int LabelColumn, string LabelName, string? Header, long FirstLine = 1)
{
    private const int ProbedLines = 100;
    private const int ProbedBytes = 1 << 20;
    private const string DefaultLabelName = "label";

    // Fewer counted columns than this could as well be a vector.
    private const int MinCountedNames = 3;

    public int Dimensions => CellCount - (LabelColumn >= 0 ? 1 : 0);

    /// <summary>The number of the line that is a header, 0 for none.</summary>
    public long HeaderLine => Header is null ? 0 : FirstLine;

    /// <summary>What a person may want to know about the decision.</summary>
    public IReadOnlyList<string> Notes()
    {
        var notes = new List<string>();
        if (Header is not null)
        {
            notes.Add($"The first line was read as a header: {Header}.");
        }

        if (LabelColumn >= 0)
        {
            notes.Add($"The {(LabelColumn == 0 ? "first" : "last")} column was read as labels, \"{LabelName}\".");
        }

        return notes;
    }

    /// <summary>Decides from the first hundred lines.</summary>
    public static TsvLayout Probe(string path)
    {
        using var reader = new LineReader(path);
        var lines = new List<TsvProbedLine>();
        long bytes = 0;
        var firstLine = 0L;
        while (lines.Count < ProbedLines && bytes < ProbedBytes && reader.Next(out var line))
        {
            bytes += line.Length;
            firstLine = lines.Count == 0 ? reader.LineNumber : firstLine;
            lines.Add(new TsvProbedLine(line));
        }

        if (lines.Count == 0)
        {
            throw new DataFormatException(path, null, "no lines", "one row of tab-separated numbers a line");
        }

        var layout = Decide(lines) with { FirstLine = firstLine };
        if (layout.Dimensions == 0)
        {
            throw TsvFormat.NotANumber(path, firstLine, 0, lines[0].Cell(0), layout);
        }

        return layout;
    }

    private static TsvLayout Decide(List<TsvProbedLine> lines)
    {
        var first = lines[0];
        var rest = lines.Skip(1).ToList();
        var count = rest.Count > 0 ? rest[0].Count : first.Count;
        var label = FindLabelColumn(rest.Count > 0 ? rest : lines, count);

        // R writes no name over the row names.
        if (rest.Count > 0 && first.Count == count - 1 && !first.HasNumber())
        {
            return new TsvLayout(count, 0, DefaultLabelName, first.Names());
        }

        if (rest.Count > 0 && first.Count == count && IsHeader(first, ref label))
        {
            return new TsvLayout(count, label, NameOfLabels(first, rest[0], label), first.Names());
        }

        return new TsvLayout(first.Count, first.Count == count ? label : FindLabelColumn([first], first.Count), DefaultLabelName, null);
    }

    private static bool IsHeader(TsvProbedLine first, ref int label)
    {
        // pandas leaves the name over its index empty.
        var indexed = label < 0 && first.Count > 1 && IsBlank(first.Cell(0));
        var labelColumn = indexed ? 0 : label;
        int names = 0, counted = 0, dimension = 0;
        for (var column = 0; column < first.Count; column++)
        {
            if (column != labelColumn)
            {
                names += IsNumber(first.Cell(column)) ? 0 : 1;
                counted += DecimalNumber.TryParse(first.Cell(column), out var number) && number == dimension ? 1 : 0;
                dimension++;
            }
        }

        var isCounted = labelColumn >= 0 && counted == dimension && (dimension >= MinCountedNames || IsBlank(first.Cell(labelColumn)));
        if (2 * names <= dimension && !isCounted)
        {
            return false;
        }

        label = labelColumn;
        return true;
    }

    private static string NameOfLabels(TsvProbedLine header, TsvProbedLine row, int label)
    {
        if (label < 0)
        {
            return DefaultLabelName;
        }

        var name = header.Text(label).Trim();
        return name.Length > 0 ? name : IsNumber(row.Cell(label)) ? "index" : DefaultLabelName;
    }

    private static int FindLabelColumn(List<TsvProbedLine> rows, int count)
    {
        if (count < 2)
        {
            return count == 1 && rows.TrueForAll(row => !IsNumber(row.Cell(0))) ? 0 : -1;
        }

        return IsText(rows, 0) ? 0 : IsText(rows, count - 1) ? count - 1 : -1;
    }

    // Words such as "nan" or "1999" may stand among labels, and a slip among numbers: the majority decides.
    private static bool IsText(List<TsvProbedLine> rows, int column) =>
        2 * rows.Count(row => column < row.Count && !IsNumber(row.Cell(column))) >= rows.Count;

    private static bool IsNumber(ReadOnlySpan<byte> cell) => DecimalNumber.TryParse(cell, out _);

    private static bool IsBlank(ReadOnlySpan<byte> cell) => !cell.ContainsAnyExcept((byte)' ');

    /// <summary>A line that is looked at more than once: its bytes and where its cells end, so that many short cells cost little.</summary>
    private sealed class TsvProbedLine
    {
        private readonly byte[] _bytes;
        private readonly List<int> _ends = [];

        public TsvProbedLine(ReadOnlySpan<byte> line)
        {
            _bytes = line.ToArray();
            var row = new TsvRow(line);
            for (var position = 0; row.Next(out var cell); position++)
            {
                position += cell.Length;
                _ends.Add(position);
            }
        }

        public int Count => _ends.Count;

        public ReadOnlySpan<byte> Cell(int index)
        {
            var start = index == 0 ? 0 : _ends[index - 1] + 1;
            return _bytes.AsSpan(start, _ends[index] - start);
        }

        public string Text(int index) => Encoding.UTF8.GetString(Cell(index));

        /// <summary>The first few cells, for a message.</summary>
        public string Names()
        {
            const int Shown = 6;
            return string.Join(", ", Enumerable.Range(0, Math.Min(Count, Shown)).Select(Text)) + (Count > Shown ? ", …" : "");
        }

        public bool HasNumber() => Enumerable.Range(0, Count).Any(index => IsNumber(Cell(index)));
    }
}
