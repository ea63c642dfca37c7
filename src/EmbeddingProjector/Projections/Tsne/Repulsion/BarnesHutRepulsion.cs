using System.Runtime.CompilerServices;
using EmbeddingProjector.Projections.Tsne.Lanes;

namespace EmbeddingProjector.Projections.Tsne.Repulsion;

/// <summary>
/// Two or three dimensions, time O(n log n): points far away are taken together. A cell whose longest side is s acts through its centre of
/// mass on a group of neighboring points when s² &lt; θ² (0.1 + d²), d the distance from the centre of mass to the nearest side of the
/// group's box. The 0.1 is there because the kernel 1 / (1 + d²) is flat at distances well below 1, however close a cell is.
/// </summary>
/// <remarks>
/// A group is thirty-two consecutive points of the order along the space-filling curve; the tree is walked once for all of them, and each
/// cell or point met is broadcast to their lanes. As the test holds for every point of the group, errors are below those of the usual walk
/// for each point at the same θ. Source: Barnes and Hut, Nature 324 (1986); van der Maaten, JMLR 15 (2014); Barnes, J. Comput. Phys. 87
/// (1990) for groups.
/// </remarks>
internal sealed unsafe class BarnesHutRepulsion(int threads, LaneWidth lanes) : IRepulsion
{
    private const int Group = 32;

    // The kernel is flat at distances well below 1.
    private const float Flat = 0.1f;

    private const int GroupsPerTask = 8;

    private readonly CurveOrder _order = new();
    private readonly PointTree _tree = new();

    /// <summary>θ: 0 opens every cell, larger is faster and coarser.</summary>
    public double Theta { get; set; } = 0.5;

    public double Compute(Layout layout, float* forces, CancellationToken cancellationToken)
    {
        _order.Sort(layout);
        _tree.Build(_order);
        var groups = (layout.Count + Group - 1) / Group;
        var tasks = (groups + GroupsPerTask - 1) / GroupsPerTask;
        var sums = new double[tasks];
        ParallelBlocks.For(
            tasks,
            threads,
            task =>
            {
                for (var group = task * GroupsPerTask; group < Math.Min(groups, (task + 1) * GroupsPerTask); group++)
                {
                    sums[task] += lanes switch
                    {
                        LaneWidth.Sixteen => Push<Lanes512>(layout, forces, group * Group),
                        LaneWidth.Eight => Push<Lanes256>(layout, forces, group * Group),
                        _ => Push<ScalarLane>(layout, forces, group * Group),
                    };
                }
            },
            cancellationToken);

        // A point meets itself at distance 0, which adds 1 to the sum and nothing to the force.
        return sums.Sum() - layout.Count;
    }

    public void Dispose()
    {
        _order.Dispose();
        _tree.Dispose();
    }

