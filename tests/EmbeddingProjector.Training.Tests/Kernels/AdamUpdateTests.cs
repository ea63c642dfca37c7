using System.Runtime.Intrinsics;
using EmbeddingProjector.Training.Kernels;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Kernels;

public sealed unsafe class AdamUpdateTests
{
    private static readonly AdamCoefficients<float> s_keras = AdamCoefficients<float>.Of(0.9, 0.999, 1e-7);

    public static TheoryData<int> Lengths => [1, 7, 8, 15, 16, 17, 24, 40];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_step_has_the_bytes_of_its_scalar_twin(int length)
    {
        var (fast, plain, g) = (new Weights(length), new Weights(length), Numbers.Floats(length, 9));

        AdamUpdate.Step(s_keras, 0.001f, fast.W, fast.M, fast.V, g);
        AdamUpdate.StepScalar(s_keras, 0.001f, plain.W, plain.M, plain.V, g);

        plain.AssertSame(fast);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Steps_made_in_one_go_have_the_bytes_of_the_same_steps_one_by_one(int d)
    {
        const int Rows = 9;
        const int Last = 300;
        var (fast, twin, plain) = (new Weights(Rows * d), new Weights(Rows * d), new Weights(Rows * d));
        var rates = Numbers.Floats(Last, 4, 0.001f);
        float[] g = Numbers.Floats(Rows * d, 5), gTwin = [.. g];
        int[] made = [0, 1, 299, 300, 7, 100, 0, 298, 250], rows = [8, 0, 3, 2, 1, 7, 5], stepsMade = [.. made];

        AdamUpdate.Steps(s_keras, rates, rows, stepsMade, d, fast.W, fast.M, fast.V, g);

        foreach (var row in rows.Where(row => made[row] < Last))
        {
            var at = row * d;
            AdamUpdate.StepScalar(s_keras, rates[made[row]], plain.W.AsSpan(at, d), plain.M.AsSpan(at, d), plain.V.AsSpan(at, d), gTwin.AsSpan(at, d));
            foreach (var rate in rates.AsSpan(made[row] + 1))
            {
                AdamUpdate.StepScalar(s_keras, rate, plain.W.AsSpan(at, d), plain.M.AsSpan(at, d), plain.V.AsSpan(at, d), new float[d]);
            }

            AdamUpdate.StepsScalar(s_keras, rates.AsSpan(made[row]), twin.W.AsSpan(at, d), twin.M.AsSpan(at, d), twin.V.AsSpan(at, d), gTwin.AsSpan(at, d));
        }

        plain.AssertSame(twin);
        plain.AssertSame(fast);
        Assert.Equal(gTwin, g);
        Assert.All(rows, row => Assert.Equal(Last, stepsMade[row]));
        Assert.Equal((7, 0), (stepsMade[4], stepsMade[6]));
    }

    [Fact]
    public void The_narrower_path_has_the_bytes_of_the_scalar_twin_too()
    {
        Assert.SkipUnless(Vector256.IsHardwareAccelerated, "This machine has no vectors of 256 bits.");
        var (fast, plain, g, rates) = (new Weights(8), new Weights(8), Numbers.Floats(8, 9), Numbers.Floats(50, 4, 0.001f));
        float[] gPlain = [.. g];

        fixed (float* w = fast.W, m = fast.M, v = fast.V, gradient = g, rate = rates)
        {
            AdamUpdate.Step256(s_keras, 0.001f, w, m, v, gradient);
            AdamUpdate.Steps256(s_keras, rate, rates.Length, w, m, v, gradient);
        }

        AdamUpdate.StepScalar(s_keras, 0.001f, plain.W, plain.M, plain.V, gPlain);
        AdamUpdate.StepsScalar(s_keras, rates, plain.W, plain.M, plain.V, gPlain);
        plain.AssertSame(fast);
        Assert.All(g, value => Assert.Equal(0, value));
    }

    [Fact]
    public void The_first_step_moves_by_the_rate_of_the_bias_corrected_moments_with_epsilon_outside_the_root()
    {
        // By hand: m = 0.1g, v = 0.001g², a = lr·√0.001/0.1, so w moves by lr·g·√0.001 / (√0.001·g + ε).
        double[] w = [1], m = [0], v = [0], g = [2e-6];
        var rate = 0.001 * Math.Sqrt(1 - 0.999) / (1 - 0.9);

        AdamUpdate.StepScalar(AdamCoefficients<double>.Of(0.9, 0.999, 1e-7), rate, w, m, v, g);

        Assert.Equal(1 - (0.001 * 2e-6 * Math.Sqrt(0.001) / ((Math.Sqrt(0.001) * 2e-6) + 1e-7)), w[0], 1e-12);
    }

    private sealed class Weights(int length)
    {
        public float[] W { get; } = Numbers.Floats(length, 1);

        public float[] M { get; } = Numbers.Floats(length, 2, 1e-3f);

        public float[] V { get; } = [.. Numbers.Floats(length, 3, 1e-5f).Select(Math.Abs)];

        public void AssertSame(Weights other)
        {
            Assert.Equal(W, other.W);
            Assert.Equal(M, other.M);
            Assert.Equal(V, other.V);
        }
    }
}
