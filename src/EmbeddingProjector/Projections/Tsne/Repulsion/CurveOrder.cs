namespace EmbeddingProjector.Projections.Tsne.Repulsion;

/// <summary>
/// The points in the order of the Z-curve (Morton, 1966): the bits of their cells along the axes, interleaved. Points that are next to each
/// other in this order mostly are so on the map, and every cell of a quadtree or octree is a range of it.
/// </summary>
internal sealed unsafe class CurveOrder : IDisposable
{
    /// <summary>Levels of cells: a side is cut 2¹⁴ times, three axes fit 42 bits, four passes of eleven.</summary>
    public const int Levels = 14;

    private const int BitsPerPass = 11;
    private const int Buckets = 1 << BitsPerPass;

    // A vector may read this far beyond the last point.
    private const int Overrun = 32;

    private ulong[] _keys = [];
    private ulong[] _otherKeys = [];
    private int[] _points = [];
    private int[] _otherPoints = [];
    private AlignedBuffer? _axes;
    private int _plane;

    /// <summary>n.</summary>
    public int Count { get; private set; }

    /// <summary>2 or 3 bits a level.</summary>
    public int BitsPerLevel { get; private set; }

    /// <summary>The keys, ascending, <c>[n]</c>.</summary>
    public ReadOnlySpan<ulong> Keys => _keys.AsSpan(0, Count);

    /// <summary>Which point stands at each place, <c>[n]</c>.</summary>
    public int[] Points => _points;

    /// <summary>First coordinates in this order.</summary>
    public float* X => _axes!.Start;

    /// <summary>Second coordinates in this order.</summary>
    public float* Y => _axes!.Start + _plane;

    /// <summary>Third coordinates in this order; 0 for two dimensions.</summary>
    public float* Z => _axes!.Start + (2L * _plane);

    /// <summary>The order of the points at <paramref name="positions"/> <c>[n, dimensions]</c>, 2 or 3, along the curve.</summary>
    public static int[] Along(ReadOnlySpan<float> positions, int dimensions)
    {
        using var layout = new Layout(positions.Length / dimensions, dimensions);
        using var order = new CurveOrder();
        layout.Set(positions);
        order.Sort(layout);
        return order.Points;
    }

    /// <summary>Sorts the points of a layout whose box is up to date.</summary>
    public void Sort(Layout layout)
    {
        Resize(layout);
        Encode(layout);
        for (var shift = 0; shift < Levels * BitsPerLevel; shift += BitsPerPass)
        {
            Pass(shift);
        }

        for (var axis = 0; axis < layout.Dimensions; axis++)
        {
            var source = layout.Axis(axis);
            var target = _axes!.Start + ((long)axis * _plane);
            for (var at = 0; at < Count; at++)
            {
                target[at] = source[_points[at]];
            }
        }
    }

    public void Dispose() => _axes?.Dispose();

    private void Resize(Layout layout)
    {
        BitsPerLevel = layout.Dimensions;
        if (Count == layout.Count && _axes is not null)
        {
            return;
        }

        Count = layout.Count;
        _plane = layout.Capacity + Overrun;
        _keys = new ulong[Count];
        _otherKeys = new ulong[Count];
        _points = new int[Count];
        _otherPoints = new int[Count];
        _axes?.Dispose();
        _axes = new AlignedBuffer(3L * _plane);
    }

    private void Encode(Layout layout)
    {
        const uint Last = (1 << Levels) - 1;
        var span = layout.Span;
        var scale = span > 0 ? (1 << Levels) / (double)span : 0;
        float* x = layout.Axis(0), y = layout.Axis(1), z = layout.Dimensions == 3 ? layout.Axis(2) : null;
        for (var i = 0; i < Count; i++)
        {
            var cellX = Math.Min(Last, (uint)((x[i] - layout.Minimum[0]) * scale));
            var cellY = Math.Min(Last, (uint)((y[i] - layout.Minimum[1]) * scale));
            _points[i] = i;
            _keys[i] = z == null
                ? Spread2(cellX) | (Spread2(cellY) << 1)
                : Spread3(cellX) | (Spread3(cellY) << 1) | (Spread3(Math.Min(Last, (uint)((z[i] - layout.Minimum[2]) * scale))) << 2);
        }
    }

    private void Pass(int shift)
    {
        Span<int> next = stackalloc int[Buckets];
        next.Clear();
        foreach (var key in _keys)
        {
            next[(int)(key >> shift) & (Buckets - 1)]++;
        }

        var total = 0;
        foreach (ref var bucket in next)
        {
            (bucket, total) = (total, total + bucket);
        }

        for (var at = 0; at < _keys.Length; at++)
        {
            var target = next[(int)(_keys[at] >> shift) & (Buckets - 1)]++;
            _otherKeys[target] = _keys[at];
            _otherPoints[target] = _points[at];
        }

        (_keys, _otherKeys) = (_otherKeys, _keys);
        (_points, _otherPoints) = (_otherPoints, _points);
    }

    // Bit b of the cell goes to bit 2b.
    private static ulong Spread2(ulong cell)
    {
        cell = (cell | (cell << 16)) & 0x0000FFFF0000FFFF;
        cell = (cell | (cell << 8)) & 0x00FF00FF00FF00FF;
        cell = (cell | (cell << 4)) & 0x0F0F0F0F0F0F0F0F;
        cell = (cell | (cell << 2)) & 0x3333333333333333;
        return (cell | (cell << 1)) & 0x5555555555555555;
    }

    // Bit b of the cell goes to bit 3b.
    private static ulong Spread3(ulong cell)
    {
        cell = (cell | (cell << 32)) & 0x001F00000000FFFF;
        cell = (cell | (cell << 16)) & 0x001F0000FF0000FF;
        cell = (cell | (cell << 8)) & 0x100F00F00F00F00F;
        cell = (cell | (cell << 4)) & 0x10C30C30C30C30C3;
        return (cell | (cell << 2)) & 0x1249249249249249;
    }
}
