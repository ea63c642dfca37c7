using System.Diagnostics.CodeAnalysis;

namespace EmbeddingProjector;

/// <summary>
/// n vectors of d numbers: <c>[n, d]</c> float32, row-major. The rows lie in blocks of <see cref="RowsPerBlock"/> rows (the last may hold
/// fewer); a block is contiguous, so a kernel takes a whole block as one span, and the table as a whole may hold more than 2³¹ elements.
/// </summary>
/// <remarks>
/// Immutable once built and safe to read from any number of threads. A table over a mapped file, a person's or a temporary one, is unmapped by
/// <see cref="Dispose"/> and never by the garbage collector, because a span into it would otherwise dangle.
/// </remarks>
public sealed class VectorTable : IDisposable
{
    private readonly ReadOnlyMemory<float>[] _blocks;
    private readonly IDisposable? _owner;

    internal VectorTable(ReadOnlyMemory<float>[] blocks, int rowsPerBlock, int rowCount, int columnCount, IDisposable? owner = null, string? note = null)
    {
        _blocks = blocks;
        _owner = owner;
        StorageNote = note;
        RowsPerBlock = rowsPerBlock;
        RowCount = rowCount;
        ColumnCount = columnCount;
    }

    /// <summary>n, the number of vectors.</summary>
    public int RowCount { get; }

    /// <summary>d, the number of dimensions; at least 1.</summary>
    public int ColumnCount { get; }

    /// <summary>n × d; may exceed 2³¹.</summary>
    public long ElementCount => (long)RowCount * ColumnCount;

    /// <summary>What a person should know about where the rows lie, as a sentence; null where they lie in memory.</summary>
    public string? StorageNote { get; }

    /// <summary>The number of rows of every block but the last.</summary>
    public int RowsPerBlock { get; }

    /// <summary>The number of blocks; 0 for a table without rows.</summary>
    public int BlockCount => _blocks.Length;

    /// <summary>Row <paramref name="row"/> as <c>[d]</c>.</summary>
    public ReadOnlySpan<float> Row(int row)
    {
        if ((uint)row >= (uint)RowCount)
        {
            ThrowRow(row);
        }

        var block = Math.DivRem(row, RowsPerBlock, out var within);
        return _blocks[block].Span.Slice(within * ColumnCount, ColumnCount);
    }

    /// <summary>
    /// Some of the rows as a table of their own, as <c>weights[1..]</c> leaves out the first. It shares the memory where they lie in one block
    /// (then it can be read as long as this table is not disposed), and is a copy otherwise.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches past the rows.</exception>
    public VectorTable this[Range rows]
    {
        get
        {
            var (first, count) = rows.GetOffsetAndLength(RowCount);
            if (count > 0 && ContiguousRows(first, count) < count)
            {
                return Create(count, ColumnCount, (done, span) =>
                {
                    for (var row = 0; row * ColumnCount < span.Length; row++)
                    {
                        Row(first + done + row).CopyTo(span.Slice(row * ColumnCount, ColumnCount));
                    }
                });
            }

            var block = count == 0 ? default : _blocks[first / RowsPerBlock].Slice(first % RowsPerBlock * ColumnCount, count * ColumnCount);
            return new VectorTable(count == 0 ? [] : [block], Math.Max(count, 1), count, ColumnCount);
        }
    }

    /// <summary>Block <paramref name="block"/> as <c>[rows, d]</c>; its first row is <c>block × RowsPerBlock</c>.</summary>
    public ReadOnlySpan<float> Block(int block) => _blocks[block].Span;

    /// <summary>Block <paramref name="block"/> as memory that can be handed to another thread.</summary>
    public ReadOnlyMemory<float> BlockMemory(int block) => _blocks[block];

