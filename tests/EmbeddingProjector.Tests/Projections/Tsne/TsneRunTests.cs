using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections;
using EmbeddingProjector.Projections.Tsne;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Tsne;

public class TsneRunTests
{
    [Theory]
    [InlineData(2, "auto", 400)]
    [InlineData(3, "auto", 400)]
    [InlineData(2, "interpolation", 400)]
    [InlineData(2, "barnes_hut", 400)]
    [InlineData(3, "barnes_hut", 400)]
    public void The_same_seed_gives_the_same_bytes_on_any_number_of_threads(int dimensions, string repulsion, int rows)
    {
        var table = Tables.Of(Clusters(rows));
        float[] Map(int threads)
        {
            using var run = Start(table, dimensions, threads, ("iterations", "120"), ("early_iterations", "60"), ("repulsion", repulsion));
            Complete(run);
            return run.Current!.Values.ToArray();
        }

        var one = Map(1);
        Assert.Equal(one, Map(2));
        Assert.Equal(one, Map(3));
    }

    [Theory]
    [InlineData(2, "pca")]
    [InlineData(3, "pca")]
    [InlineData(2, "random")]
    public void Clusters_in_space_are_clusters_on_the_map(int dimensions, string init)
    {
        var rows = Clusters(300);
        using var run = Start(Tables.Of(rows), dimensions, 2, ("perplexity", "15"), ("init", init), ("iterations", "500"));
        Complete(run);
        var map = run.Current!;
        var right = Enumerable.Range(0, 300).Count(i => Nearest(map, i) % 5 == i % 5);
        Assert.True(right >= 297, $"{right} of 300 points have their nearest neighbor in their own cluster");
        Assert.InRange(run.KullbackLeibler!.Value, 0, 2);
        Assert.Equal(1, run.Progress);
        Assert.Equal(500, run.Iteration);
        Assert.Equal(
            ["neighbors", "affinities", "initialisation", "early exaggeration", "optimisation"], run.StageTimes.Select(time => time.Stage));
    }

    [Fact]
    public void The_divergence_is_that_of_the_definition()
    {
        var rows = Clusters(200);
        using var run = Start(Tables.Of(rows), 2, 2, ("perplexity", "10"), ("iterations", "200"), ("repulsion", "exact"));
        Complete(run);
        using var affinities = AffinitiesTests.Build(rows, 10, 30);
        var points = Enumerable.Range(0, 200).Select(i => run.Current!.Row(i).ToArray().Select(v => (double)v).ToArray()).ToArray();
        Assert.Equal(NaiveTsne.KullbackLeibler(AffinitiesTests.Dense(affinities), points), run.KullbackLeibler!.Value, 1e-4);
    }

    [Fact]
    public void Another_seed_gives_another_random_start()
    {
        var table = Tables.Of(Clusters(100));
        var projection = new TsneProjection();
        float[] Map(ulong seed)
        {
            using var run = projection.Start(new ProjectionInput(table, 2, seed), Values(("init", "random"), ("iterations", "5")));
            Complete(run);
            return run.Current!.Values.ToArray();
        }

        Assert.NotEqual(Map(1), Map(2));
        Assert.Equal(Map(1), Map(1));
    }

    [Fact]
    public void A_run_that_rests_goes_on_when_more_iterations_are_asked_for()
    {
        using var run = Start(Tables.Of(Clusters(100)), 2, 1, ("iterations", "20"));
        Complete(run);
        Assert.Equal(20, run.Iteration);
        run.Set("iterations", "35");
        Complete(run);
        Assert.Equal(35, run.Iteration);
    }

    [Fact]
    public void A_run_of_0_iterations_goes_on_until_it_is_stopped()
    {
        using var run = Start(Tables.Of(Clusters(60)), 2, 1, ("iterations", "0"));
        while (run.Iteration < 900)
        {
            Assert.True(run.Step(TestContext.Current.CancellationToken));
        }

        run.Set("iterations", "1");
        Complete(run);
        Assert.NotNull(run.KullbackLeibler);
    }

