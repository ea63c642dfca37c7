using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections.Tsne.Affinities;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Tsne;

public unsafe class AffinitiesTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(59)]
    public void The_calibrated_row_has_the_wanted_perplexity(double perplexity)
    {
        var random = new Random(1);
        foreach (var scale in (double[])[1e-9, 1, 1e12])
        {
            var energies = Enumerable.Range(0, 60).Select(_ => scale * random.NextDouble()).Order().ToArray();
            var p = new double[60];
            PerplexityCalibration.Calibrate(energies, perplexity, p);
            Assert.Equal(1, p.Sum(), 1e-12);
            Assert.Equal(perplexity, Math.Exp(-p.Sum(x => x > 0 ? x * Math.Log(x) : 0)), 1e-4);
        }
    }

    [Fact]
    public void A_perplexity_that_cannot_be_reached_gives_equal_weights()
    {
        var p = new double[4];
        PerplexityCalibration.Calibrate([1, 2, 3, 4], 4, p);
        Assert.All(p, x => Assert.Equal(0.25, x));
        PerplexityCalibration.Calibrate([5, 5, 5, 5], 2, p);
        Assert.All(p, x => Assert.Equal(0.25, x));

        // Three nearest at the same distance have perplexity 3 at least.
        PerplexityCalibration.Calibrate([0, 0, 0, 7], 2, p);
        Assert.Equal(1 / 3.0, p[0], 1e-6);
        Assert.Equal(0, p[3], 1e-6);
        Assert.All(p, x => Assert.True(double.IsFinite(x)));
    }

    [Fact]
    public void P_is_symmetric_sums_to_1_and_agrees_with_the_definition()
    {
        var rows = Tables.Gaussian(200, 5, 1);
        using var affinities = Build(rows, 10, 30);
        var dense = Dense(affinities);
        var table = ExactNeighbors.Search(Tables.Of(rows), DistanceMetric.Euclidean, 30);
        var expected = new double[200, 200];
        for (var i = 0; i < 200; i++)
        {
            var p = new double[30];
            PerplexityCalibration.Calibrate(table.NeighborDistances(i).ToArray().Select(d => (double)d * d).ToArray(), 10, p);
            for (var l = 0; l < 30; l++)
            {
                expected[i, table.Neighbors(i)[l]] += p[l] / 400;
                expected[table.Neighbors(i)[l], i] += p[l] / 400;
            }
        }

        var sum = 0.0;
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(0, affinities.Start[i] % SparseAffinities.Alignment);
            for (var j = 0; j < 200; j++)
            {
                Assert.Equal(expected[i, j], dense[i, j], 1e-9);
                Assert.Equal(dense[i, j], dense[j, i], 1e-12);
                sum += dense[i, j];
            }
        }

        Assert.Equal(1, sum, 1e-6);
    }

    [Fact]
    public void Labels_strengthen_equal_pairs_as_the_original_does()
    {
        var rows = Tables.Gaussian(90, 3, 2);
        using var affinities = Build(rows, 10, 30);
        var labels = Enumerable.Range(0, 90).Select(i => (i % 4) - 1).ToArray();
        var weights = new LabelWeights(labels, 0.5);
        using var supervised = affinities.Reweighted(weights.Of, 2, TestContext.Current.CancellationToken);
        var (before, after) = (Dense(affinities), Dense(supervised));
        double Factor(int i, int j) => before[i, j] == 0 ? 0 : after[i, j] / before[i, j];
        var pairs = Enumerable.Range(0, 90)
            .SelectMany(i => Enumerable.Range(0, 90).Select(j => (i, j)))
            .Where(p => before[p.i, p.j] > 0)
            .ToArray();
        var ignored = pairs.Where(p => labels[p.i] < 0 || labels[p.j] < 0).Select(p => Factor(p.i, p.j)).ToArray();
        var equal = pairs.Where(p => labels[p.i] >= 0 && labels[p.i] == labels[p.j]).Select(p => Factor(p.i, p.j)).ToArray();
        var different = pairs
            .Where(p => labels[p.i] >= 0 && labels[p.j] >= 0 && labels[p.i] != labels[p.j])
            .Select(p => Factor(p.i, p.j))
            .ToArray();

        // 1/n for the ignored, 1/n + s/n_s for equal ones: their ratio does not depend on the scaling to 1.
        var equalCount = labels.Count(l => l == 1);
        Assert.Equal(((1 / 90.0) + (0.5 / equalCount)) / (1 / 90.0), equal.Average() / ignored.Average(), 0.05);
        Assert.True(different.Max() < ignored.Min());
        Assert.Equal(1, Enumerable.Range(0, 90).Sum(i => Enumerable.Range(0, 90).Sum(j => after[i, j])), 1e-5);
    }

    [Fact]
    public void Supervision_of_strength_0_changes_nothing()
    {
        using var affinities = Build(Tables.Gaussian(60, 3, 2), 5, 15);
        using var same = affinities.Reweighted(
            new LabelWeights([.. Enumerable.Range(0, 60).Select(i => i % 2)], 0).Of, 1, TestContext.Current.CancellationToken);
        for (var at = 0; at < affinities.Start[^1]; at++)
        {
            Assert.Equal(affinities.Values[at], same.Values[at], 1e-8);
        }
    }

    [Fact]
    public void In_another_order_P_is_the_same_and_columns_ascend()
    {
        using var affinities = Build(Tables.Gaussian(120, 3, 2), 10, 30);
        var order = Enumerable.Range(0, 120).Select(i => i * 7 % 120).ToArray();
        using var permuted = affinities.Permuted(order);
        var (before, after) = (Dense(affinities), Dense(permuted));
        for (var i = 0; i < 120; i++)
        {
            Assert.Equal(0, permuted.Start[i] % SparseAffinities.Alignment);
            for (var j = 0; j < 120; j++)
            {
                Assert.Equal(before[order[i], order[j]], after[i, j]);
            }

            for (var at = permuted.Start[i] + 1; at < permuted.Start[i + 1] && permuted.Values[at] > 0; at++)
            {
                Assert.True(permuted.Columns[at] > permuted.Columns[at - 1]);
            }
        }

        Assert.Equal(affinities.NegativeEntropy, permuted.NegativeEntropy);
    }

    internal static SparseAffinities Build(float[][] rows, double perplexity, int count) => SparseAffinities.Build(
        ExactNeighbors.Search(Tables.Of(rows), DistanceMetric.Euclidean, count), [.. Enumerable.Range(0, rows.Length)], perplexity, count,
        2, TestContext.Current.CancellationToken);

    internal static double[,] Dense(SparseAffinities affinities)
    {
        var dense = new double[affinities.Count, affinities.Count];
        for (var i = 0; i < affinities.Count; i++)
        {
            for (var at = affinities.Start[i]; at < affinities.Start[i + 1]; at++)
            {
                dense[i, affinities.Columns[at]] += affinities.Values[at];
            }
        }

        return dense;
    }
}
