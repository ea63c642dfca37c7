using EmbeddingProjector.Databases.Relations;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Relations;

public sealed class ColumnNamesTests
{
    [Theory]
    [InlineData("title,year", "title|year")]
    [InlineData(" title , year ", "title|year")]
    [InlineData("\"a, b\",c", "a, b|c")]
    [InlineData("\"we\"\"ird; DROP TABLE items\"", "we\"ird; DROP TABLE items")]
    [InlineData("名前,Größe", "名前|Größe")]
    [InlineData(",,", "")]
    public void Names_are_separated_by_commas_outside_of_quotes(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', ColumnNames.Parse(text)));

    [Fact]
    public void A_name_of_any_characters_is_one_identifier()
    {
        const string Name = "we\"ird; DROP TABLE \"items\"; --";

        Assert.Equal("\"we\"\"ird; DROP TABLE \"\"items\"\"; --\"", ColumnNames.Quote(Name));
        Assert.Equal([Name], ColumnNames.Parse(ColumnNames.Quote(Name)));
    }
}
