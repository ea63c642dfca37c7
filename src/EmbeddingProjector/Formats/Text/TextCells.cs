namespace EmbeddingProjector.Formats.Text;

/// <summary>The texts of one column of some rows, UTF-8, one behind the other.</summary>
internal sealed class TextCells
{
    private const int FewestCells = 16;

    private int[] _rows = new int[FewestCells];
    private int[] _ends = new int[FewestCells];
    private byte[] _bytes = [];
    private int _count;
    private int _used;

    /// <summary>All texts.</summary>
    public ReadOnlySpan<byte> Texts => _bytes.AsSpan(0, _used);

    /// <summary>Where each ends.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, _count);

    /// <summary>The row of each, ascending; a row that is not among them has none.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>Adds the text of a row; rows ascend. Of two for one row the first counts.</summary>
    public void Add(int row, ReadOnlySpan<byte> text)
    {
        if (_count > 0 && _rows[_count - 1] == row)
        {
            return;
        }

        if (text.Length > _bytes.Length - _used)
        {
            Array.Resize(ref _bytes, Math.Max(checked(_used + text.Length), (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        }

        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, checked(2 * _count));
            Array.Resize(ref _ends, 2 * _count);
        }

        text.CopyTo(_bytes.AsSpan(_used));
        _used += text.Length;
        _ends[_count] = _used;
        _rows[_count++] = row;
    }

    /// <summary>Forgets all texts and keeps the memory.</summary>
    public void Clear() => (_count, _used) = (0, 0);
}
