namespace EmbeddingProjector;

/// <summary>
/// Collects rows <c>[d]</c> into a <see cref="VectorTable"/> without a second copy: rows go straight into the blocks that the table keeps.
/// What passes a limit of memory goes, a full block at a time, into a temporary file that the table maps: then one block is held, whatever the size of the matrix.
/// Not thread-safe. Disposing gives up what was collected, unless a table was built of it.
/// </summary>
/// <remarks>All members that take rows raise <see cref="DataFormatException"/> when the disk has no room for the temporary file.</remarks>
public sealed class VectorTableBuilder : IDisposable
{
    // 16 M elements are 64 MiB: large enough that a block is a good unit of work, small enough that the last, half-empty one is cheap.
    private const int ElementsPerBlock = 1 << 24;

    // Of a small limit a block is a small part, so that what is held besides the full blocks is little.
    private const int FewestElementsPerBlock = 1 << 18;
    private const int BlocksPerLimit = 8;

    private readonly List<float[]> _full = [];
    private readonly int _rowsPerBlock;
    private readonly int _expectedRows;
    private readonly MatrixStorage _storage;
    private float[] _current = [];
    private int _used;
    private TemporaryRows? _file;

    /// <summary>A builder for rows of <paramref name="columnCount"/> numbers.</summary>
    /// <param name="columnCount">d, at least 1.</param>
    /// <param name="expectedRows">How many rows will come, if known; blocks are then allocated once, at their final size.</param>
    /// <param name="storage">How many bytes of rows are kept in memory, and whether the table will be gone through in order; null for the usual.</param>
    public VectorTableBuilder(int columnCount, int expectedRows = 0, MatrixStorage? storage = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        ColumnCount = columnCount;
        _expectedRows = expectedRows;
        _storage = storage ?? MatrixStorage.Default;
        _rowsPerBlock = (int)Math.Max(1, Math.Clamp(_storage.MemoryLimit / sizeof(float) / BlocksPerLimit, FewestElementsPerBlock, ElementsPerBlock) / columnCount);
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
        if (_used == _rowsPerBlock)
        {
            Keep();
        }

        var count = Math.Min(rows, _rowsPerBlock - _used);
        Grow(_used + count);
        var span = _current.AsSpan(_used * ColumnCount, count * ColumnCount);
        _used += count;
        RowCount = checked(RowCount + count);
        return span;
    }

    /// <summary>The table of all rows added. The builder must not be used afterwards.</summary>
    public VectorTable Build()
    {
        if (_used > 0)
        {
            Keep();
        }

        if (_file is { } file)
        {
            var table = file.ToTable(_rowsPerBlock, RowCount, ColumnCount, _storage);
            _file = null;
            return table;
        }

        var blocks = new ReadOnlyMemory<float>[_full.Count];
        for (var b = 0; b < blocks.Length; b++)
        {
            blocks[b] = _full[b].AsMemory(0, Math.Min(_rowsPerBlock, RowCount - (b * _rowsPerBlock)) * ColumnCount);
        }

        return new VectorTable(blocks, _rowsPerBlock, RowCount, ColumnCount);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    // The current block has got all its rows: it stays where it is, or goes into the file, and is used again.
    private void Keep()
    {
        if (_file is null && !_storage.Holds(Math.Max(RowCount, _expectedRows), ColumnCount))
        {
            _file = new TemporaryRows((long)Math.Max(RowCount, _expectedRows) * ColumnCount * sizeof(float));
            _full.ForEach(block => _file.Write(block));
            _full.Clear();
        }

        if (_file is not null)
        {
            _file.Write(_current.AsSpan(0, _used * ColumnCount));
        }
        else
        {
            _full.Add(_current);
            _current = [];
        }

        _used = 0;
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
