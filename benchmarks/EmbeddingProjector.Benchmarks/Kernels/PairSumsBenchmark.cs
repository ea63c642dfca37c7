using BenchmarkDotNet.Attributes;
using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Benchmarks.Kernels;

/// <summary>Float64 sums over one pair of vectors in the first-level cache.</summary>
public class PairSumsBenchmark
{
    private float[] _x = [];
    private float[] _y = [];

    /// <summary>d.</summary>
    [Params(50, 128, 784)]
    public int Depth { get; set; }

    /// <summary>Fills both vectors.</summary>
    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _x = [.. Enumerable.Range(0, Depth).Select(_ => random.NextSingle())];
        _y = [.. Enumerable.Range(0, Depth).Select(_ => random.NextSingle())];
    }

    /// <summary>Σxᵢyᵢ by vectors.</summary>
    [Benchmark(Baseline = true)]
    public double Dot() => PairSums.Dot(_x, _y);

    /// <summary>Σxᵢyᵢ by the plain twin.</summary>
    [Benchmark]
    public double ScalarDot() => PairSums.Scalar.Dot(_x, _y);

    /// <summary>Σ(xᵢ − yᵢ)² by vectors.</summary>
    [Benchmark]
    public double SquaredDistance() => PairSums.SquaredDistance(_x, _y);
}
