using System.Text;

namespace EmbeddingProjector.Training.Tests;

/// <summary>Texts drawn with a seed.</summary>
internal static class RandomTexts
{
    private static readonly string[] _pieces =
    [
        " ", " ", " ", "_", "foo", "bar", "foo_", "<EOS>", "the", "THE", ".", ", ", "'", "\\", "&", "\\&", "undsc", "\n", "\t", "\0", "\u0085", "\u00e9", "e\u0301",
        "\u4f60", "\u0661", "\u2167", "\u00b2", "\u203f", "\ufeff", "\ufffd", "\U0001f600", "\U0001d4d0", "\U00020000", "\U000e0067", "1", "0", "\u200d",
    ];

    /// <summary>Texts of every kind of character; none has the written underscore, with which decoding is no inverse.</summary>
    public static IEnumerable<string> Any(int seed, int count)
    {
        var random = new Random(seed);
        for (var made = 0; made < count;)
        {
            var text = new StringBuilder();
            for (var left = random.Next(20); left > 0; left--)
            {
                _ = random.Next(4) > 0 ? text.Append(_pieces[random.Next(_pieces.Length)]) : text.Append(Point(random).ToString());
            }

            if (!text.ToString().Contains(@"\&undsc", StringComparison.Ordinal))
            {
                made++;
                yield return text.ToString();
            }
        }
    }

    /// <summary>Sentences of words that share beginnings and ends, some of them beyond the first plane.</summary>
    public static IEnumerable<string> Words(int seed, int count)
    {
        string[] stems = ["walk", "talk", "play", "wa", "x", "\U0001d4d0\U0001d4d1", "\ufb01n", "caf\u00e9", "\u4f60\u597d", "1998"];
        string[] ends = ["", "ing", "ed", "s", "ers", "\U0001d4d2"];
        string[] marks = [" ", " ", " ", ", ", ". ", "!", " - ", "...", "\U0001f600 "];
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var text = new StringBuilder();
            for (var left = 1 + random.Next(15); left > 0; left--)
            {
                // Squared, so that some words are much more common than others.
                text.Append(stems[random.Next(stems.Length) * random.Next(stems.Length) / stems.Length])
                    .Append(ends[random.Next(ends.Length)])
                    .Append(marks[random.Next(marks.Length)]);
            }

            yield return text.ToString();
        }
    }

    private static Rune Point(Random random)
    {
        while (true)
        {
            if (Rune.TryCreate(random.Next(random.Next(2) == 0 ? 0x3000 : 0x110000), out var point))
            {
                return point;
            }
        }
    }
}
