using EmbeddingProjector.Projections.Tsne.Interpolation;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Tsne;

public class SplineBasisTests
{
    [Fact]
    public void Weights_are_the_spline_at_the_six_nodes_and_their_sum_is_1()
    {
        for (var t = 0f; t < 1; t += 0.0173f)
        {
            var weights = SplineBasis.Weights(t);
            var sum = 0.0;
            for (var j = 0; j < 8; j++)
            {
                Assert.Equal(j < 6 ? SplineBasis.Value(t + 2 - j) : 0, weights[j], 1e-6);
                sum += weights[j];
            }

            Assert.Equal(1, sum, 1e-6);
        }
    }

    [Fact]
    public void Slopes_are_the_derivatives_of_the_weights()
    {
        const double Step = 1e-4;
        for (var t = 0.001f; t < 1; t += 0.0173f)
        {
            var slopes = SplineBasis.Slopes(t);
            for (var j = 0; j < 6; j++)
            {
                var expected = (SplineBasis.Value(t + Step + 2 - j) - SplineBasis.Value(t - Step + 2 - j)) / (2 * Step);
                Assert.Equal(expected, slopes[j], 1e-5);
            }
        }
    }

    [Fact]
    public void The_spectrum_is_the_transform_of_the_spline_at_the_nodes()
    {
        // 66/120, 26/120 and 1/120 at distance 0, 1 and 2.
        Assert.Equal(1, SplineBasis.Spectrum(0, 10), 1e-12);
        Assert.Equal((66 - 52 + 2) / 120.0, SplineBasis.Spectrum(5, 10), 1e-12);
    }
}
