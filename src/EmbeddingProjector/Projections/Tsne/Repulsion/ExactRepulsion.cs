using System.Runtime.CompilerServices;
using EmbeddingProjector.Projections.Tsne.Lanes;

namespace EmbeddingProjector.Projections.Tsne.Repulsion;

/// <summary>
/// Every pair, n² of them: the cheapest way for a few thousand points, and what the others are compared with. Sixteen points at a time meet
/// all others, whose coordinates are broadcast.
/// </summary>
internal sealed unsafe class ExactRepulsion(int threads, LaneWidth lanes) : IRepulsion
{
    private const int Group = 16;

    // Sums of this many float32 terms are short enough to be accurate; they are added up in the next, longer sum.
    private const int PartialSum = 1024;

    public double Compute(Layout layout, float* forces, CancellationToken cancellationToken)
    {
        var groups = (layout.Count + Group - 1) / Group;
        var sums = new double[groups];
        ParallelBlocks.For(
            groups,
            threads,
            group => sums[group] = lanes switch
            {
                LaneWidth.Sixteen => Push<Lanes512>(layout, forces, group * Group),
                LaneWidth.Eight => Push<Lanes256>(layout, forces, group * Group),
                _ => Push<ScalarLane>(layout, forces, group * Group),
            },
            cancellationToken);

        // A point meets itself at distance 0, which adds 1 to the sum and nothing to the force.
        return sums.Sum() - layout.Count;
    }

    public void Dispose()
    {
    }

    private static double Push<TLanes>(Layout layout, float* forces, int first)
        where TLanes : struct, ILanes<TLanes>
    {
        var sum = 0.0;
        var potentials = stackalloc float[Group];
        for (var l = 0; l < Group; l += TLanes.Count)
        {
            if (layout.Dimensions == 2)
            {
                Push2<TLanes>(layout, forces, first + l, potentials + l);
            }
            else
            {
                Push3<TLanes>(layout, forces, first + l, potentials + l);
            }
        }

        for (var i = first; i < Math.Min(first + Group, layout.Count); i++)
        {
            sum += potentials[i - first];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Push2<TLanes>(Layout layout, float* forces, int first, float* potentials)
        where TLanes : struct, ILanes<TLanes>
    {
        float* px = layout.Axis(0), py = layout.Axis(1);
        var x = TLanes.Load(px + first);
        var y = TLanes.Load(py + first);
        var one = TLanes.Create(1);
        var zero = TLanes.Create(0);
        var (totalX, totalY, totalPotential) = (zero, zero, zero);
        for (var from = 0; from < layout.Count; from += PartialSum)
        {
            var end = Math.Min(layout.Count, from + PartialSum);
            var (sumX, sumY, potential) = (zero, zero, zero);
            for (var j = from; j < end; j++)
            {
                var dx = x - TLanes.Create(px[j]);
                var dy = y - TLanes.Create(py[j]);
                var kernel = TLanes.Reciprocal(TLanes.MultiplyAdd(dx, dx, TLanes.MultiplyAdd(dy, dy, one)));
                potential += kernel;
                kernel *= kernel;
                sumX = TLanes.MultiplyAdd(kernel, dx, sumX);
                sumY = TLanes.MultiplyAdd(kernel, dy, sumY);
            }

            totalX += sumX;
            totalY += sumY;
            totalPotential += potential;
        }

        totalX.Store(forces + first);
        totalY.Store(forces + layout.Capacity + first);
        totalPotential.Store(potentials);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Push3<TLanes>(Layout layout, float* forces, int first, float* potentials)
        where TLanes : struct, ILanes<TLanes>
    {
        float* px = layout.Axis(0), py = layout.Axis(1), pz = layout.Axis(2);
        var x = TLanes.Load(px + first);
        var y = TLanes.Load(py + first);
        var z = TLanes.Load(pz + first);
        var one = TLanes.Create(1);
        var zero = TLanes.Create(0);
        var (totalX, totalY, totalZ, totalPotential) = (zero, zero, zero, zero);
        for (var from = 0; from < layout.Count; from += PartialSum)
        {
            var end = Math.Min(layout.Count, from + PartialSum);
            var (sumX, sumY, sumZ, potential) = (zero, zero, zero, zero);
            for (var j = from; j < end; j++)
            {
                var dx = x - TLanes.Create(px[j]);
                var dy = y - TLanes.Create(py[j]);
                var dz = z - TLanes.Create(pz[j]);
                var kernel = TLanes.Reciprocal(
                    TLanes.MultiplyAdd(dx, dx, TLanes.MultiplyAdd(dy, dy, TLanes.MultiplyAdd(dz, dz, one))));
                potential += kernel;
                kernel *= kernel;
                sumX = TLanes.MultiplyAdd(kernel, dx, sumX);
                sumY = TLanes.MultiplyAdd(kernel, dy, sumY);
                sumZ = TLanes.MultiplyAdd(kernel, dz, sumZ);
            }

            totalX += sumX;
            totalY += sumY;
            totalZ += sumZ;
            totalPotential += potential;
        }

        totalX.Store(forces + first);
        totalY.Store(forces + layout.Capacity + first);
        totalZ.Store(forces + (2L * layout.Capacity) + first);
        totalPotential.Store(potentials);
    }
}
