using System.Runtime.InteropServices;
using System.Text;

namespace EmbeddingProjector.Training.Subwords;

/// <summary>How often each token occurs in a corpus.</summary>
internal static class TokenCounts
{
    private const int TextsAtOnce = 512;

    /// <summary>Counts the tokens of all texts, on all cores; the result is in ordinal order, whatever the number of threads.</summary>
    public static IReadOnlyList<KeyValuePair<string, long>> Of(IEnumerable<string> corpus, IReadOnlyList<string> reserved)
    {
        var tokens = new ReservedTokens(reserved.Append(PreparedTokens.Underscore));
        var total = new Dictionary<string, long>(StringComparer.Ordinal);
        var gate = new Lock();
        try
        {
            Parallel.ForEach(
                corpus.Chunk(TextsAtOnce),
                () => (Counts: new Dictionary<string, long>(StringComparer.Ordinal), Tokens: new PreparedTokens(tokens)),
                (texts, _, own) =>
                {
                    Add(texts, own.Tokens, own.Counts);
                    return own;
                },
                own =>
                {
                    lock (gate)
                    {
                        foreach (var (token, count) in own.Counts)
                        {
                            CollectionsMarshal.GetValueRefOrAddDefault(total, token, out _) += count;
                        }
                    }
                });
        }
        catch (AggregateException faults) when (faults.InnerException is ArgumentException first)
        {
            throw new ArgumentException(first.Message, nameof(corpus), first);
        }

        return [.. total.OrderBy(entry => entry.Key, StringComparer.Ordinal)];
    }

    /// <summary>The texts up to <paramref name="most"/> code points in all; the one that would pass it is cut.</summary>
    public static IEnumerable<string> FirstCharacters(IEnumerable<string> corpus, int most)
    {
        foreach (var text in corpus)
        {
            var end = 0;
            while (end < text.Length && most > 0)
            {
                end += Rune.TryGetRuneAt(text, end, out var point) ? point.Utf16SequenceLength : 1;
                most--;
            }

            yield return text[..end];
            if (most == 0)
            {
                yield break;
            }
        }
    }

    private static void Add(string[] texts, PreparedTokens tokens, Dictionary<string, long> counts)
    {
        var bySpan = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            tokens.Fill(text);
            for (var i = 0; i < tokens.Count; i++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(bySpan, tokens[i], out _)++;
            }
        }
    }
}
