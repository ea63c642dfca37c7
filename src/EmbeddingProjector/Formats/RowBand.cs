namespace EmbeddingProjector.Formats;

/// <summary>
/// Rows that are written in no order, because their file has them column by column, in chunks, or with the zeros left out: all of a matrix where memory has room for it,
/// else as many as one block holds.
/// </summary>
internal sealed class RowBand
{
    private const int ElementsPerBlock = 1 << 24;

    private readonly float[][] _blocks;
    private readonly int _rowsPerBlock;
    private readonly int _columns;

    private RowBand(int rows, int columns)
    {
        _columns = columns;
        _rowsPerBlock = Math.Min(rows, Math.Max(1, ElementsPerBlock / columns));
        _blocks = new float[((rows - 1) / _rowsPerBlock) + 1][];
        for (var block = 0; block < _blocks.Length; block++)
        {
            _blocks[block] = GC.AllocateUninitializedArray<float>(Math.Min(_rowsPerBlock, rows - (block * _rowsPerBlock)) * columns);
        }

        Count = rows;
    }

    /// <summary>The first row, counted in the matrix.</summary>
    public int First { get; private set; }

    /// <summary>How many rows.</summary>
    public int Count { get; private set; }

    /// <summary>The row after the last.</summary>
    public int End => First + Count;

    /// <summary>
    /// A table of <paramref name="rows"/> × <paramref name="columns"/>, at least one of each, band by band; what a band holds before it is written is whatever was in memory.
    /// </summary>
    /// <param name="rows">n.</param>
    /// <param name="columns">d.</param>
    /// <param name="rowsTogether">How many rows can only be had together: a band is a multiple of it.</param>
    /// <param name="settings">How much memory there is.</param>
    /// <param name="fill">Writes all rows of a band.</param>
    public static VectorTable Create(int rows, int columns, int rowsTogether, ReadSettings settings, Action<RowBand> fill)
    {
        if (settings.Storage.Holds(rows, columns) || rowsTogether >= rows)
        {
            var whole = new RowBand(rows, columns);
            fill(whole);
            return new VectorTable([.. whole._blocks.Select(block => (ReadOnlyMemory<float>)block)], whole._rowsPerBlock, rows, columns);
        }

        using var builder = new VectorTableBuilder(columns, rows, settings.Storage);
        var band = new RowBand((int)Math.Min(rows, Math.Max(1, ElementsPerBlock / columns / rowsTogether) * (long)rowsTogether), columns);
        for (var rowsPerBand = band.Count; band.First < rows; band.First += rowsPerBand)
        {
            band.Count = Math.Min(rowsPerBand, rows - band.First);
            fill(band);
            band.CopyTo(builder);
        }

        return builder.Build();
    }

    /// <summary>Some numbers of a row, which is counted in the matrix.</summary>
    public Span<float> Part(int row, int column, int count)
    {
        var block = Math.DivRem(row - First, _rowsPerBlock, out var within);
        return _blocks[block].AsSpan((within * _columns) + column, count);
    }

    /// <summary>Sets every number.</summary>
    public void Fill(float value) => Array.ForEach(_blocks, block => Array.Fill(block, value));

    private void CopyTo(VectorTableBuilder builder)
    {
        for (var done = 0; done < Count;)
        {
            var block = Math.DivRem(done, _rowsPerBlock, out var within);
            var target = builder.Reserve(Math.Min(Count - done, _rowsPerBlock - within));
            _blocks[block].AsSpan(within * _columns, target.Length).CopyTo(target);
            done += target.Length / _columns;
        }
    }
}
