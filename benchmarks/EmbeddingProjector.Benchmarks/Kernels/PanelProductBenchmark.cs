using BenchmarkDotNet.Attributes;
using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Benchmarks.Kernels;

/// <summary>240 by 240 dot products of d numbers, on one thread: 2·240²·d operations.</summary>
public unsafe class PanelProductBenchmark
{
    private const int Rows = 240;
    private const int Panels = Rows / PanelProduct.PanelRows;

    private AlignedBuffer _a = null!;
    private AlignedBuffer _b = null!;
    private AlignedBuffer _c = null!;

    /// <summary>d.</summary>
    [Params(50, 128, 784)]
    public int Depth { get; set; }

    /// <summary>Fills both sides.</summary>
    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        (_a, _b, _c) = (new AlignedBuffer(Rows * Depth), new AlignedBuffer(Rows * Depth), new AlignedBuffer(Rows * Rows));
        for (var i = 0; i < Rows * Depth; i++)
        {
            _a.Start[i] = random.NextSingle();
            _b.Start[i] = random.NextSingle();
        }
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Free()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    /// <summary>512-bit registers.</summary>
    [Benchmark(Baseline = true)]
    public void Wide() => Tile(&PanelProduct512.Multiply);

    /// <summary>256-bit registers.</summary>
    [Benchmark]
    public void Narrow() => Tile(&PanelProduct256.Multiply);

    /// <summary>The plain twin.</summary>
    [Benchmark]
    public void Scalar() => Tile(&PanelProduct.Scalar);

    private void Tile(delegate*<float*, int, nint, float*, nint, int, float*, nint, bool, void> kernel)
    {
        nint stride = Depth * PanelProduct.PanelRows;
        for (var k = 0; k < Depth; k += PanelProduct.DepthStep)
        {
            var at = k * PanelProduct.PanelRows;
            var depth = Math.Min(PanelProduct.DepthStep, Depth - k);
            for (var column = 0; column < Rows; column += PanelProduct.GroupRows)
            {
                kernel(
                    _a.Start + at, Panels, stride, _b.Start + (column / PanelProduct.PanelRows * stride) + at, stride, depth, _c.Start + column,
                    Rows, k > 0);
            }
        }
    }
}
