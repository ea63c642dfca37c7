using EmbeddingProjector.Neighbors;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors;

public sealed class ExactNeighborIndexTests
{
    public static TheoryData<DistanceMetric> Metrics => [DistanceMetric.Cosine, DistanceMetric.Euclidean];

    [Theory]
    [MemberData(nameof(Metrics))]
    public void A_row_gets_the_answer_that_the_search_for_all_rows_gives_it(DistanceMetric metric)
    {
        var rows = Tables.Gaussian(700, 21, 4, 5);
        var table = Tables.Blocks(64, rows);
        var all = ExactNeighbors.Search(table, metric, 9);
        var index = new ExactNeighborIndex(table);
        foreach (var row in new[] { 0, 63, 64, 699 })
        {
            var list = index.Query(metric, row, 9);
            Assert.Equal(all.Neighbors(row).ToArray(), list.Rows);
            Assert.Equal(all.NeighborDistances(row).ToArray(), list.Distances);
            Assert.Null(list.Note);
        }
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void A_free_vector_gets_the_neighbors_of_the_definition(DistanceMetric metric)
    {
        var rows = Tables.Gaussian(300, 7, 6);
        var query = Tables.Gaussian(1, 7, 99)[0];
        var list = ExactNeighbors.Query(Tables.Blocks(13, rows), metric, query, 25);
        var (expected, distances) = BruteForce.Query(rows, metric, query, -1, 25);
        Assert.Equal(expected, list.Rows);
        Assert.Equal(distances, list.Distances);
    }

    [Fact]
    public void A_vector_equal_to_a_row_finds_that_row_first()
    {
        var list = ExactNeighbors.Query(Tables.Of([1f, 1], [0f, 1]), DistanceMetric.Euclidean, [0f, 1], 1);
        Assert.Equal([1], list.Rows);
        Assert.Equal([0f], list.Distances);
    }

    [Fact]
    public void A_zero_row_says_that_it_has_no_direction()
    {
        var list = ExactNeighbors.Query(Tables.Of([1f, 1], [0f, 0], [-1f, 1]), DistanceMetric.Cosine, 1, 5);
        Assert.Equal([0, 2], list.Rows);
        Assert.Equal([1f, 1f], list.Distances);
        Assert.Equal("Row 1 is all zeros: it has no direction, so every other row is at distance 1.", list.Note);
    }

    [Fact]
    public void A_row_with_NaN_has_no_neighbors_and_says_so()
    {
        var list = ExactNeighbors.Query(Tables.Of([1f, 1], [0f, float.NaN]), DistanceMetric.Cosine, 1, 5);
        Assert.Empty(list.Rows);
        Assert.Equal("Row 1 holds NaN or infinity: it has no distance to any row.", list.Note);
    }

    [Fact]
    public void Rows_left_out_are_named()
    {
        var rows = Tables.Gaussian(20, 2, 1);
        rows[4][0] = float.NaN;
        Assert.Equal("Row 4 holds NaN or infinity and was left out.", ExactNeighbors.Query(Tables.Of(rows), DistanceMetric.Euclidean, 0, 3).Note);
        rows[5][1] = float.NegativeInfinity;
        var list = ExactNeighbors.Query(Tables.Of(rows), DistanceMetric.Euclidean, 0, 100);
        Assert.Equal("2 rows with NaN or infinity were left out: 4, 5.", list.Note);
        Assert.Equal(17, list.Rows.Length);
    }

    [Fact]
    public void A_query_of_the_wrong_length_or_row_is_refused_with_both_numbers()
    {
        var table = Tables.Of([1f, 1]);
        var wrong = Assert.Throws<ArgumentException>(() => ExactNeighbors.Query(table, DistanceMetric.Cosine, new float[3], 1));
        Assert.Contains("3 numbers", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("2 dimensions", wrong.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactNeighbors.Query(table, DistanceMetric.Cosine, 1, 1));
    }

    [Fact]
    public void A_query_that_is_not_finite_says_so()
    {
        var list = ExactNeighbors.Query(Tables.Of([1f, 1]), DistanceMetric.Cosine, [1f, float.NaN], 1);
        Assert.Empty(list.Rows);
        Assert.NotNull(list.Note);
    }
}
