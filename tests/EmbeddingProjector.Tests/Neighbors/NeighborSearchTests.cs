using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Approximate;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors;

public sealed class NeighborSearchTests
{
    [Fact]
    public void Few_rows_are_searched_exactly_because_that_is_cheaper()
    {
        var table = NeighborSearch.Run(Tables.Of(Tables.Gaussian(500, 10, 1)), DistanceMetric.Euclidean, 5);
        Assert.True(table.Origin.IsExact);
        Assert.False(table.Origin.IsForced);
    }

    [Fact]
    public void Many_rows_are_searched_approximately_and_the_note_tells_recall_and_cost()
    {
        var table = NeighborSearch.Run(Tables.Of(ClusteredData.Make(40_000, 2, 20, 1).Rows), DistanceMetric.Euclidean, 5);
        Assert.False(table.Origin.IsExact);
        Assert.InRange(table.Origin.Recall, 0.95, 1);
        Assert.InRange(table.Origin.Seconds, 1e-3, table.Origin.ExactSeconds);
        Assert.Matches(@"approximate: \d+\.\d % of the true ones were found, measured on 500 rows\. Comparing all pairs", table.Origin.ToString());
    }

    [Fact]
    public void The_cheaper_search_depends_on_the_number_of_rows_alone_not_on_the_machine()
    {
        Assert.InRange(NeighborSearchCost.Exact(2000, 15, 128), 0, NeighborSearchCost.Preparation(2000, 15, 128, ApproximateNeighbors.ClusterCount(2000)));
        Assert.InRange(NeighborSearchCost.Preparation(100_000, 15, 128, ApproximateNeighbors.ClusterCount(100_000)), 0, NeighborSearchCost.Exact(100_000, 15, 128) / 4);
    }

    [Theory]
    [InlineData(NeighborSearchMode.Exact, true)]
    [InlineData(NeighborSearchMode.Approximate, false)]
    public void Either_search_can_be_forced(NeighborSearchMode mode, bool isExact)
    {
        var table = NeighborSearch.Run(Tables.Of(Tables.Gaussian(800, 10, 1)), DistanceMetric.Cosine, 5, mode);
        Assert.Equal(isExact, table.Origin.IsExact);
        Assert.True(table.Origin.IsForced);
    }

    [Theory]
    [InlineData(NeighborSearchMode.Auto)]
    [InlineData(NeighborSearchMode.Exact)]
    [InlineData(NeighborSearchMode.Approximate)]
    public void A_table_without_rows_has_no_neighbors_to_find(NeighborSearchMode mode)
    {
        var table = NeighborSearch.Run(Tables.Of(), DistanceMetric.Euclidean, 5, mode);
        Assert.Equal(0, table.RowCount);
    }

    [Fact]
    public void Rows_without_structure_are_searched_exactly_when_an_approximate_search_would_cost_as_much()
    {
        var table = NeighborSearch.Run(Tables.Of(Tables.Gaussian(20_000, 50, 1)), DistanceMetric.Euclidean, 15);
        Assert.True(table.Origin.IsExact, table.Origin.ToString());
    }
}
