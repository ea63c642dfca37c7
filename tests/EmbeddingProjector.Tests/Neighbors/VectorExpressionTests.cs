using EmbeddingProjector.Neighbors;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors;

public sealed class VectorExpressionTests
{
    [Theory]
    [InlineData("king", "1 king")]
    [InlineData("king - man + woman", "1 king|-1 man|1 woman")]
    [InlineData("  - man  +  woman ", "-1 man|1 woman")]
    [InlineData("well-known + C++", "1 well-known|1 C++")]
    [InlineData("New York - USA + France", "1 New York|-1 USA|1 France")]
    [InlineData("0.5 * king - 2*queen", "0.5 king|-2 queen")]
    [InlineData("\"a + b\" - \"c\"", "1 a + b|-1 c")]
    [InlineData("a * b", "1 a * b")]
    [InlineData("-5", "1 -5")]
    public void Names_are_told_apart_by_signs_that_stand_alone(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', VectorExpression.Parse(text).Select(t => FormattableString.Invariant($"{t.Factor} {t.Name}"))));

    [Theory]
    [InlineData("", "character 1 a name was expected")]
    [InlineData("king - ", "a name was expected")]
    [InlineData("\"king", "character 1 the quote that begins here has no end")]
    [InlineData("\"king\" man", "character 8 + or − was expected")]
    public void What_is_no_sum_is_refused_with_its_place(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => VectorExpression.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void By_the_cosine_a_long_vector_counts_no_more_than_a_short_one()
    {
        var vectors = VectorTable.FromArray([10, 0, 0, 0.1f], 2, 2);

        Assert.Equal([1, 1], VectorExpression.Sum(vectors, DistanceMetric.Cosine, [(1, 0), (1, 1)]));
        Assert.Equal([10, -0.1f], VectorExpression.Sum(vectors, DistanceMetric.Euclidean, [(1, 0), (-1, 1)]));
    }

    [Theory]
    [InlineData("[1, 2.5, -3e-2]", 3)]
    [InlineData("1\t2\t3\t4", 4)]
    [InlineData("7", 1)]
    public void A_pasted_row_of_numbers_is_a_vector(string text, int count) => Assert.Equal(count, VectorExpression.Numbers(text)?.Length);

    [Theory]
    [InlineData("king")]
    [InlineData("1, 2, x")]
    [InlineData("1, NaN")]
    [InlineData("")]
    public void Anything_else_is_none(string text) => Assert.Null(VectorExpression.Numbers(text));
}
