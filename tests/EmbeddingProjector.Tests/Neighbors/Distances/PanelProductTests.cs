using EmbeddingProjector.Neighbors.Distances;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors.Distances;

public sealed unsafe class PanelProductTests
{
    private delegate void Kernel(
        float* a, int panels, nint aStride, float* b, nint bStride, int depth, float* c, nint cStride, bool accumulate);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(17, 3)]
    [InlineData(128, 4)]
    public void Every_path_gives_the_bits_of_the_plain_twin(int depth, int panels)
    {
        var expected = Run(PanelProduct.Scalar, depth, panels);
        Assert.Equal(expected, Run(PanelProduct512.Multiply, depth, panels));
        Assert.Equal(expected, Run(PanelProduct256.Multiply, depth, panels));
        Assert.Equal(expected, Run(PanelProduct.Multiply, depth, panels));
    }

    [Fact]
    public void The_plain_twin_is_the_dot_product()
    {
        const int depth = 5;
        var (a, b) = (Numbers(depth * 16, 1), Numbers(3 * depth * 16, 2));
        var c = new float[16 * 48];
        fixed (float* pa = a, pb = b, pc = c)
        {
            PanelProduct.Scalar(pa, 1, depth * 16, pb, depth * 16, depth, pc, 48, false);
        }

        for (var i = 0; i < 16; i++)
        {
            for (var j = 0; j < 48; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < depth; k++)
                {
                    sum += (double)a[(k * 16) + i] * b[(j / 16 * depth * 16) + (k * 16) + (j % 16)];
                }

                Assert.Equal(sum, c[(i * 48) + j], 1e-6);
            }
        }
    }

    // Twice, the second time on top of the first, with panels that are further apart than they are long.
    private static float[] Run(Kernel kernel, int depth, int panels)
    {
        var (aStride, bStride, cStride) = (((depth + 3) * 16), ((depth + 1) * 16), 61);
        var (a, b) = (Numbers(panels * aStride, 1), Numbers(3 * bStride, 2));
        var c = new float[panels * 16 * cStride];
        fixed (float* pa = a, pb = b, pc = c)
        {
            kernel(pa, panels, aStride, pb, bStride, depth, pc, cStride, false);
            kernel(pa + 16, panels, aStride, pb, bStride, depth, pc, cStride, true);
        }

        return c;
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
