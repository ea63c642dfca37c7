using EmbeddingProjector.Projections.Tsne.Lanes;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Tsne;

public unsafe class LanesTests
{
    [Fact]
    public void Every_operation_of_eight_lanes_agrees_with_one() => Compare<Lanes256>();

    [Fact]
    public void Every_operation_of_sixteen_lanes_agrees_with_one() => Compare<Lanes512>();

    [Fact]
    public void The_exponential_is_right_from_0_down_to_minus_80()
    {
        var value = stackalloc float[16];
        for (var a = -80f; a <= 0; a += 0.0371f)
        {
            Lanes512.Exp(Lanes512.Create(a)).Store(value);
            Assert.Equal(1, value[0] / Math.Exp(a), 6e-6);
        }
    }

    private static void Compare<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        var random = new Random(1);
        float* a = stackalloc float[16], b = stackalloc float[16], c = stackalloc float[16];
        var pairs = stackalloc float[64];
        var indices = stackalloc int[16];
        for (var round = 0; round < 200; round++)
        {
            for (var l = 0; l < 16; l++)
            {
                a[l] = (float)(random.NextDouble() * 10) + 0.01f;
                b[l] = (float)((random.NextDouble() * 8) - 4);
                c[l] = (float)((random.NextDouble() * 8) - 4);
                indices[l] = random.Next(32);
            }

            for (var at = 0; at < 64; at++)
            {
                pairs[at] = (float)random.NextDouble();
            }

            var (va, vb, vc) = (TLanes.Load(a), TLanes.Load(b), TLanes.Load(c));
            Same(va + vb, l => a[l] + b[l]);
            Same(va - vb, l => a[l] - b[l]);
            Same(va * vb, l => a[l] * b[l]);
            Same(TLanes.MultiplyAdd(va, vb, vc), l => MathF.FusedMultiplyAdd(a[l], b[l], c[l]));
            Same(TLanes.SquareRoot(va), l => MathF.Sqrt(a[l]));
            Same(TLanes.Min(vb, vc), l => MathF.Min(b[l], c[l]));
            Same(TLanes.Max(vb, vc), l => MathF.Max(b[l], c[l]));
            Same(TLanes.IfPositive(vb, va, vc), l => b[l] > 0 ? a[l] : c[l]);
            Same(TLanes.Gather(pairs, indices), l => pairs[indices[l]]);
            Same(TLanes.GatherPairs(pairs, indices).First, l => pairs[2 * indices[l]]);
            Same(TLanes.GatherPairs(pairs, indices).Second, l => pairs[(2 * indices[l]) + 1]);
            Near(TLanes.Reciprocal(va), l => 1 / a[l], 3e-7);
            Near(TLanes.Exp(TLanes.Create(0) - va), l => MathF.Exp(-a[l]), 1e-6);
            Assert.Equal(Enumerable.Range(0, TLanes.Count).Sum(l => b[l]), TLanes.Sum(vb), 1e-4);
        }
    }

    private static void Same<TLanes>(TLanes actual, Func<int, float> expected)
        where TLanes : struct, ILanes<TLanes> => Near(actual, expected, 0);

    private static void Near<TLanes>(TLanes actual, Func<int, float> expected, double tolerance)
        where TLanes : struct, ILanes<TLanes>
    {
        var values = stackalloc float[16];
        actual.Store(values);
        for (var l = 0; l < TLanes.Count; l++)
        {
            Assert.True(
                Math.Abs(values[l] - expected(l)) <= tolerance * Math.Abs(expected(l)),
                $"lane {l}: {values[l]:R}, expected {expected(l):R}");
        }
    }
}
