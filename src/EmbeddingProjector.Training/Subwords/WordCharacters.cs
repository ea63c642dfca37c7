using System.Globalization;
using System.Text;

namespace EmbeddingProjector.Training.Subwords;

/// <summary>
/// What Python's <c>\w</c> takes for part of a word: the underscore and every code point of the general categories L* (letters) and N* (numbers).
/// </summary>
/// <remarks>
/// .NET's own <c>\w</c> is another set: it takes marks and connectors as well, and leaves out the numbers that are no decimal digits. Categories
/// are those of .NET's Unicode version; a code point assigned since Python 3.11's (Unicode 14) may differ.
/// </remarks>
internal static class WordCharacters
{
    private static readonly bool[] _basicPlane = BasicPlane();

    /// <summary>Whether a code unit that is not a surrogate belongs to a word.</summary>
    public static bool Contains(char unit) => _basicPlane[unit];

    /// <summary>Whether a code point belongs to a word.</summary>
    public static bool Contains(Rune point) => point.IsBmp ? _basicPlane[point.Value] : IsWord(point.Value);

    /// <summary>Whether a text holds characters of both kinds, so that splitting it into words would break it.</summary>
    public static bool AreMixed(string text)
    {
        var (word, other) = (false, false);
        foreach (var point in text.EnumerateRunes())
        {
            var isWord = Contains(point);
            word |= isWord;
            other |= !isWord;
        }

        return word && other;
    }

    private static bool[] BasicPlane()
    {
        var words = new bool[char.MaxValue + 1];
        for (var unit = 0; unit < words.Length; unit++)
        {
            words[unit] = IsWord(unit);
        }

        return words;
    }

    private static bool IsWord(int point) =>
        point == '_' || CharUnicodeInfo.GetUnicodeCategory(point) is
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
