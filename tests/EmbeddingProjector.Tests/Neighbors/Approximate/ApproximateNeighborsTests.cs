using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Approximate;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors.Approximate;

public sealed class ApproximateNeighborsTests
{
    public static TheoryData<DistanceMetric> Metrics => [DistanceMetric.Cosine, DistanceMetric.Euclidean, DistanceMetric.Dot];

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Clustered_data_reaches_the_default_recall(DistanceMetric metric) =>
        AssertRecall(Tables.Of(ClusteredData.Make(3000, 24, 30, 1, 1, 2).Rows), metric, 15, 0.95);

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Data_without_clusters_reaches_the_default_recall(DistanceMetric metric) =>
        AssertRecall(Tables.Of(Tables.Gaussian(2500, 20, 3)), metric, 15, 0.95);

    [Fact]
    public void A_higher_recall_that_is_asked_for_is_reached() =>
        AssertRecall(Tables.Of(Tables.Gaussian(2500, 12, 4)), DistanceMetric.Euclidean, 10, 0.995);

    [Fact]
    public void Many_neighbors_reach_the_recall() =>
        AssertRecall(Tables.Of(ClusteredData.Make(2500, 16, 10, 6).Rows), DistanceMetric.Euclidean, 90, 0.95);

    [Theory]
    [MemberData(nameof(Metrics))]
    public void The_reported_recall_is_that_of_all_rows(DistanceMetric metric)
    {
        var vectors = Tables.Of(ClusteredData.Make(3000, 24, 30, 1, 1, 2).Rows);
        var table = ApproximateNeighbors.Search(vectors, metric, 15);
        Assert.False(table.Origin.IsExact);
        Assert.Equal(Recall(vectors, table), table.Origin.Recall, 0.015);
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void The_number_of_threads_and_blocks_does_not_change_a_byte(DistanceMetric metric)
    {
        var rows = ClusteredData.Make(1500, 10, 12, 2).Rows;
        var one = ApproximateNeighbors.Search(Tables.Of(rows), metric, 10, new(Threads: 1));
        foreach (var threads in new[] { 2, 3 })
        {
            var other = ApproximateNeighbors.Search(Tables.Blocks(77, rows), metric, 10, new(Threads: threads));
            Assert.Equal(one.Indices, other.Indices);
            Assert.Equal(one.Distances, other.Distances);
            Assert.Equal(one.Origin, other.Origin);
        }
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Distances_are_those_of_the_exact_search_nearest_first(DistanceMetric metric)
    {
        var vectors = Tables.Of(Tables.Gaussian(1200, 30, 5, 3));
        var exact = ExactNeighbors.Search(vectors, metric, 1199);
        var table = ApproximateNeighbors.Search(vectors, metric, 12);
        for (var row = 0; row < vectors.RowCount; row++)
        {
            var truth = exact.Neighbors(row).ToArray().Zip(exact.NeighborDistances(row).ToArray()).ToDictionary(p => p.First, p => p.Second);
            var found = table.Neighbors(row).ToArray();
            Assert.Equal(found.Length, found.Distinct().Count());
            Assert.DoesNotContain(row, found);
            Assert.Equal(found.Select(other => truth[other]), table.NeighborDistances(row).ToArray());
            Assert.Equal(table.NeighborDistances(row).ToArray().Order(), table.NeighborDistances(row).ToArray());
        }
    }

    [Fact]
    public void Data_far_from_the_origin_is_told_apart() =>
        AssertRecall(Tables.Of(Tables.Gaussian(2000, 8, 9, 5000)), DistanceMetric.Euclidean, 10, 0.95);

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e18f)]
    public void Very_short_and_very_long_vectors_keep_their_neighbors(float scale)
    {
        foreach (var metric in new[] { DistanceMetric.Cosine, DistanceMetric.Euclidean })
        {
            AssertRecall(Tables.Of(Tables.Gaussian(1500, 8, 10, 0, scale)), metric, 10, 0.95);
        }
    }

    [Fact]
    public void A_search_that_would_cost_more_than_the_limit_is_given_up()
    {
        var vectors = Tables.Of(Tables.Gaussian(1500, 8, 10));
        Assert.Null(ApproximateNeighbors.Search(vectors, DistanceMetric.Euclidean, 10, null, 0, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ApproximateNeighbors.Search(
            Tables.Of(Tables.Gaussian(500, 8, 10)), DistanceMetric.Euclidean, 10, null, null, cancelled.Token));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void A_recall_that_is_no_share_is_refused_with_the_range(double recall)
    {
        var error = Assert.Throws<ArgumentException>(() => ApproximateNeighbors.Search(
            Tables.Of(Tables.Gaussian(50, 8, 10)), DistanceMetric.Euclidean, 10, new(recall)));
        Assert.Contains("from 0.5 to 1", error.Message, StringComparison.Ordinal);
    }

    internal static double Recall(VectorTable vectors, NeighborTable table)
    {
        var exact = ExactNeighbors.Search(vectors, table.Metric, table.Count);
        var found = 0;
        for (var row = 0; row < vectors.RowCount; row++)
        {
            // One at the same distance is as good.
            var last = exact.NeighborDistances(row)[^1];
            found += table.NeighborDistances(row).ToArray().Count(distance => distance <= last);
        }

        return (double)found / exact.Indices.Length;
    }

    private static void AssertRecall(VectorTable vectors, DistanceMetric metric, int count, double recall) =>
        Assert.InRange(Recall(vectors, ApproximateNeighbors.Search(vectors, metric, count, new(recall))), recall, 1);
}
