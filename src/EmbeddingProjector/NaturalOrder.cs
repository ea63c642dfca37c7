namespace EmbeddingProjector;

/// <summary>
/// The order in which people look for texts: upper and lower case alike, numbers within a text by their value ("item 9" before "item 10"),
/// Latin letters with accents beside those without. Texts that are alike by all of this are ordered by their code units, so that the order
/// is total and the same on every machine.
/// </summary>
internal sealed class NaturalOrder : IComparer<string>
{
    // What U+00C0 to U+017F are without their accents; a dot stays what it is.
    private const string Latin =
        "AAAAAA.CEEEEIIII.NOOOOO.OUUUUY..AAAAAA.CEEEEIIII.NOOOOO.OUUUUY.Y" +
        "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIII..JJKK.LLLLLLLLLLNNNNNNN..OOOOOO..RRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZ.";

    private const char FirstLatin = '\u00C0';

    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var a = x.AsSpan();
        var b = y.AsSpan();
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                var first = Digits(a, ref i);
                var second = Digits(b, ref j);
                var longer = first.Length.CompareTo(second.Length);
                var order = longer != 0 ? longer : first.SequenceCompareTo(second);
                if (order != 0)
                {
                    return order;
                }
            }
            else
            {
                var order = Folded(a[i++]).CompareTo(Folded(b[j++]));
                if (order != 0)
                {
                    return order;
                }
            }
        }

        var rest = (a.Length - i).CompareTo(b.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    // Without leading zeros, so that a longer run is a larger number.
    private static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text, ref int at)
    {
        var from = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text[from..at].TrimStart('0');
    }

    private static char Folded(char c)
    {
        if (c < FirstLatin)
        {
            return char.ToUpperInvariant(c);
        }

        var place = c - FirstLatin;
        return place < Latin.Length && Latin[place] != '.' ? Latin[place] : char.ToUpperInvariant(c);
    }
}