    /// <summary>
    /// Rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1 as one span <c>[count, d]</c>.
    /// They must lie in one block: <see cref="ContiguousRows"/> says how many do.
    /// </summary>
    public ReadOnlySpan<float> Rows(int first, int count)
    {
        if (count == 0)
        {
            return [];
        }

        if (first < 0 || count < 0 || first + (long)count > RowCount)
        {
            ThrowRow(first);
        }

        var block = Math.DivRem(first, RowsPerBlock, out var within);
        return _blocks[block].Span.Slice(within * ColumnCount, count * ColumnCount);
    }

    /// <summary>How many of the rows from <paramref name="first"/> on, at most <paramref name="wanted"/>, lie in one span.</summary>
    public int ContiguousRows(int first, int wanted) =>
        Math.Min(Math.Min(wanted, RowCount - first), RowsPerBlock - (first % RowsPerBlock));

    /// <summary>A table over <paramref name="values"/> <c>[rows, columns]</c>, which is not copied and must not be written to afterwards.</summary>
    public static VectorTable FromArray(float[] values, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (values.LongLength != (long)rows * columns)
        {
            throw new ArgumentException($"{values.LongLength} values do not fill {rows} rows of {columns}.", nameof(values));
        }

        return new VectorTable(rows == 0 ? [] : [values], Math.Max(rows, 1), rows, columns);
    }

    /// <summary>A table of the rows of a matrix <c>[n, d]</c>, which is copied.</summary>
    public static VectorTable FromArray(float[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Create(matrix.GetLength(0), matrix.GetLength(1), (first, rows) =>
        {
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = matrix[first + (i / matrix.GetLength(1)), i % matrix.GetLength(1)];
            }
        });
    }

    /// <summary>A table of vectors of one length, which are copied.</summary>
    /// <exception cref="ArgumentException">There are none, or their lengths differ.</exception>
    public static VectorTable FromRows(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var columns = rows.Count > 0 ? rows[0].Length : throw new ArgumentException("There are no rows, so their length is not known.", nameof(rows));
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].Length != columns)
            {
                throw new ArgumentException($"Row {i} has {rows[i].Length} numbers, row 0 {columns}.", nameof(rows));
            }
        }

        return Create(rows.Count, columns, (first, values) =>
        {
            for (var i = 0; i < values.Length / columns; i++)
            {
                rows[first + i].CopyTo(values[(i * columns)..]);
            }
        });
    }

    /// <summary>
    /// A table of a known size, filled by <paramref name="fill"/> block by block: it is given the first row of the block and the
    /// block as <c>[rows, columns]</c>, in ascending order, on the calling thread.
    /// </summary>
    /// <param name="rows">n.</param>
    /// <param name="columns">d, at least 1.</param>
    /// <param name="fill">Writes the rows.</param>
    /// <param name="storage">How much is kept in memory; null for the usual. See <see cref="VectorTableBuilder"/>.</param>
    public static VectorTable Create(int rows, int columns, FillRows fill, MatrixStorage? storage = null)
    {
        ArgumentNullException.ThrowIfNull(fill);
        using var builder = new VectorTableBuilder(columns, rows, storage);
        for (var first = 0; first < rows;)
        {
            var span = builder.Reserve(rows - first);
            fill(first, span);
            first += span.Length / columns;
        }

        return builder.Build();
    }

    /// <summary>A table over float32 little-endian rows in a file, mapped, not read: it may be larger than memory.</summary>
    /// <exception cref="DataFormatException">The file is shorter than the rows need.</exception>
    public static VectorTable Map(string path, long byteOffset, int rows, int columns) =>
        MappedRows.Open(path, byteOffset, rows, columns);

    /// <summary>Gives up what lies outside of memory; does nothing for a table in memory.</summary>
    public void Dispose() => _owner?.Dispose();

    [DoesNotReturn]
    private void ThrowRow(int row) =>
        throw new ArgumentOutOfRangeException(nameof(row), row, $"The table has rows 0 to {RowCount - 1}.");
}

/// <summary>Fills a block of rows <c>[rows, d]</c> that starts at row <paramref name="firstRow"/>.</summary>
public delegate void FillRows(int firstRow, Span<float> rows);
