using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Approximate;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors.Approximate;

public sealed class ApproximateNeighborsBadInputTests
{
    public static TheoryData<DistanceMetric> Metrics => [DistanceMetric.Cosine, DistanceMetric.Euclidean, DistanceMetric.Dot];

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Rows_with_NaN_and_infinity_have_no_neighbors_and_are_nobodys(DistanceMetric metric)
    {
        var rows = Tables.Gaussian(300, 5, 1);
        rows[7][2] = float.NaN;
        rows[250][0] = float.NegativeInfinity;
        var table = ApproximateNeighbors.Search(Tables.Of(rows), metric, 10, new(1));
        Assert.Equal([7, 250], table.Unusable.NonFiniteRows);
        Assert.All(table.Neighbors(7).ToArray(), other => Assert.Equal(-1, other));
        Assert.All(table.NeighborDistances(250).ToArray(), d => Assert.Equal(float.PositiveInfinity, d));
        Assert.DoesNotContain(7, table.Indices);
        AssertAsExact(rows, metric, table);
    }

    [Fact]
    public void Zero_vectors_are_at_cosine_distance_1_from_all_in_order_of_row()
    {
        var rows = Tables.Gaussian(300, 3, 2);
        rows[3] = new float[3];
        rows[200] = new float[3];
        var table = ApproximateNeighbors.Search(Tables.Of(rows), DistanceMetric.Cosine, 5, new(1));
        Assert.Equal([3, 200], table.Unusable.ZeroRows);
        Assert.Equal([0, 1, 2, 4, 5], table.Neighbors(3).ToArray());
        Assert.Equal([1, 1, 1, 1, 1], table.NeighborDistances(200).ToArray());
        AssertAsExact(rows, DistanceMetric.Cosine, table);
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Rows_that_are_all_equal_are_neighbors_in_order_of_row(DistanceMetric metric)
    {
        var rows = Enumerable.Range(0, 20_000).Select(_ => new float[] { 1, 2, 3 }).ToArray();
        var table = ApproximateNeighbors.Search(Tables.Of(rows), metric, 4);
        Assert.Equal([1, 2, 3, 4], table.Neighbors(0).ToArray());
        Assert.Equal([0, 1, 2, 3], table.Neighbors(19_999).ToArray());
        Assert.All(table.Distances, d => Assert.Equal(metric == DistanceMetric.Dot ? -14 : 0, d));
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Copies_by_the_thousand_stand_where_their_row_stands(DistanceMetric metric)
    {
        var distinct = Tables.Gaussian(60, 6, 3);
        var rows = Enumerable.Range(0, 6000).Select(i => distinct[i % 60]).ToArray();
        var table = ApproximateNeighbors.Search(Tables.Of(rows), metric, 7, new(1));
        AssertAsExact(rows, metric, table);
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Copies_fewer_than_wanted_are_followed_by_the_next_nearest(DistanceMetric metric)
    {
        var distinct = Tables.Gaussian(200, 6, 3);
        var rows = Enumerable.Range(0, 600).Select(i => distinct[i % 200]).ToArray();
        AssertAsExact(rows, metric, ApproximateNeighbors.Search(Tables.Of(rows), metric, 9, new(1)));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 1)]
    [InlineData(5, 50)]
    public void Fewer_rows_than_neighbors_leave_the_rest_empty(int n, int d)
    {
        var rows = Tables.Gaussian(n, d, 4);
        foreach (var metric in new[] { DistanceMetric.Cosine, DistanceMetric.Euclidean, DistanceMetric.Dot })
        {
            var table = ApproximateNeighbors.Search(Tables.Of(rows), metric, 10, new(1));
            Assert.Equal(n * 10, table.Indices.Length);
            AssertAsExact(rows, metric, table);
        }
    }

    [Fact]
    public void One_column_and_more_columns_than_rows_are_searched()
    {
        foreach (var (n, d) in new[] { (700, 1), (60, 500) })
        {
            var rows = Tables.Gaussian(n, d, 5);
            AssertAsExact(rows, DistanceMetric.Euclidean, ApproximateNeighbors.Search(Tables.Of(rows), DistanceMetric.Euclidean, 8, new(1)));
        }
    }

    [Fact]
    public void No_neighbors_wanted_gives_an_empty_table() =>
        Assert.Empty(ApproximateNeighbors.Search(Tables.Of(Tables.Gaussian(50, 3, 1)), DistanceMetric.Euclidean, 0).Indices);

    // A recall of 1 looks in as many groups as the sample needs; over so few rows the sample is all of them.
    private static void AssertAsExact(float[][] rows, DistanceMetric metric, NeighborTable table)
    {
        var exact = ExactNeighbors.Search(Tables.Of(rows), metric, table.Count);
        if (rows.Length <= 500)
        {
            Assert.Equal(exact.Distances, table.Distances);
            Assert.Equal(exact.Indices, table.Indices);
        }
        else
        {
            Assert.InRange(ApproximateNeighborsTests.Recall(Tables.Of(rows), table), 0.99, 1);
        }
    }
}