    [Fact]
    public void Neighbors_come_from_the_source_that_is_given_and_once()
    {
        var table = Tables.Of(Clusters(120));
        var asked = new List<(DistanceMetric, int)>();
        var input = new ProjectionInput(table, 2)
        {
            NeighborSource = (metric, count, _, token) =>
            {
                asked.Add((metric, count));
                return ExactNeighbors.Search(table, metric, count + 9, cancellationToken: token);
            },
        };
        using var run = new TsneProjection().Start(input, Values(("metric", "cosine"), ("perplexity", "10"), ("iterations", "10")));
        Complete(run);
        Assert.Equal([(DistanceMetric.Cosine, 30)], asked);
        run.Set("perplexity", "12.5");
        Complete(run);
        Assert.Single(asked);
        run.Set("perplexity", "20");
        Complete(run);
        Assert.Equal((DistanceMetric.Cosine, 60), asked[1]);
    }

    [Fact]
    public void A_new_perplexity_goes_on_from_the_map_as_it_stands()
    {
        using var run = Start(Tables.Of(Clusters(150)), 2, 1, ("perplexity", "5"), ("iterations", "300"));
        Complete(run);
        var before = run.Current!.Values.ToArray();
        run.Set("perplexity", "20");
        Assert.Equal("neighbors", run.Stage);
        Assert.True(run.Step(TestContext.Current.CancellationToken));
        Assert.True(run.Step(TestContext.Current.CancellationToken));
        Assert.Equal(before, run.Current!.Values.ToArray());
        Complete(run);
        Assert.True(run.Iteration > 300);
        Assert.NotEqual(before, run.Current!.Values.ToArray());
    }

    [Fact]
    public void A_perturbed_map_settles_again()
    {
        using var run = Start(Tables.Of(Clusters(100)), 2, 1, ("iterations", "400"), ("perplexity", "10"));
        Complete(run);
        var (before, divergence) = (run.Current!.Values.ToArray(), run.KullbackLeibler!.Value);
        run.Perturb();
        Complete(run);
        Assert.Equal(500, run.Iteration);
        Assert.True(before.Zip(run.Current!.Values.ToArray(), (a, b) => a != b).Count(moved => moved) > 150);
        Assert.InRange(run.KullbackLeibler!.Value, 0, (1.1 * divergence) + 0.05);
    }

