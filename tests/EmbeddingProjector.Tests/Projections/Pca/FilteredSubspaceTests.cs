using EmbeddingProjector.Projections.Pca;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Pca;

public sealed class FilteredSubspaceTests
{
    [Theory]
    [InlineData(30)]
    [InlineData(90)]
    public void Pairs_are_those_of_Jacobi(int d)
    {
        var matrix = WithSpectrum(d, i => Math.Pow(0.85, i));
        var (values, vectors) = JacobiEigen.Decompose(matrix);
        var search = Find(matrix, 10);
        Assert.True(search.Converged);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(values[i], search.Values[i], 1e-12);
            Assert.Equal(1, Math.Abs(SymmetricEigenTests.Dot(vectors[i], search.Vectors.AsSpan(i * d, d))), 1e-9);
        }
    }

    [Fact]
    public void A_spectrum_that_hardly_falls_still_converges()
    {
        var matrix = WithSpectrum(80, i => 1 - (0.003 * i));
        var (values, _) = JacobiEigen.Decompose(matrix);
        var search = Find(matrix, 5);
        Assert.True(search.Converged, $"residual {search.Residual}");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(values[i], search.Values[i], 1e-11);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_matrix_of_low_rank_gives_its_pairs_and_orthonormal_vectors_of_value_zero(int rank)
    {
        var matrix = WithSpectrum(60, i => i < rank ? 5 - i : 0);
        var search = Find(matrix, 6);
        Assert.True(search.Converged);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(i < rank ? 5 - i : 0, search.Values[i], 1e-12);
        }

        SymmetricEigenTests.AssertOrthonormal(search.Vectors, 60);
    }

    [Fact]
    public void Equal_leading_values_get_orthonormal_vectors()
    {
        var search = Find(WithSpectrum(60, i => i < 4 ? 2 : 1.0 / (i + 1)), 4);
        Assert.True(search.Converged);
        Assert.All(search.Values[..4], value => Assert.Equal(2, value, 1e-12));
        SymmetricEigenTests.AssertOrthonormal(search.Vectors, 60);
    }

    [Fact]
    public void Another_seed_finds_the_same_pairs()
    {
        var matrix = WithSpectrum(100, i => 1.0 / (i + 1));
        var (one, other) = (Find(matrix, 8, 1), Find(matrix, 8, 2));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(one.Values[i], other.Values[i], 1e-13);
            Assert.Equal(1, Math.Abs(SymmetricEigenTests.Dot(one.Vectors.AsSpan(i * 100, 100), other.Vectors.AsSpan(i * 100, 100))), 1e-10);
        }
    }

    private static FilteredSubspace Find(double[,] matrix, int count, ulong seed = 42)
    {
        var d = matrix.GetLength(0);
        var search = new FilteredSubspace(
            new CovarianceOperator(SymmetricEigenTests.Flat(matrix), d, 1), count, 1e-11, 1200, seed);
        foreach (var _ in search.Run(() => CancellationToken.None))
        {
        }

        return search;
    }

    // QΛQᵀ for an orthogonal Q of reflections.
    private static double[,] WithSpectrum(int d, Func<int, double> value)
    {
        var q = new double[d, d];
        for (var i = 0; i < d; i++)
        {
            q[i, i] = 1;
        }

        var random = new Random(d);
        for (var reflection = 0; reflection < 3; reflection++)
        {
            var u = Enumerable.Range(0, d).Select(_ => random.NextDouble() - 0.5).ToArray();
            var scale = 2 / u.Sum(x => x * x);
            for (var i = 0; i < d; i++)
            {
                var dot = Enumerable.Range(0, d).Sum(k => q[i, k] * u[k]);
                for (var k = 0; k < d; k++)
                {
                    q[i, k] -= scale * dot * u[k];
                }
            }
        }

        var matrix = new double[d, d];
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                matrix[i, j] = matrix[j, i] = Enumerable.Range(0, d).Sum(k => q[i, k] * value(k) * q[j, k]);
            }
        }

        return matrix;
    }
}
