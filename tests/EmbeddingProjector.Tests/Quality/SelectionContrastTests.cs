using EmbeddingProjector.Quality;
using Xunit;

namespace EmbeddingProjector.Tests.Quality;

public sealed class SelectionContrastTests
{
    private static readonly MetadataTable s_metadata = new(6,
    [
        MetadataColumn.FromTexts("kind", ["a", "a", "a", "b", "b", "a"]),
        MetadataColumn.FromTexts("name", ["p", "q", "r", "s", "t", "u"]),
        MetadataColumn.FromTexts("size", ["10", "11", "12", "1", "2", "3"]),
    ]);

    [Fact]
    public void Shares_are_compared_by_h_and_means_by_d()
    {
        var vectors = VectorTable.FromArray([1, 5, 2, 5, 3, 5, 1, 5, 2, 5, 3, 5], 6, 2);

        var found = SelectionContrast.Of(vectors, s_metadata, [0, 1, 2]);

        // Means 11 and 2, both with a variance of 1: d is 9.
        Assert.Equal(("size", null, 11, 2, 9), (found.Columns[0].Name, found.Columns[0].Value, found.Columns[0].Selected, found.Columns[0].Others, Math.Round(found.Columns[0].Effect, 9)));
        // All of the selected are "a", a third of the others: h = 2 (asin 1 − asin √⅓).
        Assert.Equal(("kind", "a"), (found.Columns[1].Name, found.Columns[1].Value));
        Assert.Equal(2 * (Math.Asin(1) - Math.Asin(Math.Sqrt(1 / 3.0))), found.Columns[1].Effect, 1e-12);
        // Names occur once each: they say nothing. The first dimension is the same on both sides, the second has no spread.
        Assert.Equal(2, found.Columns.Count);
        Assert.Empty(found.Dimensions);
    }

    [Fact]
    public void The_dimension_that_separates_comes_first()
    {
        var vectors = VectorTable.FromArray([0, 9, 1, 8, 0, 1, 1, 2, 0.5f, 1.5f], 5, 2);

        var found = SelectionContrast.Of(vectors, null, [0, 1]);

        Assert.Equal("1", found.Dimensions[0].Name);
        Assert.Equal(8.5, found.Dimensions[0].Selected);
        Assert.True(found.Dimensions[0].Effect > 5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    public void Too_few_on_one_side_cannot_be_compared(int count) =>
        Assert.Throws<ArgumentException>(() => SelectionContrast.Of(
            VectorTable.FromArray(new float[6], 6, 1), null, [.. Enumerable.Range(0, count)]));
}