    [Fact]
    public void A_shaken_layout_moves_every_point_but_none_farther_than_told()
    {
        using var layout = NaiveTsne.Clusters(200, 3, 10, 1);
        var before = NaiveTsne.Points(layout);
        layout.Shake(0.5, new SeededNormal(1, 2));
        var moves = before.Zip(NaiveTsne.Points(layout), (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y))).SelectMany(move => move).ToArray();
        Assert.True(moves.Max() is > 0.4 and <= 0.5001);
        Assert.True(moves.Count(move => move > 0) > 590);
    }

    [Fact]
    public void Supervision_gathers_rows_of_equal_label()
    {
        var rows = Tables.Gaussian(200, 6, 3);
        var kinds = Enumerable.Range(0, 200).Select(i => i % 10 == 9 ? "none" : i % 2 == 0 ? "a" : "b");
        var metadata = new MetadataTable(200, [MetadataColumn.FromTexts("kind", kinds)]);
        double Purity(string supervise)
        {
            var input = new ProjectionInput(Tables.Of(rows), 2) { Metadata = metadata };
            using var run = new TsneProjection().Start(input, Values(
                ("perplexity", "10"), ("supervise_by", "kind"), ("ignored_label", "none"), ("supervise", supervise),
                ("iterations", "400")));
            Complete(run);
            return Enumerable.Range(0, 200).Where(i => i % 10 != 9).Average(i => Nearest(run.Current!, i) % 2 == i % 2 ? 1.0 : 0.0);
        }

        Assert.True(Purity("100") > Purity("0") + 0.2, $"{Purity("100")} against {Purity("0")}");
    }

    [Fact]
    public void Supervision_without_a_column_is_refused_with_what_to_do()
    {
        var table = Tables.Of(Clusters(20));
        var error = Assert.Throws<ArgumentException>(() => Start(table, 2, 1, ("supervise", "50")));
        Assert.Contains("supervise_by", error.Message);
        using var run = Start(table, 2, 1);
        Assert.Contains("supervise_by", Assert.Throws<ArgumentException>(() => run.Set("supervise", "50")).Message);
    }

    [Fact]
    public void What_cannot_change_while_it_runs_is_refused()
    {
        using var run = Start(Tables.Of(Clusters(20)), 2, 1);
        Assert.Contains("start a new run", Assert.Throws<ArgumentException>(() => run.Set("init", "random")).Message);
        Assert.Contains("Unknown parameter", Assert.Throws<ArgumentException>(() => run.Set("speed", "1")).Message);
        Assert.Contains("from 2 to 500", Assert.Throws<ArgumentException>(() => run.Set("perplexity", "1")).Message);
        run.Set("learning_rate", "10");
        run.Set("learning_rate", "auto");
        run.Set("exaggeration", "4");
        run.Set("theta", "0.8");
    }

    [Fact]
    public void Interpolation_in_3_D_is_refused() =>
        Assert.Contains(
            "2 dimensions",
            Assert.Throws<ArgumentException>(() => Start(Tables.Of(Clusters(20)), 3, 1, ("repulsion", "interpolation"))).Message);

    [Fact]
    public void Cancelling_leaves_the_positions_so_far()
    {
        using var run = Start(Tables.Of(Clusters(100)), 2, 1, ("iterations", "0"));
        while (run.Iteration < 10)
        {
            run.Step(TestContext.Current.CancellationToken);
        }

        var before = run.Current!.Values.ToArray();
        Assert.Throws<OperationCanceledException>(() => run.Step(new CancellationToken(true)));
        Assert.Equal(before, run.Current!.Values.ToArray());
        Assert.True(run.Step(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_catalog_holds_it_and_its_defaults_are_values_of_its_own_parameters()
    {
        var projection = ProjectionCatalog.Find("tsne");
        Assert.Equal("t-SNE", projection.Title);
        _ = new ParameterValues(projection.Parameters, projection.Parameters.Select(p => KeyValuePair.Create(p.Name, p.Default)));
        using var run = projection.Start(new ProjectionInput(Tables.Of(Clusters(10)), 2), new ParameterValues(projection.Parameters));
        Assert.Equal("neighbors", run.Stage);
    }

    internal static TsneRun Start(VectorTable table, int dimensions, int threads, params (string Name, string Value)[] values) =>
        new TsneProjection().Start(new ProjectionInput(table, dimensions, 42, threads), Values(values));

    internal static void Complete(TsneRun run)
    {
        while (run.Step(TestContext.Current.CancellationToken))
        {
        }
    }

    private static ParameterValues Values(params (string Name, string Value)[] values) =>
        new(new TsneProjection().Parameters, values.Select(v => KeyValuePair.Create(v.Name, v.Value)));

    private static float[][] Clusters(int count)
    {
        var rows = Tables.Gaussian(count, 8, 4);
        for (var i = 0; i < count; i++)
        {
            rows[i][i % 5] += 12;
        }

        return rows;
    }

    private static int Nearest(Positions map, int row) => Enumerable.Range(0, map.RowCount).Where(j => j != row).MinBy(j =>
    {
        var sum = 0f;
        for (var axis = 0; axis < map.Dimensions; axis++)
        {
            sum += (map.Row(row)[axis] - map.Row(j)[axis]) * (map.Row(row)[axis] - map.Row(j)[axis]);
        }

        return sum;
    });
}
