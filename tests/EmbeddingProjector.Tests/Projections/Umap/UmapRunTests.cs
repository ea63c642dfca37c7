using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Umap;

public sealed class UmapRunTests
{
    private static readonly IProjection _umap = ProjectionCatalog.Find("umap");

    [Theory]
    [InlineData(2, "spectral")]
    [InlineData(3, "spectral")]
    [InlineData(2, "pca")]
    [InlineData(3, "random")]
    public void Groups_of_rows_stand_apart_on_the_map(int dimensions, string init)
    {
        var (rows, labels) = ClusteredData.Make(600, 10, 4, 1);
        using var run = Finished(rows, dimensions, ("init", init), ("epochs", "200"));
        Assert.InRange(LabelAccuracy(run.Current!, labels), 0.98, 1);
    }

    [Fact]
    public void The_neighbors_of_a_curved_sheet_stay_neighbors()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 1000).Select(_ =>
        {
            var (t, h) = (1.5 * Math.PI * (1 + (2 * random.NextDouble())), 10 * random.NextDouble());
            return new[] { (float)(t * Math.Cos(t)), (float)h, (float)(t * Math.Sin(t)) };
        }).ToArray();
        using var run = Finished(rows, 2);
        Assert.InRange(NeighborsKept(rows, run.Current!, 10), 0.55, 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_same_seed_gives_the_same_bytes_on_any_number_of_threads(int dimensions)
    {
        var rows = ClusteredData.Make(2500, 8, 5, 1).Rows;
        var one = Positions(new ProjectionInput(Tables.Of(rows), dimensions, 7, 1));
        Assert.Equal(one, Positions(new ProjectionInput(Tables.Blocks(999, rows), dimensions, 7, 2)));
        Assert.Equal(one, Positions(new ProjectionInput(Tables.Of(rows), dimensions, 7, 3)));
        Assert.NotEqual(one, Positions(new ProjectionInput(Tables.Of(rows), dimensions, 8, 2)));

        static float[] Positions(ProjectionInput input) => Complete(_umap.Start(input, Values(("epochs", "30")))).Current!.Values.ToArray();
    }

    [Fact]
    public void Stages_follow_each_other_progress_grows_and_a_first_map_comes_before_the_layout()
    {
        using var run = _umap.Start(new ProjectionInput(Tables.Of(ClusteredData.Make(500, 8, 3, 1).Rows)), Values(("epochs", "60")));
        var stages = new List<string> { run.Stage };
        var progress = run.Progress;
        Positions? first = null;
        while (run.Step(TestContext.Current.CancellationToken))
        {
            Assert.True(run.Progress >= progress);
            progress = run.Progress;
            first ??= run.Current;
            if (run.Stage != stages[^1])
            {
                stages.Add(run.Stage);
            }
        }

        Assert.Equal(["neighbors", "fuzzy graph", "initialisation", "layout"], stages);
        Assert.Equal(stages, run.StageTimes.Select(t => t.Stage));
        Assert.Equal(60, run.Iteration);
        Assert.Equal(1, run.Progress);
        Assert.False(run.Step(TestContext.Current.CancellationToken));
        Assert.NotEqual(first!.Values.ToArray(), run.Current!.Values.ToArray());
    }

    [Fact]
    public void A_cancelled_run_keeps_its_positions()
    {
        using var run = _umap.Start(new ProjectionInput(Tables.Of(ClusteredData.Make(500, 8, 3, 1).Rows)), Values());
        for (var i = 0; i < 5; i++)
        {
            run.Step(TestContext.Current.CancellationToken);
        }

        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var kept = run.Current!.Values.ToArray();
        Assert.ThrowsAny<OperationCanceledException>(() => run.Step(cancelled.Token));
        Assert.Equal(kept, run.Current.Values.ToArray());
    }

    [Fact]
    public void A_live_minimum_distance_takes_effect_while_it_runs()
    {
        var rows = ClusteredData.Make(400, 8, 2, 1).Rows;
        double Extent(string? minDist)
        {
            using var run = _umap.Start(new ProjectionInput(Tables.Of(rows), 2), Values(("epochs", "200")));
            for (var i = 0; i < 4; i++)
            {
                run.Step(TestContext.Current.CancellationToken);
            }

            if (minDist is not null)
            {
                run.Set("min_dist", minDist);
            }

            Complete(run);
            return Enumerable.Range(0, 400).Average(i => Nearest(run.Current!, i, 5).Average(j => Distance(run.Current!, i, j)));
        }

        Assert.True(Extent("0.9") > 1.5 * Extent(null));
    }

    [Theory]
    [InlineData("neighbors", "20", "cannot change while UMAP runs")]
    [InlineData("min_dist", "7", "from 0 to 0.99")]
    [InlineData("spread", "0.1", "must be smaller than spread")]
    [InlineData("color", "1", "cannot change")]
    public void A_change_that_is_not_possible_says_what_is(string name, string value, string expected)
    {
        using var run = _umap.Start(new ProjectionInput(Tables.Of(Tables.Gaussian(20, 3, 1))), Values());
        var error = Assert.Throws<ArgumentException>(() => run.Set(name, value));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_neighbors_are_used_even_when_there_are_more_than_wanted()
    {
        var vectors = Tables.Of(ClusteredData.Make(400, 8, 3, 1).Rows);
        var asked = 0;
        var input = new ProjectionInput(vectors, 2)
        {
            NeighborSource = (metric, count, _, token) =>
            {
                asked = count;
                return ExactNeighbors.Search(vectors, metric, 50, null, null, token);
            },
        };
        var given = Complete(_umap.Start(input, Values(("epochs", "20")))).Current!.Values.ToArray();
        Assert.Equal(14, asked);
        Assert.Equal(Complete(_umap.Start(new ProjectionInput(vectors, 2), Values(("epochs", "20")))).Current!.Values.ToArray(), given);
    }

    [Fact]
    public void Labels_pull_their_rows_together()
    {
        var rows = Tables.Gaussian(500, 6, 1);
        var texts = Enumerable.Range(0, 500).Select(i => i % 5 == 4 ? null : i % 2 == 0 ? "even" : "odd").ToArray();
        var labels = texts.Select(t => t is null ? -1 : t == "even" ? 0 : 1).ToArray();
        var metadata = new MetadataTable(500, [MetadataColumn.FromTexts("parity", texts)]);
        double Accuracy(params (string, string)[] values)
        {
            using var run = Complete(_umap.Start(new ProjectionInput(Tables.Of(rows), 2) { Metadata = metadata }, Values([("epochs", "200"), .. values])));
            return LabelAccuracy(run.Current!, labels);
        }

        Assert.InRange(Accuracy(), 0.3, 0.65);
        Assert.InRange(Accuracy(("supervise_by", "parity"), ("supervise", "70")), 0.85, 1);
        Assert.InRange(Accuracy(("supervise_by", "parity"), ("supervise", "0")), 0.3, 0.65);
        var error = Assert.Throws<ArgumentException>(() => Accuracy(("supervise_by", "size")));
        Assert.Contains("There are: parity", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Accuracy(("supervise_by", "parity"), ("ignored_label", "neither")));
    }

    [Fact]
    public void New_rows_are_placed_among_their_neighbors_and_copies_on_their_row()
    {
        var (rows, labels) = ClusteredData.Make(700, 10, 4, 1);
        using var run = (IPlacementRun)Finished(rows[..600], 2, ("epochs", "200"));
        var before = run.Current!.Values.ToArray();
        var placed = run.Place(Tables.Of([.. rows[600..], rows[17], [.. Enumerable.Repeat(float.NaN, 10)]]));
        Assert.Equal(102, placed.RowCount);
        Assert.Equal(before, run.Current.Values.ToArray());
        Assert.Equal(run.Current.Row(17).ToArray(), placed.Row(100).ToArray());
        Assert.All(placed.Values.ToArray(), v => Assert.True(float.IsFinite(v)));
        for (var i = 0; i < 100; i++)
        {
            var nearest = Enumerable.Range(0, 600).MinBy(j => Math.Pow(placed.Row(i)[0] - run.Current.Row(j)[0], 2) + Math.Pow(placed.Row(i)[1] - run.Current.Row(j)[1], 2));
            Assert.Equal(labels[600 + i], labels[nearest]);
        }

        // Each row is placed by itself.
        Assert.Equal(placed.Row(0).ToArray(), run.Place(Tables.Of(rows[600])).Row(0).ToArray());
        Assert.Throws<ArgumentException>(() => run.Place(Tables.Of([1f, 2f])));
    }

    [Fact]
    public void New_rows_before_the_end_are_refused()
    {
        using var run = (IPlacementRun)_umap.Start(new ProjectionInput(Tables.Of(Tables.Gaussian(20, 3, 1))), Values());
        Assert.Throws<InvalidOperationException>(() => run.Place(Tables.Of([1f, 2f, 3f])));
    }

    [Fact]
    public void A_spread_that_is_not_larger_than_the_distance_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => _umap.Start(
            new ProjectionInput(Tables.Of(Tables.Gaussian(20, 3, 1))), Values(("min_dist", "0.5"), ("spread", "0.4"))));
        Assert.Contains("min_dist = 0.5 must be smaller than spread = 0.4", error.Message, StringComparison.Ordinal);
    }

    internal static ParameterValues Values(params (string Name, string Value)[] values) =>
        new(_umap.Parameters, values.Select(v => KeyValuePair.Create(v.Name, v.Value)));

    internal static IProjectionRun Finished(float[][] rows, int dimensions, params (string, string)[] values) =>
        Complete(_umap.Start(new ProjectionInput(Tables.Of(rows), dimensions), Values(values)));

    internal static IProjectionRun Complete(IProjectionRun run)
    {
        while (run.Step(TestContext.Current.CancellationToken))
        {
        }

        return run;
    }

    private static double LabelAccuracy(Positions map, int[] labels)
    {
        var known = Enumerable.Range(0, labels.Length).Where(i => labels[i] >= 0).ToArray();
        return known.Average(i => Nearest(map, i, 20).Where(j => labels[j] >= 0).Take(10).Count(j => labels[j] == labels[i]) > 5 ? 1.0 : 0.0);
    }

    private static double NeighborsKept(float[][] rows, Positions map, int k)
    {
        var table = ExactNeighbors.Search(Tables.Of(rows), DistanceMetric.Euclidean, k);
        return Enumerable.Range(0, rows.Length).Average(i => (double)Nearest(map, i, k).Intersect(table.Neighbors(i).ToArray()).Count() / k);
    }

    private static int[] Nearest(Positions map, int i, int k) =>
        [.. Enumerable.Range(0, map.RowCount).Where(j => j != i).OrderBy(j => Distance(map, i, j)).Take(k)];

    private static double Distance(Positions map, int i, int j)
    {
        var sum = 0d;
        for (var axis = 0; axis < map.Dimensions; axis++)
        {
            sum += Math.Pow(map.Row(i)[axis] - map.Row(j)[axis], 2);
        }

        return Math.Sqrt(sum);
    }
}
