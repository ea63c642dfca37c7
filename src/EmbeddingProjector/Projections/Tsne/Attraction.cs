using System.Runtime.CompilerServices;
using EmbeddingProjector.Projections.Tsne.Affinities;
using EmbeddingProjector.Projections.Tsne.Lanes;

namespace EmbeddingProjector.Projections.Tsne;

/// <summary>
/// How neighbors pull each other together: Aᵢ = Σⱼ P_ij (yᵢ − yⱼ) / (1 + ‖yᵢ − yⱼ‖²), sixteen neighbors of a point at a time.
/// </summary>
internal sealed unsafe class Attraction(int threads, LaneWidth lanes)
{
    private const int RowsPerTask = 256;

    /// <summary>Writes the forces, one plane of <see cref="Layout.Capacity"/> floats for each axis.</summary>
    public void Compute(SparseAffinities affinities, Layout layout, float* forces, CancellationToken cancellationToken) =>
        ParallelBlocks.For(
            (layout.Count + RowsPerTask - 1) / RowsPerTask,
            threads,
            task =>
            {
                var first = task * RowsPerTask;
                var end = Math.Min(layout.Count, first + RowsPerTask);
                switch (lanes)
                {
                    case LaneWidth.Sixteen:
                        Pull<Lanes512>(affinities, layout, forces, first, end);
                        break;
                    case LaneWidth.Eight:
                        Pull<Lanes256>(affinities, layout, forces, first, end);
                        break;
                    default:
                        Pull<ScalarLane>(affinities, layout, forces, first, end);
                        break;
                }
            },
            cancellationToken);

    /// <summary>Σ P_ij ln(1 + ‖yᵢ − yⱼ‖²) in float64: the attracting part of the Kullback–Leibler divergence.</summary>
    public double Energy(SparseAffinities affinities, Layout layout, CancellationToken cancellationToken)
    {
        var tasks = (layout.Count + RowsPerTask - 1) / RowsPerTask;
        var sums = new double[tasks];
        ParallelBlocks.For(
            tasks,
            threads,
            task =>
            {
                for (var i = task * RowsPerTask; i < Math.Min(layout.Count, (task + 1) * RowsPerTask); i++)
                {
                    for (var at = affinities.Start[i]; at < affinities.Start[i + 1]; at++)
                    {
                        var squared = 0.0;
                        for (var axis = 0; axis < layout.Dimensions; axis++)
                        {
                            var difference = (double)layout.Axis(axis)[i] - layout.Axis(axis)[affinities.Columns[at]];
                            squared += difference * difference;
                        }

                        sums[task] += affinities.Values[at] * Math.Log(1 + squared);
                    }
                }
            },
            cancellationToken);
        return sums.Sum();
    }

    private static void Pull<TLanes>(SparseAffinities affinities, Layout layout, float* forces, int first, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        if (layout.Dimensions == 2)
        {
            Pull2<TLanes>(affinities, layout, forces, first, end);
        }
        else
        {
            Pull3<TLanes>(affinities, layout, forces, first, end);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pull2<TLanes>(SparseAffinities affinities, Layout layout, float* forces, int first, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        float* pairs = layout.Pairs, values = affinities.Values;
        var columns = affinities.Columns;
        var one = TLanes.Create(1);
        var zero = TLanes.Create(0);
        fixed (int* start = affinities.Start)
        {
            for (var i = first; i < end; i++)
            {
                var x = TLanes.Create(pairs[2L * i]);
                var y = TLanes.Create(pairs[(2L * i) + 1]);
                var (sumX, sumY) = (zero, zero);
                for (var at = start[i]; at < start[i + 1]; at += TLanes.Count)
                {
                    var (otherX, otherY) = TLanes.GatherPairs(pairs, columns + at);
                    var dx = x - otherX;
                    var dy = y - otherY;
                    var kernel = TLanes.Reciprocal(TLanes.MultiplyAdd(dx, dx, TLanes.MultiplyAdd(dy, dy, one)));
                    var weight = TLanes.Load(values + at) * kernel;
                    sumX = TLanes.MultiplyAdd(weight, dx, sumX);
                    sumY = TLanes.MultiplyAdd(weight, dy, sumY);
                }

                forces[i] = TLanes.Sum(sumX);
                forces[layout.Capacity + i] = TLanes.Sum(sumY);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pull3<TLanes>(SparseAffinities affinities, Layout layout, float* forces, int first, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        float* pairs = layout.Pairs, third = layout.Axis(2), values = affinities.Values;
        var columns = affinities.Columns;
        var one = TLanes.Create(1);
        var zero = TLanes.Create(0);
        fixed (int* start = affinities.Start)
        {
            for (var i = first; i < end; i++)
            {
                var x = TLanes.Create(pairs[2L * i]);
                var y = TLanes.Create(pairs[(2L * i) + 1]);
                var z = TLanes.Create(third[i]);
                var (sumX, sumY, sumZ) = (zero, zero, zero);
                for (var at = start[i]; at < start[i + 1]; at += TLanes.Count)
                {
                    var (otherX, otherY) = TLanes.GatherPairs(pairs, columns + at);
                    var dx = x - otherX;
                    var dy = y - otherY;
                    var dz = z - TLanes.Gather(third, columns + at);
                    var kernel = TLanes.Reciprocal(
                        TLanes.MultiplyAdd(dx, dx, TLanes.MultiplyAdd(dy, dy, TLanes.MultiplyAdd(dz, dz, one))));
                    var weight = TLanes.Load(values + at) * kernel;
                    sumX = TLanes.MultiplyAdd(weight, dx, sumX);
                    sumY = TLanes.MultiplyAdd(weight, dy, sumY);
                    sumZ = TLanes.MultiplyAdd(weight, dz, sumZ);
                }

                forces[i] = TLanes.Sum(sumX);
                forces[layout.Capacity + i] = TLanes.Sum(sumY);
                forces[(2L * layout.Capacity) + i] = TLanes.Sum(sumZ);
            }
        }
    }
}
