using EmbeddingProjector.Projections.Pca;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Pca;

public sealed class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(41)]
    [InlineData(90)]
    public void Values_and_vectors_are_those_of_Jacobi(int d)
    {
        var matrix = Symmetric(d, d);
        var (values, vectors) = JacobiEigen.Decompose(matrix);
        var pairs = SymmetricEigen.Decompose(Flat(matrix), d, d);
        for (var i = 0; i < d; i++)
        {
            Assert.Equal(values[i], pairs.Values[i], 1e-12 * d);
            Assert.Equal(1, Math.Abs(Dot(vectors[i], pairs.Vectors.AsSpan(i * d, d))), 1e-9);
        }
    }

    [Fact]
    public void Equal_values_get_orthonormal_vectors()
    {
        // I + 4uuᵀ has the eigenvalue 1 seven times.
        const int d = 8;
        var matrix = new double[d, d];
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j < d; j++)
            {
                matrix[i, j] = (i == j ? 1 : 0) + (4.0 / d);
            }
        }

        var pairs = SymmetricEigen.Decompose(Flat(matrix), d, d);
        Assert.Equal(5, pairs.Values[0], 1e-13);
        Assert.All(pairs.Values[1..], value => Assert.Equal(1, value, 1e-13));
        AssertOrthonormal(pairs.Vectors, d);
    }

    [Fact]
    public void A_zero_matrix_and_a_diagonal_one_are_already_solved()
    {
        Assert.Equal([0, 0, 0], SymmetricEigen.Decompose(new double[9], 3, 2).Values);
        var pairs = SymmetricEigen.Decompose([1, 0, 0, 0, 3, 0, 0, 0, 2], 3, 3);
        Assert.Equal([3, 2, 1], pairs.Values);
        AssertOrthonormal(pairs.Vectors, 3);
    }

    [Fact]
    public void The_bytes_are_the_same_for_any_number_of_threads()
    {
        var matrix = Symmetric(300, 3);
        var one = SymmetricEigen.Decompose(Flat(matrix), 300, 12, 1);
        var many = SymmetricEigen.Decompose(Flat(matrix), 300, 12, 3);
        Assert.Equal(one.Values, many.Values);
        Assert.Equal(one.Vectors, many.Vectors);
        AssertOrthonormal(one.Vectors, 300);
    }

    internal static double[,] Symmetric(int d, int seed)
    {
        var random = new Random(seed);
        var matrix = new double[d, d];
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                matrix[i, j] = matrix[j, i] = random.NextDouble() - 0.5;
            }
        }

        return matrix;
    }

    internal static double[] Flat(double[,] matrix) => [.. matrix.Cast<double>()];

    internal static void AssertOrthonormal(double[] vectors, int d)
    {
        for (var i = 0; i < vectors.Length / d; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                Assert.Equal(i == j ? 1 : 0, Dot(vectors.AsSpan(i * d, d), vectors.AsSpan(j * d, d)), 1e-11);
            }
        }
    }

    internal static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