    private double Push<TLanes>(Layout layout, float* forces, int first)
        where TLanes : struct, ILanes<TLanes>
    {
        var end = Math.Min(layout.Count, first + Group);
        var box = Box.Around(_order, first, end);
        var results = stackalloc float[4 * Group];
        for (var l = 0; l < Group && first + l < end; l += 2 * TLanes.Count)
        {
            Walk<TLanes>(box, first + l, results + l);
        }

        var sum = 0.0;
        for (var at = first; at < end; at++)
        {
            var l = at - first;
            var i = _order.Points[at];
            for (var axis = 0; axis < layout.Dimensions; axis++)
            {
                forces[((long)axis * layout.Capacity) + i] = results[(axis * Group) + l];
            }

            sum += results[(3 * Group) + l];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Walk<TLanes>(Box box, int first, float* results)
        where TLanes : struct, ILanes<TLanes>
    {
        float* px = _order.X, py = _order.Y, pz = _order.Z;
        var second = first + TLanes.Count;
        var (x0, y0, z0) = (TLanes.Load(px + first), TLanes.Load(py + first), TLanes.Load(pz + first));
        var (x1, y1, z1) = (TLanes.Load(px + second), TLanes.Load(py + second), TLanes.Load(pz + second));
        var one = TLanes.Create(1);
        var zero = TLanes.Create(0);
        var (sumX0, sumY0, sumZ0, potential0) = (zero, zero, zero, zero);
        var (sumX1, sumY1, sumZ1, potential1) = (zero, zero, zero, zero);
        var openness = (float)(Theta * Theta);
        var nodes = _tree.Nodes;
        var count = _tree.Count;
        for (var at = 0; at < count;)
        {
            var node = nodes + at;
            if (node->SquaredSize < openness * (Flat + box.SquaredDistance(node->X, node->Y, node->Z)))
            {
                var mass = TLanes.Create(node->Mass);
                var (cx, cy, cz) = (TLanes.Create(node->X), TLanes.Create(node->Y), TLanes.Create(node->Z));
                var (dx0, dy0, dz0) = (x0 - cx, y0 - cy, z0 - cz);
                var (dx1, dy1, dz1) = (x1 - cx, y1 - cy, z1 - cz);
                var kernel0 = TLanes.Reciprocal(
                    TLanes.MultiplyAdd(dx0, dx0, TLanes.MultiplyAdd(dy0, dy0, TLanes.MultiplyAdd(dz0, dz0, one))));
                var kernel1 = TLanes.Reciprocal(
                    TLanes.MultiplyAdd(dx1, dx1, TLanes.MultiplyAdd(dy1, dy1, TLanes.MultiplyAdd(dz1, dz1, one))));
                var (share0, share1) = (mass * kernel0, mass * kernel1);
                potential0 += share0;
                potential1 += share1;
                share0 *= kernel0;
                share1 *= kernel1;
                sumX0 = TLanes.MultiplyAdd(share0, dx0, sumX0);
                sumY0 = TLanes.MultiplyAdd(share0, dy0, sumY0);
                sumZ0 = TLanes.MultiplyAdd(share0, dz0, sumZ0);
                sumX1 = TLanes.MultiplyAdd(share1, dx1, sumX1);
                sumY1 = TLanes.MultiplyAdd(share1, dy1, sumY1);
                sumZ1 = TLanes.MultiplyAdd(share1, dz1, sumZ1);
                at = node->Next;
                continue;
            }

            at++;
            for (var j = node->First; j < node->End; j++)
            {
                var (cx, cy, cz) = (TLanes.Create(px[j]), TLanes.Create(py[j]), TLanes.Create(pz[j]));
                var (dx0, dy0, dz0) = (x0 - cx, y0 - cy, z0 - cz);
                var (dx1, dy1, dz1) = (x1 - cx, y1 - cy, z1 - cz);
                var kernel0 = TLanes.Reciprocal(
                    TLanes.MultiplyAdd(dx0, dx0, TLanes.MultiplyAdd(dy0, dy0, TLanes.MultiplyAdd(dz0, dz0, one))));
                var kernel1 = TLanes.Reciprocal(
                    TLanes.MultiplyAdd(dx1, dx1, TLanes.MultiplyAdd(dy1, dy1, TLanes.MultiplyAdd(dz1, dz1, one))));
                potential0 += kernel0;
                potential1 += kernel1;
                kernel0 *= kernel0;
                kernel1 *= kernel1;
                sumX0 = TLanes.MultiplyAdd(kernel0, dx0, sumX0);
                sumY0 = TLanes.MultiplyAdd(kernel0, dy0, sumY0);
                sumZ0 = TLanes.MultiplyAdd(kernel0, dz0, sumZ0);
                sumX1 = TLanes.MultiplyAdd(kernel1, dx1, sumX1);
                sumY1 = TLanes.MultiplyAdd(kernel1, dy1, sumY1);
                sumZ1 = TLanes.MultiplyAdd(kernel1, dz1, sumZ1);
            }
        }

        sumX0.Store(results);
        sumX1.Store(results + TLanes.Count);
        sumY0.Store(results + Group);
        sumY1.Store(results + Group + TLanes.Count);
        sumZ0.Store(results + (2 * Group));
        sumZ1.Store(results + (2 * Group) + TLanes.Count);
        potential0.Store(results + (3 * Group));
        potential1.Store(results + (3 * Group) + TLanes.Count);
    }

    /// <summary>The box around a group of points.</summary>
    private readonly record struct Box(float X, float Y, float Z, float HalfX, float HalfY, float HalfZ)
    {
        public static Box Around(CurveOrder order, int first, int end)
        {
            var (lowX, highX) = Range(order.X, first, end);
            var (lowY, highY) = Range(order.Y, first, end);
            var (lowZ, highZ) = Range(order.Z, first, end);
            return new Box(
                (lowX + highX) / 2, (lowY + highY) / 2, (lowZ + highZ) / 2,
                (highX - lowX) / 2, (highY - lowY) / 2, (highZ - lowZ) / 2);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float SquaredDistance(float x, float y, float z)
        {
            var dx = Math.Max(0, Math.Abs(x - X) - HalfX);
            var dy = Math.Max(0, Math.Abs(y - Y) - HalfY);
            var dz = Math.Max(0, Math.Abs(z - Z) - HalfZ);
            return (dx * dx) + (dy * dy) + (dz * dz);
        }

        private static (float Low, float High) Range(float* values, int first, int end)
        {
            var (low, high) = (values[first], values[first]);
            for (var i = first + 1; i < end; i++)
            {
                low = Math.Min(low, values[i]);
                high = Math.Max(high, values[i]);
            }

            return (low, high);
        }
    }
}
