using System.Runtime.Intrinsics;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections.Umap;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Umap;

public sealed class UmapPiecesTests
{
    [Fact]
    public void The_power_of_sixteen_numbers_is_that_of_each_and_within_four_millionths()
    {
        for (var exponent = -24; exponent <= 24; exponent++)
        {
            var x = Enumerable.Range(0, 16).Select(i => (float)(Math.Pow(10, exponent / 2.0) * (1 + (i * 0.61)))).ToArray();
            foreach (var b in new[] { 0.2f, 0.79f, 0.895f, 1.3f, 3.5f })
            {
                var vector = PowerApproximation.Power(Vector512.Create(x), Vector512.Create(b));
                for (var i = 0; i < 16; i++)
                {
                    var exact = Math.Pow(x[i], b);
                    Assert.Equal(PowerApproximation.Power(x[i], b), vector[i]);
                    if (exact is > 1e-37 and < 1e37)
                    {
                        Assert.Equal(1, vector[i] / exact, 1e-5);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(0.1, 1, 1.5769, 0.8951)]
    [InlineData(0.001, 1, 1.9290, 0.7915)]
    [InlineData(0.5, 1, 0.5830, 1.3342)]
    public void The_curve_has_the_coefficients_that_umap_learn_finds(double minDist, double spread, double a, double b)
    {
        var curve = LowDimensionalCurve.Fit(minDist, spread);
        Assert.Equal(a, curve.A, 2e-3);
        Assert.Equal(b, curve.B, 1e-3);
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(0.99, 1)]
    [InlineData(0, 10)]
    [InlineData(9, 10)]
    public void Every_allowed_distance_and_spread_has_a_curve(double minDist, double spread)
    {
        var curve = LowDimensionalCurve.Fit(minDist, spread);
        Assert.InRange(curve.A, 1e-12, 1e12);
        Assert.InRange(curve.B, 0.1, 20);
    }

    [Fact]
    public void The_forces_are_the_gradient_of_the_objective()
    {
        var curve = LowDimensionalCurve.Fit(0.1, 1);
        var forces = new LayoutForces(curve);
        foreach (var delta in new[] { 0.3, 0.7, 1, 2.5, 8 })
        {
            // −log φ for a pair that attracts, −log(1 − φ) for one that repels; forces are factors of the difference of positions.
            const double step = 1e-5;
            double Attracted(double x) => -Math.Log(curve.Similarity(x * x));
            double Repelled(double x) => -Math.Log(1 - curve.Similarity(x * x));
            var pull = (Attracted(delta + step) - Attracted(delta - step)) / (2 * step) / delta;
            var push = -(Repelled(delta + step) - Repelled(delta - step)) / (2 * step) / delta;
            Assert.Equal(1, forces.Attraction((float)(delta * delta)) / pull, 1e-4);

            // The repulsion is softened by 0.001 / δ².
            Assert.Equal(delta * delta / (0.001 + (delta * delta)), forces.Repulsion((float)(delta * delta)) / push, 1e-4);
        }
    }

    [Fact]
    public void The_forces_of_sixteen_pairs_are_those_of_each()
    {
        var forces = new LayoutForces(LowDimensionalCurve.Fit(0.25, 1.5));
        var squared = Enumerable.Range(0, 16).Select(i => i == 0 ? 0f : (float)Math.Pow(4, i - 8)).ToArray();
        var (pull, push) = (forces.Attraction(Vector512.Create(squared)), forces.Repulsion(Vector512.Create(squared)));
        for (var i = 0; i < 16; i++)
        {
            Assert.Equal(forces.Attraction(squared[i]), pull[i], forces.Attraction(squared[i]) * 1e-6f);
            Assert.Equal(forces.Repulsion(squared[i]), push[i], forces.Repulsion(squared[i]) * 1e-6f);
        }
    }

    [Fact]
    public void Strengths_begin_at_1_and_add_up_to_the_logarithm_of_the_neighbors()
    {
        var table = ExactNeighbors.Search(Tables.Of(Tables.Gaussian(200, 5, 1)), DistanceMetric.Euclidean, 14);
        var strengths = MembershipStrengths.Of(table, 14, 15, 1, default);
        for (var row = 0; row < 200; row++)
        {
            var own = strengths.AsSpan(row * 14, 14).ToArray();
            Assert.Equal(1, own[0]);
            Assert.Equal(Math.Log2(15), own.Sum(s => (double)s), 1e-3);
            Assert.Equal(own.OrderDescending(), own);
        }
    }

    [Fact]
    public void Strengths_of_equal_rows_are_1()
    {
        var table = ExactNeighbors.Search(Tables.Of([.. Enumerable.Repeat(new float[] { 1, 2 }, 30)]), DistanceMetric.Euclidean, 5);
        Assert.All(MembershipStrengths.Of(table, 5, 6, 1, default), strength => Assert.Equal(1, strength));
    }

    [Fact]
    public void Inner_products_give_strengths_like_distances()
    {
        var table = ExactNeighbors.Search(Tables.Of(Tables.Gaussian(100, 5, 1)), DistanceMetric.Dot, 14);
        var strengths = MembershipStrengths.Of(table, 14, 15, 1, default);
        Assert.All(Enumerable.Range(0, 100), row => Assert.Equal(1, strengths[row * 14]));
        Assert.All(strengths, strength => Assert.InRange(strength, 0, 1));
    }

    [Fact]
    public void The_graph_is_the_fuzzy_union_of_both_directions()
    {
        var table = ExactNeighbors.Search(Tables.Of(Tables.Gaussian(150, 4, 2)), DistanceMetric.Euclidean, 6);
        var strengths = MembershipStrengths.Of(table, 6, 7, 1, default);
        var graph = FuzzyGraph.Of(table, strengths, 6);
        double Held(int i, int j)
        {
            var at = table.Neighbors(i).IndexOf(j);
            return at < 0 ? 0 : strengths[(i * 6) + at];
        }

        var edges = 0;
        for (var i = 0; i < 150; i++)
        {
            for (var e = graph.Start[i]; e < graph.Start[i + 1]; e++, edges++)
            {
                var j = graph.Vertices[e];
                Assert.Equal(Held(i, j) + Held(j, i) - (Held(i, j) * Held(j, i)), graph.Weights[e], 1e-6);
                Assert.True(e == graph.Start[i] || graph.Vertices[e - 1] < j);
            }
        }

        var expected = Enumerable.Range(0, 150).SelectMany(i => table.Neighbors(i).ToArray().SelectMany(j => new[] { (i, j), (j, i) })).Distinct().Count();
        Assert.Equal(expected, edges);
    }

    [Fact]
    public void Supervision_weakens_edges_between_labels_and_to_missing_ones()
    {
        var table = ExactNeighbors.Search(Tables.Of(Tables.Gaussian(90, 3, 3)), DistanceMetric.Euclidean, 8);
        var graph = FuzzyGraph.Of(table, MembershipStrengths.Of(table, 8, 9, 1, default), 8);
        var labels = Enumerable.Range(0, 90).Select(i => (i % 3) - 1).ToArray();
        var supervised = graph.Supervised(labels, 5, 1);
        double Mean(FuzzyGraph g, Func<int, int, bool> which) => Enumerable.Range(0, 90)
            .SelectMany(i => Enumerable.Range(g.Start[i], g.Start[i + 1] - g.Start[i]).Where(e => which(i, g.Vertices[e])).Select(e => (double)g.Weights[e]))
            .Average();
        bool Equal(int i, int j) => labels[i] >= 0 && labels[i] == labels[j];
        bool Different(int i, int j) => labels[i] >= 0 && labels[j] >= 0 && labels[i] != labels[j];
        Assert.InRange(Mean(supervised, Different), 0, 0.1 * Mean(graph, Different));
        Assert.InRange(Mean(supervised, Equal), Mean(graph, Equal), 1);
        Assert.True(Mean(supervised, (i, j) => labels[i] < 0 || labels[j] < 0) < Mean(supervised, Equal));
    }

    [Fact]
    public void The_spectral_start_of_a_ring_is_a_circle()
    {
        const int n = 200;
        var start = Enumerable.Range(0, n + 1).Select(i => 2 * i).ToArray();
        var vertices = Enumerable.Range(0, n).SelectMany(i => new[] { (i + 1) % n, (i + n - 1) % n }.Order()).ToArray();
        var weights = new float[2 * n];
        weights.AsSpan().Fill(1);
        var positions = SpectralLayout.Of(new FuzzyGraph(start, vertices, weights), [.. Enumerable.Range(0, n)], 2, 42, 2, default)!;
        var radii = Enumerable.Range(0, n).Select(i => Math.Sqrt((positions[2 * i] * positions[2 * i]) + (positions[(2 * i) + 1] * positions[(2 * i) + 1]))).ToArray();
        Assert.InRange(radii.Max() / radii.Min(), 1, 1.3);
    }
}
