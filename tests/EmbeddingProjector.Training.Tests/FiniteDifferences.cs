using Xunit;

namespace EmbeddingProjector.Training.Tests;

/// <summary>Compares a gradient with central differences of the function, in float64.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-5;

    /// <summary>
    /// <paramref name="loss"/> reads <paramref name="at"/>, which is changed in place one number at a time;
    /// <paramref name="gradient"/> must be its derivative there.
    /// </summary>
    public static void Check(double[] at, Func<double> loss, ReadOnlySpan<double> gradient)
    {
        Assert.Equal(at.Length, gradient.Length);
        for (var i = 0; i < at.Length; i++)
        {
            var value = at[i];
            at[i] = value + Step;
            var above = loss();
            at[i] = value - Step;
            var below = loss();
            at[i] = value;
            var difference = (above - below) / (2 * Step);
            Assert.True(
                Math.Abs(difference - gradient[i]) <= 1e-8 * Math.Max(1, Math.Abs(difference)),
                $"number {i}: the gradient says {gradient[i]:G9}, the difference {difference:G9}");
        }
    }

    /// <summary>Σ cᵢ·yᵢ: a loss whose derivative by y is c.</summary>
    public static double Weigh(ReadOnlySpan<double> y, ReadOnlySpan<double> c)
    {
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            sum += y[i] * c[i];
        }

        return sum;
    }
}
