using System.Text;
using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Formats.Columnar;

/// <summary>A file whose vectors are texts, "[0.1, 0.2]" or another form of <see cref="NumberList"/>, as programs write them that know no lists: such columns become lists.</summary>
internal sealed class ListTexts : ColumnarFile
{
    private const int ProbedCells = 100;

    private readonly ColumnarFile _file;
    private readonly HashSet<int> _lists;

    private ListTexts(ColumnarFile file, HashSet<int> lists)
    {
        _file = file;
        _lists = lists;
        Columns = [.. file.Columns.Select((c, i) => lists.Contains(i) ? c with { Kind = ColumnKind.List, ElementType = ElementType.Float32.Name } : c)];
    }

    public override IReadOnlyList<ColumnarColumn> Columns { get; }

    public override IReadOnlyList<long> BatchRows => _file.BatchRows;

    /// <summary>The file itself where it has lists, or where no column of texts holds vectors.</summary>
    public static ColumnarFile Over(ColumnarFile file)
    {
        if (file.Columns.Any(c => c.Kind == ColumnKind.List))
        {
            return file;
        }

        var lists = Enumerable.Range(0, file.Columns.Count).Where(i => file.Columns[i].Kind == ColumnKind.Text && HoldsLists(file, i)).ToHashSet();
        return lists.Count > 0 ? new ListTexts(file, lists) : file;
    }

    public override bool ReadsAhead => _file.ReadsAhead;

    public override ListLengths Lengths(int column)
    {
        if (!_lists.Contains(column))
        {
            return _file.Lengths(column);
        }

        var lengths = new ListLengths();
        foreach (var text in Enumerable.Range(0, BatchRows.Count).SelectMany(batch => _file.Texts(batch, column)))
        {
            lengths.Add(Count(text));
        }

        return lengths;
    }

    public override ElementSource? Uniform(int batch, int column, int length) => _lists.Contains(column) ? null : _file.Uniform(batch, column, length);

    public override void VisitNumbers(int batch, int column, VisitRow visit)
    {
        if (!_lists.Contains(column))
        {
            _file.VisitNumbers(batch, column, visit);
            return;
        }

        foreach (var (row, text) in _file.Texts(batch, column).Index())
        {
            var vector = new float[Count(text)];
            if (vector.Length > 0 && NumberList.Read(Encoding.UTF8.GetBytes(text!), vector) is { } wrong)
            {
                throw new InvalidDataException($"row {row} of column \"{Columns[column].Name}\" holds {wrong}");
            }

            visit(row, Array.ConvertAll(vector, v => (double)v), 0);
        }
    }

    public override IEnumerable<string?> Texts(int batch, int column) => _file.Texts(batch, column);

    public override void Dispose() => _file.Dispose();

    private static int Count(string? text) => text is null ? 0 : Math.Max(0, NumberList.Count(Encoding.UTF8.GetBytes(text)));

    private static bool HoldsLists(ColumnarFile file, int column)
    {
        var cells = Enumerable.Range(0, file.BatchRows.Count).SelectMany(batch => file.Texts(batch, column)).Where(t => t is { Length: > 0 }).Take(ProbedCells).ToList();
        return cells.Count > 0 && 2 * cells.Count(c => Count(c) > 1) > cells.Count;
    }
}
