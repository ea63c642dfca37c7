namespace EmbeddingProjector;

/// <summary>
/// Collects rows <c>[d]</c> into a <see cref="VectorTable"/> without a second copy: rows go straight into the blocks that the table keeps.
/// Not thread-safe.
/// </summary>
public sealed class VectorTableBuilder
{
    // 16 M elements are 64 MiB: large enough that a block is a good unit of work, small enough that the last, half-empty one is cheap.
    private const int ElementsPerBlock = 1 << 24;

    private readonly List<float[]> _full = [];
    private readonly int _rowsPerBlock;
    private readonly int _expectedRows;
    private float[] _current = [];
    private int _used;

    /// <summary>A builder for rows of <paramref name="columnCount"/> numbers.</summary>
    /// <param name="columnCount">d, at least 1.</param>
    /// <param name="expectedRows">How many rows will come, if known; blocks are then allocated once, at their final size.</param>
    public VectorTableBuilder(int columnCount, int expectedRows = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        ColumnCount = columnCount;
        _expectedRows = expectedRows;
        _rowsPerBlock = Math.Max(1, ElementsPerBlock / columnCount);
    }

    /// <summary>d, the length of every row.</summary>
    public int ColumnCount { get; }

    /// <summary>The number of rows added so far.</summary>
    public int RowCount { get; private set; }

    /// <summary>Adds one row <c>[d]</c>.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        if (row.Length != ColumnCount)
        {
            throw new ArgumentException($"A row of {row.Length} numbers does not fit a table of {ColumnCount} columns.", nameof(row));
        }

        row.CopyTo(Reserve(1));
    }

    /// <summary>
    /// Appends up to <paramref name="rows"/> rows and returns them to be written: as many as fit the current block, at least one.
    /// The span is valid until the next call.
    /// </summary>
    public Span<float> Reserve(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        var count = Math.Min(rows, _rowsPerBlock - _used);
        Grow(_used + count);
        var span = _current.AsSpan(_used * ColumnCount, count * ColumnCount);
        _used += count;
        RowCount = checked(RowCount + count);
        if (_used == _rowsPerBlock)
        {
            _full.Add(_current);
            _current = [];
            _used = 0;
        }

        return span;
    }

    /// <summary>The table of all rows added. The builder must not be used afterwards.</summary>
    public VectorTable Build()
    {
        var blocks = new List<ReadOnlyMemory<float>>(_full.Count + 1);
        foreach (var block in _full)
        {
            blocks.Add(block);
        }

        if (_used > 0)
        {
            blocks.Add(_current.AsMemory(0, _used * ColumnCount));
        }

        return new VectorTable([.. blocks], _rowsPerBlock, RowCount, ColumnCount);
    }

    private void Grow(int rows)
    {
        if ((long)rows * ColumnCount <= _current.Length)
        {
            return;
        }

        var expected = Math.Max(0, Math.Min(_expectedRows - (_full.Count * (long)_rowsPerBlock), _rowsPerBlock));
        var doubled = Math.Min(2L * _current.Length / ColumnCount, _rowsPerBlock);
        var capacity = (int)Math.Max(rows, Math.Max(expected, doubled));
        var larger = GC.AllocateUninitializedArray<float>(capacity * ColumnCount);
        _current.AsSpan(0, _used * ColumnCount).CopyTo(larger);
        _current = larger;
    }
}
