using System.Numerics;
using EmbeddingProjector.Projections.Tsne.Interpolation;
using EmbeddingProjector.Projections.Tsne.Lanes;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Tsne;

public unsafe class StripFourierTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(64)]
    [InlineData(180)]
    [InlineData(288)]
    [InlineData(500)]
    public void Every_width_agrees_with_the_definition(int length)
    {
        foreach (var halfZero in (bool[])[false, true])
        {
            var input = Input(length);
            var expected = Definition(input, length, halfZero);
            Assert.True(Error(Run<ScalarLane>(input, length, halfZero), expected) < 1e-6);
            Assert.True(Error(Run<Lanes256>(input, length, halfZero), expected) < 1e-6);
            Assert.True(Error(Run<Lanes512>(input, length, halfZero), expected) < 1e-6);
        }
    }

    [Fact]
    public void A_length_with_a_large_prime_factor_is_refused() =>
        Assert.Contains("prime factors", Assert.Throws<ArgumentOutOfRangeException>(() => new StripFourier(28)).Message);

    [Fact]
    public void The_next_length_is_the_smallest_that_is_possible()
    {
        Assert.Equal(4, StripFourier.LengthFrom(1));
        Assert.Equal(20, StripFourier.LengthFrom(17));
        Assert.Equal(1080, StripFourier.LengthFrom(1025));
    }

    private static Complex[] Input(int length)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length * StripFourier.Width)
            .Select(_ => new Complex(random.NextDouble() - 0.5, random.NextDouble() - 0.5))];
    }

    private static Complex[] Definition(Complex[] input, int length, bool halfZero)
    {
        var result = new Complex[input.Length];
        for (var k = 0; k < length; k++)
        {
            for (var j = 0; j < (halfZero ? length / 2 : length); j++)
            {
                var factor = Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)j * k % length) / length);
                for (var l = 0; l < StripFourier.Width; l++)
                {
                    result[(k * StripFourier.Width) + l] += input[(j * StripFourier.Width) + l] * factor;
                }
            }
        }

        return result;
    }

    private static Complex[] Run<TLanes>(Complex[] input, int length, bool halfZero)
        where TLanes : struct, ILanes<TLanes>
    {
        var fourier = new StripFourier(length);
        using var buffer = new AlignedBuffer(4L * fourier.PlaneSize);
        float* re = buffer.Start, im = re + fourier.PlaneSize, workRe = im + fourier.PlaneSize, workIm = workRe + fourier.PlaneSize;
        for (var at = 0; at < input.Length; at++)
        {
            (re[at], im[at]) = ((float)input[at].Real, (float)input[at].Imaginary);
        }

        if (fourier.Transform<TLanes>(re, im, workRe, workIm, halfZero))
        {
            re = workRe;
            im = workIm;
        }

        var result = new Complex[input.Length];
        for (var at = 0; at < result.Length; at++)
        {
            result[at] = new Complex(re[at], im[at]);
        }

        return result;
    }

    private static double Error(Complex[] actual, Complex[] expected) =>
        Math.Sqrt(actual.Zip(expected, (a, b) => Math.Pow((a - b).Magnitude, 2)).Sum() / expected.Sum(b => Math.Pow(b.Magnitude, 2)));
}
