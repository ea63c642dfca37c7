using System.Text;

namespace EmbeddingProjector.Training.Subwords;

/// <summary>
/// All substrings of a set of tokens up to a length, as a trie over code points. For each place of each token it keeps the node of the longest
/// substring that begins there; all shorter ones are the ancestors of that node, so that counting every substring of a place is one addition.
/// </summary>
/// <remarks>
/// Node 0 is the empty text, and a node's parent has a smaller number than itself, so that one walk over the numbers goes from the root down, and one
/// walk back gathers sums from the leaves up.
/// </remarks>
internal sealed class SubstringTrie
{
    /// <summary>The greatest length that a substring may have, in code points.</summary>
    public const int LargestDepth = byte.MaxValue;

    private readonly List<int> _parents = [0];
    private readonly List<int> _points = [0];
    private readonly List<byte> _depths = [0];
    private readonly EdgeTable _edges = new();

    /// <summary>The substrings of the tokens.</summary>
    /// <param name="tokens">The tokens; none has half a surrogate pair.</param>
    /// <param name="depth">The longest substring, in code points.</param>
    public SubstringTrie(IEnumerable<string> tokens, int depth)
    {
        var (leaves, starts) = (new List<int>(), new List<int> { 0 });
        var points = new List<int>();
        foreach (var token in tokens)
        {
            points.Clear();
            foreach (var point in token.EnumerateRunes())
            {
                points.Add(point.Value);
            }

            for (var start = 0; start < points.Count; start++)
            {
                var node = 0;
                for (var i = start; i < Math.Min(points.Count, start + depth); i++)
                {
                    node = Child(node, points[i]);
                }

                leaves.Add(node);
            }

            starts.Add(leaves.Count);
        }

        (Leaves, Starts) = ([.. leaves], [.. starts]);
        Parents = [.. _parents];
        Depths = [.. _depths];
    }

    /// <summary>Node → node of the text without its last code point, <c>[nodes]</c>.</summary>
    public int[] Parents { get; }

    /// <summary>Node → length in code points, <c>[nodes]</c>.</summary>
    public byte[] Depths { get; }

    /// <summary>Place → node of the longest substring there, the places of all tokens one after another.</summary>
    public int[] Leaves { get; }

    /// <summary>Token → its first place, and at the end the number of places, <c>[tokens + 1]</c>.</summary>
    public int[] Starts { get; }

    /// <summary>Whether a node's text is a single byte of UTF-8.</summary>
    public bool IsByte(int node) => Depths[node] == 1 && _points[node] < 0x80;

    /// <summary>The node of a text; 0 when no token holds it.</summary>
    public int Find(string text)
    {
        var node = 0;
        foreach (var point in text.EnumerateRunes())
        {
            node = _edges.Find(node, point.Value);
            if (node == 0)
            {
                break;
            }
        }

        return node;
    }

    /// <summary>The text of a node.</summary>
    public string Text(int node)
    {
        var points = new Stack<Rune>();
        for (; node != 0; node = Parents[node])
        {
            points.Push(new Rune(_points[node]));
        }

        return string.Concat(points);
    }

    private int Child(int node, int point)
    {
        var child = _edges.Find(node, point);
        if (child == 0)
        {
            child = _parents.Count;
            _parents.Add(node);
            _points.Add(point);
            _depths.Add((byte)(_depths[node] + 1));
            _edges.Add(node, point, child);
        }

        return child;
    }
}
