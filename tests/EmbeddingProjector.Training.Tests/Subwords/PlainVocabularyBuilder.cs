using System.Text;

namespace EmbeddingProjector.Training.Tests.Subwords;

/// <summary>
/// The plain twin of the vocabulary search: dictionaries of strings, candidates counted one by one, the greedy cut by trying every length.
/// </summary>
internal sealed class PlainVocabularyBuilder(IReadOnlyDictionary<string, long> tokens, int maxLength, IReadOnlyList<string> reserved)
{
    public List<string> Nearest(int target) => Search(target, Math.Max(tokens.Values.Min(), 1), tokens.Values.Max());

    private List<string> Search(int target, long least, long most)
    {
        var middle = (least + most) / 2;
        var found = Build(middle);
        if (Distance(found) * 100 < target || least >= most || middle <= 1)
        {
            return found;
        }

        var other = found.Count + 257 > target ? Search(target, middle + 1, most) : Search(target, least, middle - 1);
        return Distance(found) < Distance(other) ? found : other;

        int Distance(List<string> subwords) => Math.Abs(subwords.Count + 257 - target);
    }

    private List<string> Build(long threshold)
    {
        List<string> subwords = [.. reserved];
        for (var round = 0; round < 4; round++)
        {
            var counts = Count(subwords);
            var chosen = new List<(long Count, string Text)>();
            for (var length = maxLength; length > 0; length--)
            {
                foreach (var text in counts.Keys.Where(text => text.EnumerateRunes().Count() == length).ToList())
                {
                    if (counts[text] < threshold || Encoding.UTF8.GetByteCount(text) == 1)
                    {
                        continue;
                    }

                    chosen.Add((counts[text], text));
                    Rune[] points = [.. text.EnumerateRunes()];
                    for (var end = 1; end < length; end++)
                    {
                        counts[string.Concat(points[..end])] -= counts[text];
                    }
                }
            }

            chosen.Sort((a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : ByPoints(b.Text, a.Text));
            subwords = [.. reserved, .. chosen.Select(subword => subword.Text)];
        }

        return subwords;
    }

    private Dictionary<string, long> Count(List<string> subwords)
    {
        HashSet<string> known = [.. subwords, @"\&undsc"];
        var longest = known.Max(text => text.EnumerateRunes().Count());
        var counts = new Dictionary<string, long>();
        foreach (var (token, count) in tokens)
        {
            Rune[] points = [.. token.EnumerateRunes()];
            for (var start = 0; start < points.Length;)
            {
                var piece = Enumerable.Range(1, Math.Min(points.Length - start, longest))
                    .LastOrDefault(length => known.Contains(string.Concat(points[start..(start + length)])), 1);
                for (var end = start + 1; end <= Math.Min(points.Length, start + maxLength); end++)
                {
                    var text = string.Concat(points[start..end]);
                    counts[text] = counts.GetValueOrDefault(text) + count;
                }

                start += piece;
            }
        }

        return counts;
    }

    private static int ByPoints(string a, string b)
    {
        foreach (var (one, other) in a.EnumerateRunes().Zip(b.EnumerateRunes()))
        {
            if (one != other)
            {
                return one.CompareTo(other);
            }
        }

        return a.Length.CompareTo(b.Length);
    }
}
