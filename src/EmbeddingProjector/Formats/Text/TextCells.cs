using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats.Text;

/// <summary>The texts of one column of some rows, UTF-8, one behind the other.</summary>
internal sealed class TextCells
{
    private readonly List<int> _rows = [];
    private readonly List<int> _ends = [];
    private byte[] _bytes = [];

    /// <summary>All texts.</summary>
    public ReadOnlySpan<byte> Texts => _bytes.AsSpan(0, _ends.Count == 0 ? 0 : _ends[^1]);

    /// <summary>Where each ends.</summary>
    public ReadOnlySpan<int> Ends => CollectionsMarshal.AsSpan(_ends);

    /// <summary>The row of each, ascending; a row that is not among them has none.</summary>
    public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>Adds the text of a row; rows ascend. Of two for one row the first counts.</summary>
    public void Add(int row, ReadOnlySpan<byte> text)
    {
        if (_rows.Count > 0 && _rows[^1] == row)
        {
            return;
        }

        var used = Texts.Length;
        if (text.Length > _bytes.Length - used)
        {
            Array.Resize(ref _bytes, Math.Max(checked(used + text.Length), (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        }

        text.CopyTo(_bytes.AsSpan(used));
        _ends.Add(used + text.Length);
        _rows.Add(row);
    }

    /// <summary>Forgets all texts and keeps the memory.</summary>
    public void Clear()
    {
        _rows.Clear();
        _ends.Clear();
    }
}
