using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections.Umap;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Umap;

public sealed class LayoutOptimizerTests
{
    [Theory]
    [InlineData(2, 50)]
    [InlineData(3, 50)]
    [InlineData(2, 7)]
    [InlineData(3, 1100)]
    public void An_epoch_is_the_one_of_the_plain_twin_in_float64(int dimensions, int n)
    {
        var graph = Graph(n);
        var start = Tables.Gaussian(n, dimensions, 5, 0, 3).SelectMany(p => p).ToArray();
        var optimizer = new LayoutOptimizer(graph, start, dimensions, 42, 2);
        var expected = Array.ConvertAll(start, v => (double)v);
        var curve = LowDimensionalCurve.Fit(0.1, 1);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            optimizer.Epoch(epoch, 0.7f, new LayoutForces(curve), default);
            for (var move = 0; move < LayoutOptimizer.MovesPerEpoch; move++)
            {
                expected = Move(graph, expected, dimensions, curve, CounterRandom.Bits(42, (ulong)((epoch * LayoutOptimizer.MovesPerEpoch) + move)), 0.7);
            }
        }

        var found = new float[start.Length];
        optimizer.CopyTo(found);
        for (var i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 2e-3);
        }
    }

    [Fact]
    public void Vertices_at_one_place_are_pushed_apart_and_stay_finite()
    {
        var graph = Graph(100);
        var optimizer = new LayoutOptimizer(graph, new float[200].Select((_, i) => 1e-6f * (i % 17)).ToArray(), 2, 1, 1);
        for (var epoch = 0; epoch < 50; epoch++)
        {
            optimizer.Epoch(epoch, 1, new LayoutForces(LowDimensionalCurve.Fit(0.1, 1)), default);
        }

        var found = new float[200];
        optimizer.CopyTo(found);
        Assert.All(found, v => Assert.True(float.IsFinite(v)));
        Assert.True(found.Max() - found.Min() > 0.5);
    }

    private static LayoutGraph Graph(int n)
    {
        var table = ExactNeighbors.Search(Tables.Of(Tables.Gaussian(n, 4, 2)), DistanceMetric.Euclidean, Math.Min(9, n - 1));
        var graph = FuzzyGraph.Of(table, MembershipStrengths.Of(table, table.Count, table.Count + 1, 1, default), table.Count);
        return LayoutGraph.Of(graph, [.. Enumerable.Range(0, n)], 0.002);
    }

    private static double[] Move(LayoutGraph graph, double[] now, int d, LowDimensionalCurve curve, ulong seed, double rate)
    {
        var next = (double[])now.Clone();
        double Squared(int i, int j) => Enumerable.Range(0, d).Sum(a => (now[(i * d) + a] - now[(j * d) + a]) * (now[(i * d) + a] - now[(j * d) + a]));
        for (var v = 0; v < graph.Count; v++)
        {
            var force = new double[d];
            var held = 0d;
            for (var e = graph.Start[v]; e < graph.Start[v + 1]; e++)
            {
                var (j, s) = (graph.Vertices[e], Math.Max(Squared(v, graph.Vertices[e]), 1e-8));
                var pull = graph.Weights[e] * 2 * curve.A * curve.B * Math.Pow(s, curve.B - 1) / (1 + (curve.A * Math.Pow(s, curve.B)));
                held += pull;
                for (var a = 0; a < d; a++)
                {
                    force[a] += 2 * pull * (now[(j * d) + a] - now[(v * d) + a]);
                }
            }

            for (var s = 0; s < 32; s++)
            {
                var place = LayoutOptimizer.PoolPlace(CounterRandom.Bits(seed, (ulong)v), s / 16) + (s % 16);
                var j = LayoutOptimizer.PoolVertex(seed, v / 1024, place, graph.Count);
                var squared = Squared(v, j);
                var push = 2 * curve.B / ((0.001 + squared) * (1 + (curve.A * Math.Pow(Math.Max(squared, 1e-8), curve.B))));
                for (var a = 0; a < d; a++)
                {
                    force[a] += 5 * graph.Degree[v] / 32 * Math.Clamp(push * (now[(v * d) + a] - now[(j * d) + a]), -4, 4);
                }
            }

            for (var a = 0; a < d; a++)
            {
                next[(v * d) + a] += rate * force[a] / (1 + (rate * held));
            }
        }

        return next;
    }
}
