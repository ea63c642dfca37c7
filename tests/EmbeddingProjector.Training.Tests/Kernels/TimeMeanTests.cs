using EmbeddingProjector.Training.Kernels;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Kernels;

public sealed class TimeMeanTests
{
    private const int Batch = 3;

    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 7, 16 }, { 5, 19 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Means_and_gradients_have_the_bytes_of_their_scalar_twins(int time, int d)
    {
        var (x, dy) = (Numbers.Floats(Batch * time * d, 1), Numbers.Floats(Batch * d, 2));
        float[] y = new float[dy.Length], yPlain = new float[dy.Length], dx = new float[x.Length], dxPlain = new float[x.Length];

        TimeMean.Forward(x, time, d, y);
        TimeMean.Backward(dy, time, d, dx);
        TimeMean.ForwardScalar<float>(x, time, d, yPlain);
        TimeMean.BackwardScalar<float>(dy, time, d, dxPlain);

        Assert.Equal(yPlain, y);
        Assert.Equal(dxPlain, dx);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_gradient_agrees_with_finite_differences(int time, int d)
    {
        var (x, c) = (Numbers.Doubles(Batch * time * d, 1), Numbers.Doubles(Batch * d, 2));
        var (y, dx) = (new double[c.Length], new double[x.Length]);

        TimeMean.BackwardScalar<double>(c, time, d, dx);

        FiniteDifferences.Check(
            x,
            () =>
            {
                TimeMean.ForwardScalar<double>(x, time, d, y);
                return FiniteDifferences.Weigh(y, c);
            },
            dx);
    }
}
