using EmbeddingProjector.Neighbors.Approximate;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors.Approximate;

public sealed unsafe class GatheredProductsTests
{
    [Theory]
    [InlineData(32, 1)]
    [InlineData(32, 7)]
    [InlineData(32, 128)]
    [InlineData(16, 1)]
    [InlineData(16, 33)]
    [InlineData(16, 784)]
    public void Every_path_gives_the_products_of_the_plain_twin(int width, int d)
    {
        var rows = Tables.Gaussian(8, d, 1).SelectMany(r => r).ToArray();
        var panel = Tables.Gaussian(d, width, 2).SelectMany(r => r).ToArray();
        float[] expected = new float[8 * width], chosen = new float[8 * width], narrow = new float[8 * width];
        fixed (float* r = rows, p = panel, e = expected, c = chosen, n = narrow)
        {
            var pointers = stackalloc float*[8];
            for (var i = 0; i < 8; i++)
            {
                pointers[i] = r + (i * d);
            }

            GatheredProducts.MultiplyScalar(pointers, p, width, d, e);
            GatheredProducts.Multiply(pointers, p, width, d, c);
            GatheredProducts.Multiply256(pointers, p, width, d, n);
        }

        Assert.Equal(expected, chosen);
        Assert.Equal(expected, narrow);
    }
}
