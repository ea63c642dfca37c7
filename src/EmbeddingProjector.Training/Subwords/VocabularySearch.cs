using System.Text;

namespace EmbeddingProjector.Training.Subwords;

/// <summary>
/// Finds the vocabulary of a corpus whose size comes nearest to a target, as <c>SubwordTextEncoder.build_from_corpus</c> of TensorFlow Datasets does
/// (the algorithm is Tensor2Tensor's <c>SubwordTextEncoder</c>).
/// </summary>
/// <remarks>
/// <para>
/// A vocabulary for a threshold t forms in four rounds. Each cuts every token with the subwords of the round before, greedily, and counts all
/// substrings that begin where a piece begins. Then, from the longest to the shortest: a substring that still counts t or more becomes a subword, and
/// its count is taken from all its beginnings, which it makes needless there. The threshold is found by bisection.
/// </para>
/// <para>
/// Substrings are nodes of a trie built once. A round adds the count of a token to one node for each piece and then sums from the leaves up; the
/// greedy cut looks up, for a place, the nearest ancestor that is a subword. So a round costs one pass over places and one over nodes.
/// </para>
/// </remarks>
internal sealed class VocabularySearch
{
    private const int Rounds = 4;
    private const int IdsBesideSubwords = 1 + 256;

    private readonly IReadOnlyList<KeyValuePair<string, long>> _tokens;
    private readonly int _maxSubwordLength;
    private readonly IReadOnlyList<string> _reserved;
    private readonly SubstringTrie _trie;
    private readonly int[] _longestFirst;
    private readonly long[] _counts;
    private readonly bool[] _isSubword;
    private readonly byte[] _match;

    /// <summary>Prepares the search.</summary>
    /// <param name="tokens">The tokens of the corpus and how often each occurs, at least one.</param>
    /// <param name="maxSubwordLength">The longest subword, in code points.</param>
    /// <param name="reserved">Subwords that stand first in every vocabulary.</param>
    public VocabularySearch(IReadOnlyList<KeyValuePair<string, long>> tokens, int maxSubwordLength, IReadOnlyList<string> reserved)
    {
        (_tokens, _maxSubwordLength, _reserved) = (tokens, maxSubwordLength, reserved);
        var longestKnown = reserved.Append(PreparedTokens.Underscore).Max(token => token.EnumerateRunes().Count());
        _trie = new SubstringTrie(tokens.Select(token => token.Key), Math.Max(maxSubwordLength, longestKnown));
        var nodes = _trie.Parents.Length;
        (_counts, _isSubword, _match) = (new long[nodes], new bool[nodes], new byte[nodes]);
        _longestFirst = LongestFirst();
    }

    /// <summary>The vocabulary nearest to a number of ids; at less than 1 % from it the search ends.</summary>
    public string[] Nearest(int targetVocabSize)
    {
        var counts = _tokens.Select(token => token.Value);
        return Texts(Search(targetVocabSize, Math.Max(counts.Min(), 1), counts.Max()));
    }

    private List<(int Node, long Count)> Search(int target, long least, long most)
    {
        var threshold = (least + most) / 2;
        var found = Build(threshold);
        var distance = Distance(found, target);
        if (distance * 100 < target || least >= most || threshold <= 1)
        {
            return found;
        }

        var other = Size(found) > target ? Search(target, threshold + 1, most) : Search(target, least, threshold - 1);
        return distance < Distance(other, target) ? found : other;
    }

    private int Size(List<(int Node, long Count)> subwords) => IdsBesideSubwords + _reserved.Count + subwords.Count;

    private long Distance(List<(int Node, long Count)> subwords, int target) => Math.Abs((long)Size(subwords) - target);

    private List<(int Node, long Count)> Build(long threshold)
    {
        var subwords = new List<(int Node, long Count)>();
        for (var round = 0; round < Rounds; round++)
        {
            Cut(subwords);
            subwords = Choose(threshold);
        }

        return subwords;
    }

    /// <summary>Cuts every token with the given subwords and leaves, for each node, how often its text begins where a piece does.</summary>
    private void Cut(List<(int Node, long Count)> subwords)
    {
        var (parents, depths, leaves) = (_trie.Parents, _trie.Depths, _trie.Leaves);
        Array.Clear(_isSubword);
        foreach (var node in _reserved.Append(PreparedTokens.Underscore).Select(_trie.Find).Concat(subwords.Select(subword => subword.Node)))
        {
            _isSubword[node] = true;
        }

        // Find gives the root for what no token holds.
        _isSubword[0] = false;
        for (var node = 1; node < parents.Length; node++)
        {
            _match[node] = _isSubword[node] ? depths[node] : _match[parents[node]];
        }

        Array.Clear(_counts);
        for (var token = 0; token < _tokens.Count; token++)
        {
            var count = _tokens[token].Value;
            for (var place = _trie.Starts[token]; place < _trie.Starts[token + 1];)
            {
                var leaf = leaves[place];
                _counts[leaf] += count;
                place += Math.Max((int)_match[leaf], 1);
            }
        }

        for (var node = parents.Length - 1; node > 0; node--)
        {
            _counts[parents[node]] += _counts[node];
        }
    }

    private List<(int Node, long Count)> Choose(long threshold)
    {
        var chosen = new List<(int Node, long Count)>();
        foreach (var node in _longestFirst)
        {
            var count = _counts[node];
            if (count < threshold)
            {
                continue;
            }

            chosen.Add((node, count));
            for (var start = _trie.Parents[node]; start != 0; start = _trie.Parents[start])
            {
                _counts[start] -= count;
            }
        }

        return chosen;
    }

    /// <summary>The nodes that may become subwords, by length: a single byte is in every vocabulary already.</summary>
    private int[] LongestFirst()
    {
        var nodes = Enumerable.Range(1, _trie.Parents.Length - 1)
            .Where(node => _trie.Depths[node] <= _maxSubwordLength && !_trie.IsByte(node))
            .ToArray();
        Array.Sort(Array.ConvertAll(nodes, node => -_trie.Depths[node]), nodes);
        return nodes;
    }

    /// <summary>The reserved subwords, then the others by count and, at the same count, by text, both from the greatest down.</summary>
    private string[] Texts(List<(int Node, long Count)> subwords) =>
    [
        .. _reserved,
        .. subwords
            .Select(subword => (Text: _trie.Text(subword.Node), subword.Count))
            .OrderByDescending(subword => subword.Count)
            // UTF-8 sorts as code points do; UTF-16 does not.
            .ThenByDescending(subword => Encoding.UTF8.GetBytes(subword.Text), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))
            .Select(subword => subword.Text),
    ];
}
