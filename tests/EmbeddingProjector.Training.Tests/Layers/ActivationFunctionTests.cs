using EmbeddingProjector.Training.Layers;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Layers;

public sealed class ActivationFunctionTests
{
    [Theory]
    [InlineData(Activation.Linear)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    public void The_derivative_agrees_with_finite_differences(Activation activation)
    {
        var (z, gradient) = (Numbers.Doubles(50, 1, 3), Numbers.Doubles(50, 2));
        double[] c = [.. gradient], y = [.. z];
        ActivationFunction.Apply<double>(activation, y);

        ActivationFunction.ApplyDerivative<double>(activation, y, gradient);

        FiniteDifferences.Check(
            z,
            () =>
            {
                double[] now = [.. z];
                ActivationFunction.Apply<double>(activation, now);
                return FiniteDifferences.Weigh(now, c);
            },
            gradient);
    }

    [Fact]
    public void Relu_keeps_what_is_positive()
    {
        float[] z = [-2, 0, 3];

        ActivationFunction.Apply<float>(Activation.Relu, z);

        Assert.Equal([0, 0, 3], z);
    }
}
