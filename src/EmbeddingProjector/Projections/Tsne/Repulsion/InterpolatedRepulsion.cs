using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmbeddingProjector.Projections.Tsne.Interpolation;
using EmbeddingProjector.Projections.Tsne.Lanes;

namespace EmbeddingProjector.Projections.Tsne.Repulsion;

/// <summary>
/// Two dimensions, time O(n + grid): charges are shared out to a grid by B-splines, one Fourier convolution gives the potential φ(y) = Σⱼ 1
/// / (1 + ‖y − yⱼ‖²), and the force is its slope, F = −½ ∇φ; Z = Σᵢ φ(yᵢ) − n. On a wide map the grid carries the smooth part of the kernel
/// only, and the rest is summed over near pairs.
/// </summary>
/// <remarks>
/// One charge and one potential do what Linderman et al., Nature Methods 16 (2019), do with four of them, because the kernel of the force
/// is the derivative of the kernel of Z. The spacing of the grid follows from the width of the kernel, which is 1 whatever the span of the
/// map. Points are taken in bands that never write to the same node at the same time: the bytes do not depend on the number of threads.
/// </remarks>
internal sealed unsafe class InterpolatedRepulsion(int threads, LaneWidth lanes) : IRepulsion
{
    private const int Support = SplineBasis.Support;
    private const int Reach = SplineBasis.Reach;

    private readonly BandOrder _order = new();
    private PotentialGrid? _grid;
    private AlignedBuffer? _near;

    /// <summary>The way to split the kernel; null for the cheapest.</summary>
    public KernelSplit? Split { get; set; }

    public double Compute(Layout layout, float* forces, CancellationToken cancellationToken)
    {
        var (width, height) = (layout.Maximum[0] - layout.Minimum[0], layout.Maximum[1] - layout.Minimum[1]);
        var split = Split ?? GridPlan.Cheapest(layout.Count, width, height).Split;
        var grid = Fit(split, GridFrame.NodesFor(width, split.Spacing), GridFrame.NodesFor(height, split.Spacing));
        var frame = new GridFrame(split.Spacing, layout.Minimum[0], layout.Minimum[1]);
        _order.Sort(layout, frame, grid.Rows, grid.Columns, GridPlan.BandHeight(split));
        Share(grid, frame, cancellationToken);
        grid.Convolve(cancellationToken);
        return Collect(layout, grid, frame, forces, cancellationToken) - layout.Count;
    }

    public void Dispose()
    {
        _grid?.Dispose();
        _near?.Dispose();
        _order.Dispose();
    }

    private PotentialGrid Fit(KernelSplit split, int columns, int rows)
    {
        if (_grid is { } grid && grid.Split == split && Fits(grid.Columns, columns) && Fits(grid.Rows, rows))
        {
            return grid;
        }

        _grid?.Dispose();
        _grid = null;
        return _grid = new PotentialGrid(Roomy(rows), Roomy(columns), split, threads, lanes);
    }

    // A grid serves until the map has outgrown it or needs much less, because each new one transforms the kernel anew.
    private static bool Fits(int have, int need) => have >= need && have <= (need * 5 / 4) + 16;

    private static int Roomy(int nodes) => StripFourier.LengthFrom(2 * (nodes + (nodes / 32))) / 2;

    private void PushNear(GridFrame frame, KernelSplit split, int band, float* near, long plane)
    {
        switch (lanes)
        {
            case LaneWidth.Sixteen:
                ShortRange.Push<Lanes512>(_order, frame, split, band, near, plane);
                break;
            case LaneWidth.Eight:
                ShortRange.Push<Lanes256>(_order, frame, split, band, near, plane);
                break;
            default:
                ShortRange.Push<ScalarLane>(_order, frame, split, band, near, plane);
                break;
        }
    }

    private void Share(PotentialGrid grid, GridFrame frame, CancellationToken cancellationToken)
    {
        new Span<float>(grid.Density, grid.Rows * grid.Stride).Clear();
        for (var parity = 0; parity < 2; parity++)
        {
            var odd = parity;
            ParallelBlocks.For((_order.Bands + 1 - odd) / 2, threads, pair => ShareBand(grid, frame, (2 * pair) + odd), cancellationToken);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ShareBand(PotentialGrid grid, GridFrame frame, int band)
    {
        var (first, end) = _order.Range(band);
        float* px = _order.X, py = _order.Y;
        var stride = grid.Stride;
        for (var at = first; at < end; at++)
        {
            var column = frame.Column(px[at], out var tx);
            var row = frame.Row(py[at], out var ty);
            var across = SplineBasis.Weights(tx);
            var down = SplineBasis.Weights(ty);
            var node = grid.Density + ((long)(row - Reach) * stride) + column - Reach;
            for (var j = 0; j < Support; j++, node += stride)
            {
                Vector256.FusedMultiplyAdd(across, Vector256.Create(down.GetElement(j)), Vector256.Load(node)).Store(node);
            }
        }
    }

    private double Collect(Layout layout, PotentialGrid grid, GridFrame frame, float* forces, CancellationToken cancellationToken)
    {
        long plane = layout.Capacity;
        if (grid.Split.HasShortRange && (_near is null || _near.Length != 3 * plane))
        {
            _near?.Dispose();
            _near = new AlignedBuffer(3 * plane);
        }

        var near = grid.Split.HasShortRange ? _near!.Start : null;
        var sums = new double[_order.Bands];
        ParallelBlocks.For(
            sums.Length,
            threads,
            band =>
            {
                if (near != null)
                {
                    PushNear(frame, grid.Split, band, near, plane);
                }

                var (first, end) = _order.Range(band);
                sums[band] = CollectPoints(layout, grid, frame, near, forces, first, end);
            },
            cancellationToken);
        return sums.Sum();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double CollectPoints(Layout layout, PotentialGrid grid, GridFrame frame, float* near, float* forces, int first, int end)
    {
        float* px = _order.X, py = _order.Y;
        var stride = grid.Stride;
        long plane = layout.Capacity;
        var slope = -0.5f * frame.Scale;
        var sum = 0.0;
        fixed (int* points = _order.Points)
        {
            for (var at = first; at < end; at++)
            {
                var i = points[at];
                var column = frame.Column(px[at], out var tx);
                var row = frame.Row(py[at], out var ty);
                var down = SplineBasis.Weights(ty);
                var downSlope = SplineBasis.Slopes(ty);
                var node = grid.Potential + ((long)(row - Reach) * stride) + column - Reach;
                var (value, tilt) = (Vector256<float>.Zero, Vector256<float>.Zero);
                for (var j = 0; j < Support; j++, node += stride)
                {
                    var nodes = Vector256.Load(node);
                    value = Vector256.FusedMultiplyAdd(nodes, Vector256.Create(down.GetElement(j)), value);
                    tilt = Vector256.FusedMultiplyAdd(nodes, Vector256.Create(downSlope.GetElement(j)), tilt);
                }

                var across = SplineBasis.Weights(tx);
                var potential = Vector256.Dot(value, across);
                var x = slope * Vector256.Dot(value, SplineBasis.Slopes(tx));
                var y = slope * Vector256.Dot(tilt, across);
                if (near != null)
                {
                    x += near[at];
                    y += near[plane + at];
                    potential += near[(2 * plane) + at];
                }

                forces[i] = x;
                forces[plane + i] = y;
                sum += potential;
            }
        }

        return sum;
    }
}
