namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// Groups of rows laid out in panels for <see cref="GatheredProducts"/>: each group begins a new panel, all panels are full but the last
/// of a group, which may be half as wide; columns beyond the group are zero. Beside each column stands the number that is added to −2 ×
/// its product to make a score: ‖y‖² for Euclidean distances (smaller is nearer), 0 for inner products, +∞ for padding, which so never
/// gets in.
/// </summary>
internal sealed unsafe class PanelSet : IDisposable
{
    private readonly AlignedBuffer _values;
    private readonly AlignedBuffer _offsets;
    private readonly long[] _groupStart;

    /// <summary>Packs groups of consecutive rows.</summary>
    /// <param name="rows"><c>[groupFirst[^1], stride]</c>.</param>
    /// <param name="stride">The numbers from one row to the next.</param>
    /// <param name="d">The number of coordinates.</param>
    /// <param name="groupFirst">The first row of each group, and the number of rows at the end.</param>
    /// <param name="offset">What is added to −2 × product, for each row.</param>
    /// <param name="threads">The most threads to use.</param>
    /// <param name="cancellationToken">Cancels the packing.</param>
    public PanelSet(float* rows, int stride, int d, int[] groupFirst, float[] offset, int threads, CancellationToken cancellationToken)
    {
        Dimensions = d;
        GroupFirst = groupFirst;
        _groupStart = new long[groupFirst.Length];
        for (var g = 0; g < GroupCount; g++)
        {
            _groupStart[g + 1] = _groupStart[g] + Padded(groupFirst[g + 1] - groupFirst[g]);
        }

        _values = new AlignedBuffer(_groupStart[^1] * d);
        _offsets = new AlignedBuffer(_groupStart[^1]);
        ParallelBlocks.For(GroupCount, threads, g => Pack(rows, stride, g, offset), cancellationToken);
    }

    /// <summary>d.</summary>
    public int Dimensions { get; }

    /// <summary>The number of groups.</summary>
    public int GroupCount => GroupFirst.Length - 1;

    /// <summary>The first row of each group, and the number of rows at the end.</summary>
    public int[] GroupFirst { get; }

    /// <summary>The number of columns of a group, padding included.</summary>
    public int PaddedCount(int group) => (int)(_groupStart[group + 1] - _groupStart[group]);

    /// <summary>Column <paramref name="column"/> (a multiple of 32) of a group: where its panel <c>[d, width]</c> begins.</summary>
    public float* Panel(int group, int column) => _values.Start + ((_groupStart[group] + column) * Dimensions);

    /// <summary>What is added to −2 × product, from a column of a group on.</summary>
    public float* Offsets(int group, int column) => _offsets.Start + _groupStart[group] + column;

    public void Dispose()
    {
        _values.Dispose();
        _offsets.Dispose();
    }

    private static int Padded(int count) =>
        (count + GatheredProducts.HalfWidth - 1) / GatheredProducts.HalfWidth * GatheredProducts.HalfWidth;

    private void Pack(float* rows, int stride, int group, float[] offset)
    {
        var first = GroupFirst[group];
        var count = GroupFirst[group + 1] - first;
        var padded = PaddedCount(group);
        var offsets = Offsets(group, 0);
        for (var c = 0; c < padded; c++)
        {
            offsets[c] = c < count ? offset[first + c] : float.PositiveInfinity;
        }

        for (var column = 0; column < padded; column += GatheredProducts.FullWidth)
        {
            var width = Math.Min(GatheredProducts.FullWidth, padded - column);
            var panel = Panel(group, column);
            var filled = Math.Min(width, count - column);
            for (var c = 0; c < filled; c++)
            {
                var row = rows + ((long)(first + column + c) * stride);
                var into = panel + c;
                for (var k = 0; k < Dimensions; k++, into += width)
                {
                    *into = row[k];
                }
            }
        }
    }
}
