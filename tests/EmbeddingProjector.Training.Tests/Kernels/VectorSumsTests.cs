using System.Runtime.Intrinsics;
using EmbeddingProjector.Training.Kernels;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Kernels;

public sealed unsafe class VectorSumsTests
{
    public static TheoryData<int> Lengths => [0, 1, 7, 8, 15, 16, 17, 31, 32, 40, 100];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Adding_a_multiple_has_the_bytes_of_its_scalar_twin(int length)
    {
        var x = Numbers.Floats(length, 1);
        float[] fast = Numbers.Floats(length, 2), plain = Numbers.Floats(length, 2);

        VectorSums.AddMultiple(0.7f, x, fast);
        VectorSums.AddMultipleScalar(0.7f, x, plain);

        Assert.Equal(plain, fast);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_dot_product_has_the_bytes_of_its_scalar_twin(int length)
    {
        var (x, y) = (Numbers.Floats(length, 1), Numbers.Floats(length, 2));

        Assert.Equal(VectorSums.DotScalar<float>(x, y), VectorSums.Dot(x, y));
        Assert.Equal(x.Zip(y, (a, b) => (double)a * b).Sum(), VectorSums.Dot(x, y), 1e-5);
    }

    [Fact]
    public void Both_widths_of_vectors_have_the_same_partial_sums()
    {
        Assert.SkipUnless(Vector256.IsHardwareAccelerated, "This machine has no vectors of 256 bits.");
        var (x, y, narrow, wide) = (Numbers.Floats(64, 1), Numbers.Floats(64, 2), new float[16], new float[16]);

        fixed (float* a = x, b = y, n = narrow, w = wide)
        {
            VectorSums.Partial256(a, b, 64, n);
            VectorSums.Partial512(a, b, 64, w);
        }

        Assert.Equal(narrow, wide);
    }
}
