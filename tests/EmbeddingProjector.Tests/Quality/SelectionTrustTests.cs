using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Quality;
using EmbeddingProjector.Tests.Neighbors;
using Xunit;

namespace EmbeddingProjector.Tests.Quality;

/// <summary>The trust of a selection, against its definition in float64.</summary>
public sealed class SelectionTrustTests
{
    [Theory]
    [InlineData(DistanceMetric.Euclidean, 240, 6, 2, 40)]
    [InlineData(DistanceMetric.Cosine, 240, 6, 3, 40)]
    [InlineData(DistanceMetric.Euclidean, 67, 140, 2, 1)]
    [InlineData(DistanceMetric.Dot, 90, 5, 2, 90)]
    public void Every_share_agrees_with_its_definition(DistanceMetric metric, int n, int d, int dimensions, int selected)
    {
        var (rows, map) = Case(n, d, dimensions);
        var selection = Enumerable.Range(0, n).OrderBy(row => (row * 7919) % n).Take(selected).ToArray();

        var trust = SelectionTrust.Measure(Tables.Of(rows), map, metric, selection, 9, cancellationToken: TestContext.Current.CancellationToken);

        var (kept, trueInside, shown, wrong) = Definition(rows, map, metric, selection, 9);
        Assert.Equal((selected, selected, 9), (trust.SelectedRows, trust.MeasuredRows, trust.Neighbors));
        Assert.Equal(kept / (9.0 * selected), trust.Kept, 1e-12);
        Assert.Equal(trueInside / (9.0 * selected), trust.TrueInside, 1e-12);
        Assert.Equal(shown, trust.ShownInside);
        Assert.Equal(shown == 0 ? double.NaN : (double)wrong / shown, trust.FalseInside);
        Assert.Empty(trust.Notes);
    }

    [Fact]
    public void What_is_kept_is_the_mean_of_the_neighbor_preservation_of_the_same_rows()
    {
        var (rows, map) = Case(300, 8, 2);
        int[] selection = [.. Enumerable.Range(50, 60)];

        var trust = SelectionTrust.Measure(Tables.Of(rows), map, DistanceMetric.Euclidean, selection, cancellationToken: TestContext.Current.CancellationToken);
        var quality = MapQuality.Measure(Tables.Of(rows), map, DistanceMetric.Euclidean, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(selection.Average(row => (double)quality.PointNeighborPreservation[row]), trust.Kept, 1e-6);
    }

    [Fact]
    public void A_map_that_is_the_data_has_no_false_neighbors()
    {
        var rows = Tables.Gaussian(120, 3, 1);

        var trust = SelectionTrust.Measure(
            Tables.Of(rows), new Positions([.. rows.SelectMany(row => row)], 3), DistanceMetric.Euclidean, [.. Enumerable.Range(0, 30)],
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((1, 0), (trust.Kept, trust.FalseInside));
    }

    [Fact]
    public void Of_many_selected_rows_a_sample_is_measured_and_said_whatever_the_threads()
    {
        var (rows, map) = Case(400, 5, 2);
        SelectionTrust Measure(int threads) => SelectionTrust.Measure(
            Tables.Of(rows), map, DistanceMetric.Euclidean, [.. Enumerable.Range(0, 200)], 10, 50, threads, TestContext.Current.CancellationToken);

        var (one, two) = (Measure(1), Measure(2));

        Assert.Equal((200, 50), (one.SelectedRows, one.MeasuredRows));
        Assert.Equal(["Measured on 50 of 200 selected rows, each against all."], one.Notes);
        Assert.Equal((one.Kept, one.TrueInside, one.ShownInside, one.FalseInside), (two.Kept, two.TrueInside, two.ShownInside, two.FalseInside));
        Assert.InRange(one.TrueInside, 0.3, 0.7);
    }

    [Fact]
    public void Rows_that_cannot_be_compared_are_left_out_and_said_and_a_selection_of_nothing_else_is_refused()
    {
        var (rows, map) = Case(60, 4, 2);
        rows[4][1] = float.NaN;
        SelectionTrust Measure(params int[] selection) => SelectionTrust.Measure(
            Tables.Of(rows), map, DistanceMetric.Euclidean, selection, 80, cancellationToken: TestContext.Current.CancellationToken);

        var trust = Measure(3, 4, 5);

        Assert.Equal(2, trust.MeasuredRows);
        Assert.Equal(58, trust.Neighbors);
        Assert.Equal(
            ["1 of the selected rows left out: NaN or infinity, in space or on the map.", "59 rows have 58 neighbors each, so k is 58, not 80."], trust.Notes);
        Assert.Contains("NaN or infinity", Assert.Throws<ArgumentException>(() => Measure(4)).Message, StringComparison.Ordinal);
        Assert.Contains("No row is selected", Assert.Throws<ArgumentException>(() => Measure()).Message, StringComparison.Ordinal);
    }

    private static (float[][] Rows, Positions Map) Case(int n, int d, int dimensions)
    {
        var rows = Tables.Gaussian(n, d, 1, offset: 0.5f);
        var random = new Random(8);
        return (rows, new Positions(
            [.. rows.SelectMany(row => Enumerable.Range(0, dimensions).Select(axis => (float)random.NextDouble() + row[axis]))], dimensions));
    }

    private static (int Kept, int TrueInside, int Shown, int Wrong) Definition(float[][] rows, Positions map, DistanceMetric metric, int[] selection, int k)
    {
        var points = Enumerable.Range(0, rows.Length).Select(i => map.Row(i).ToArray()).ToArray();
        var (kept, trueInside, shown, wrong) = (0, 0, 0, 0);
        foreach (var i in selection)
        {
            var space = BruteForce.Query(rows, metric, rows[i], i, k).Rows;
            var onMap = BruteForce.Query(points, DistanceMetric.Euclidean, points[i], i, k).Rows;
            kept += onMap.Intersect(space).Count();
            trueInside += space.Intersect(selection).Count();
            shown += onMap.Intersect(selection).Count();
            wrong += onMap.Intersect(selection).Except(space).Count();
        }

        return (kept, trueInside, shown, wrong);
    }
}
