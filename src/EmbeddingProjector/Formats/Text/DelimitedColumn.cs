namespace EmbeddingProjector.Formats.Text;

/// <summary>What most cells of a column are.</summary>
internal enum CellKind
{
    /// <summary>Nothing was found in it.</summary>
    Empty,

    /// <summary>Words.</summary>
    Text,

    /// <summary>One number a cell.</summary>
    Number,

    /// <summary>Several numbers in brackets a cell.</summary>
    List,
}

/// <summary>One column of delimited text, judged by the first rows.</summary>
internal sealed class DelimitedColumn
{
    private int _numbers;
    private int _lists;
    private int _texts;
    private long _counted = -1;
    private bool _counts = true;

    /// <summary>Its name in the header, or a number where it has none.</summary>
    public string Name { get; set; } = "";

    /// <summary>The number of values of the first list.</summary>
    public int ListLength { get; private set; } = -1;

    /// <summary>Whether the rows are counted here, from 0 or 1.</summary>
    public bool IsCounter => _counts && _numbers > 1 && _texts + _lists == 0;

    /// <summary>What most of its cells are; words may stand among numbers by mistake, and numbers among words by nature.</summary>
    public CellKind Kind =>
        _numbers + _lists + _texts == 0 ? CellKind.Empty
        : _lists > 0 && _lists >= _texts + _numbers ? CellKind.List
        : _numbers > _texts + _lists ? CellKind.Number
        : CellKind.Text;

    /// <summary>What one cell is, in <paramref name="count"/> the length of a list.</summary>
    public static CellKind KindOf(ReadOnlySpan<byte> cell, out double number, out int count)
    {
        count = 0;
        number = 0;
        return cell.Trim(" \t"u8).IsEmpty ? CellKind.Empty
            : DecimalNumber.TryParse(cell, out number) ? CellKind.Number
            : (count = NumberList.Count(cell)) > 0 ? CellKind.List
            : CellKind.Text;
    }

    /// <summary>Takes another cell into account.</summary>
    public void Add(ReadOnlySpan<byte> cell)
    {
        switch (KindOf(cell, out var number, out var count))
        {
            case CellKind.Number:
                _numbers++;
                _counts &= (_numbers == 1 && number is 0 or 1) || (_numbers > 1 && number == _counted + 1);
                _counted = number is > -1e15 and < 1e15 ? (long)number : -1;
                break;
            case CellKind.List:
                _lists++;
                ListLength = ListLength < 0 ? count : ListLength;
                break;
            case CellKind.Text:
                _texts++;
                break;
        }
    }
}
