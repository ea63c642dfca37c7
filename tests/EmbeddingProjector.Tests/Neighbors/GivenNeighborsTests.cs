using EmbeddingProjector.Neighbors;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors;

public class GivenNeighborsTests
{
    private static readonly VectorTable _line = VectorTable.FromArray([0, 1, 3, 7, float.NaN], 5, 1);

    [Fact]
    public void Given_rows_are_put_in_order_of_distance_without_themselves_copies_and_rows_that_have_no_distance()
    {
        var table = GivenNeighbors.Of(_line, DistanceMetric.Euclidean, [0, 3, 1, 0, 0, 2, 4, 3, -1, 2, 2, 2, 0, 1, 2]);

        Assert.Equal(2, table.Count);
        Assert.Equal([1, 3, 0, 2, 3, -1, 2, -1, -1, -1], table.Indices);
        Assert.Equal([1, 7, 1, 2, 4, float.PositiveInfinity, 4, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity], table.Distances);
        Assert.Equal([4], table.Unusable.NonFiniteRows);
    }

    [Fact]
    public void The_neighbors_of_an_exact_search_give_its_table_again()
    {
        var values = new float[300 * 5];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Sin(i * 0.7f);
        }

        var vectors = VectorTable.FromArray(values, 300, 5);
        var exact = ExactNeighbors.Search(vectors, DistanceMetric.Cosine, 7);

        foreach (var threads in new[] { 1, 3 })
        {
            var given = GivenNeighbors.Of(vectors, DistanceMetric.Cosine, exact.Indices, threads);

            Assert.Equal(exact.Indices, given.Indices);
            Assert.Equal(exact.Distances, given.Distances);
        }
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, "not the same number")]
    [InlineData(new[] { 1, 0, 0, 0, 5 }, "Row 4 has 5 as a neighbor")]
    [InlineData(new[] { 1, -2, 0, 0, 0 }, "Row 1 has -2 as a neighbor")]
    public void Indices_that_are_no_table_of_these_rows_are_refused(int[] indices, string reason)
    {
        var refused = Assert.Throws<ArgumentException>(() => GivenNeighbors.Of(_line, DistanceMetric.Euclidean, indices));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}
