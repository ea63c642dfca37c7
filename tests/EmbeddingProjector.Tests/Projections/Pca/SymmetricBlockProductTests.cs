using EmbeddingProjector.Projections.Pca;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Pca;

public sealed unsafe class SymmetricBlockProductTests
{
    private delegate void Kernel(double* a, double* b, int d, double* c);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public void Every_path_gives_the_bits_of_the_plain_twin(int d)
    {
        var expected = Run(SymmetricBlockProduct.Scalar, d);
        Assert.Equal(expected, Run(SymmetricBlockProduct.Wide, d));
        Assert.Equal(expected, Run(SymmetricBlockProduct.Narrow, d));
        Assert.Equal(expected, Run(SymmetricBlockProduct.Multiply, d));
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(33, 30)]
    [InlineData(300, 24)]
    public void The_operator_is_the_matrix(int d, int vectors)
    {
        var matrix = SymmetricEigenTests.Symmetric(d, 4);
        var v = Numbers(vectors * d, 8);
        var av = new double[v.Length];
        new CovarianceOperator(SymmetricEigenTests.Flat(matrix), d, 2).Multiply(v, av, CancellationToken.None);
        for (var j = 0; j < vectors; j++)
        {
            for (var i = 0; i < d; i++)
            {
                var sum = Enumerable.Range(0, d).Sum(k => matrix[i, k] * v[(j * d) + k]);
                Assert.Equal(sum, av[(j * d) + i], 1e-12 * d);
            }
        }
    }

    private static double[] Run(Kernel kernel, int d)
    {
        var (a, b, c) = (Numbers(8 * d, 1), Numbers(24 * d, 2), new double[8 * 24]);
        fixed (double* pa = a, pb = b, pc = c)
        {
            kernel(pa, pb, d, pc);
        }

        return c;
    }

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
    }
}
