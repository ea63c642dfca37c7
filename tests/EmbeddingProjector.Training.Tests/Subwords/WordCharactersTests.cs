using System.Text;
using EmbeddingProjector.Training.Subwords;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Subwords;

public sealed class WordCharactersTests
{
    [Theory]
    [InlineData("_aZ\u00e9\u00df\u01c5\u02b0\u05d0\u4f60\U0001d4d0\U00020000", true)] // Lu Ll Lt Lm Lo
    [InlineData("09\u0661\u2167\u3007\u00b2\u00bd\u2460\U0001d7d8\U0001f100", true)] // Nd Nl No
    [InlineData("\u0301\u0903\u20dd\u203f\u2040\u00a0\u0085\u200d\u200c'-$+ \n\ufffd\U0001f600\U000e0100", false)] // Mn Mc Me Pc Zs Cc Cf ...
    public void A_word_is_made_of_letters_numbers_and_the_underscore(string points, bool expected) =>
        Assert.All(points.EnumerateRunes(), point => Assert.Equal(expected, WordCharacters.Contains(point)));

    [Theory]
    [InlineData("foo", false)]
    [InlineData("...", false)]
    [InlineData("", false)]
    [InlineData("foo.", true)]
    [InlineData("e\u0301", true)]
    public void Texts_of_both_kinds_are_mixed(string text, bool expected) => Assert.Equal(expected, WordCharacters.AreMixed(text));

    [Fact]
    public void The_table_agrees_with_the_categories_of_every_character_of_the_first_plane()
    {
        for (var unit = 0; unit < 0x10000; unit++)
        {
            if (Rune.TryCreate(unit, out var point))
            {
                Assert.Equal(unit == '_' || Rune.IsLetter(point) || Rune.IsNumber(point), WordCharacters.Contains((char)unit));
            }
        }
    }
}
