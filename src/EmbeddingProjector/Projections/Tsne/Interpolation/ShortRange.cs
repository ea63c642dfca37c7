using System.Runtime.CompilerServices;
using EmbeddingProjector.Projections.Tsne.Lanes;

namespace EmbeddingProjector.Projections.Tsne.Interpolation;

/// <summary>
/// The part of the kernel that the grid does not carry, S(r) = e^(−t (1 + r²)) / (1 + r²), summed over near pairs: sixteen neighboring
/// points of a band at a time meet the points of three bands that are within reach. The force is −½ ∇S = (y − y′) E K (t + K) with K = 1 /
/// (1 + r²) and E = e^(−t / K).
/// </summary>
internal static unsafe class ShortRange
{
    private const int Group = 16;

    // Beyond it e^a is nothing beside the rest, and its bits would not be those of a number.
    private const float LeastExponent = -80;

    /// <summary>
    /// Writes force and potential of the points of one band, in the order of the bands: planes of <paramref name="plane"/> floats.
    /// </summary>
    public static void Push<TLanes>(BandOrder order, GridFrame frame, KernelSplit split, int band, float* results, long plane)
        where TLanes : struct, ILanes<TLanes>
    {
        var (first, end) = order.Range(band);
        var reach = (int)MathF.Ceiling(split.Range * frame.Scale);
        var sums = stackalloc float[3 * Group];
        for (var group = first; group < end; group += Group)
        {
            var last = Math.Min(end, group + Group) - 1;
            new Span<float>(sums, 3 * Group).Clear();
            var from = Math.Max(0, frame.Column(order.X[group], out _) - reach);
            var to = Math.Min(order.Columns, frame.Column(order.X[last], out _) + reach + 1);
            for (var other = Math.Max(0, band - 1); other <= Math.Min(order.Bands - 1, band + 1); other++)
            {
                var (near, nearEnd) = order.Range(other, from, to);
                for (var l = 0; l < Group; l += TLanes.Count)
                {
                    Add<TLanes>(order, split.Sharpness, group + l, near, nearEnd, sums + l);
                }
            }

            for (var at = group; at <= last; at++)
            {
                results[at] = sums[at - group];
                results[plane + at] = sums[Group + at - group];
                results[(2 * plane) + at] = sums[(2 * Group) + at - group];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TLanes>(BandOrder order, float sharpness, int group, int first, int end, float* sums)
        where TLanes : struct, ILanes<TLanes>
    {
        float* px = order.X, py = order.Y;
        var (x, y) = (TLanes.Load(px + group), TLanes.Load(py + group));
        var (one, least) = (TLanes.Create(1), TLanes.Create(LeastExponent));
        var (t, minusT) = (TLanes.Create(sharpness), TLanes.Create(-sharpness));
        var (sumX, sumY, potential) = (TLanes.Load(sums), TLanes.Load(sums + Group), TLanes.Load(sums + (2 * Group)));
        for (var j = first; j < end; j++)
        {
            var dx = x - TLanes.Create(px[j]);
            var dy = y - TLanes.Create(py[j]);
            var denominator = TLanes.MultiplyAdd(dx, dx, TLanes.MultiplyAdd(dy, dy, one));
            var kernel = TLanes.Reciprocal(denominator);
            var share = kernel * TLanes.Exp(TLanes.Max(least, minusT * denominator));
            potential += share;
            share *= kernel + t;
            sumX = TLanes.MultiplyAdd(share, dx, sumX);
            sumY = TLanes.MultiplyAdd(share, dy, sumY);
        }

        sumX.Store(sums);
        sumY.Store(sums + Group);
        potential.Store(sums + (2 * Group));
    }
}
