using BenchmarkDotNet.Attributes;
using EmbeddingProjector.Projections.Pca;

namespace EmbeddingProjector.Benchmarks.Kernels;

/// <summary>Ten eigenpairs of a d × d matrix with the spectrum 1, 1/2, 1/3, …</summary>
public class EigenBenchmark
{
    private double[] _matrix = [];

    /// <summary>d.</summary>
    [Params(128, 784)]
    public int Size { get; set; }

    /// <summary>HDH for a diagonal D and a reflection H.</summary>
    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        var u = Enumerable.Range(0, Size).Select(_ => random.NextDouble() - 0.5).ToArray();
        var scale = 2 / u.Sum(x => x * x);
        double H(int i, int k) => (i == k ? 1 : 0) - (scale * u[i] * u[k]);
        _matrix = new double[Size * Size];
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                for (var k = 0; k < Size; k++)
                {
                    _matrix[(i * Size) + j] += H(i, k) * H(k, j) / (k + 1);
                }
            }
        }
    }

    /// <summary>The search for the leading pairs.</summary>
    [Benchmark(Baseline = true)]
    public double[] Leading()
    {
        var search = new FilteredSubspace(new CovarianceOperator(_matrix, Size, 0), 10, 1e-11, 1200, 1);
        foreach (var _ in search.Run(() => CancellationToken.None))
        {
        }

        return search.Values;
    }

    /// <summary>The whole decomposition.</summary>
    [Benchmark]
    public double[] Whole() => SymmetricEigen.Decompose((double[])_matrix.Clone(), Size, 10, 0).Values;
}
