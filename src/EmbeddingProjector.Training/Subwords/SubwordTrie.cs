namespace EmbeddingProjector.Training.Subwords;

/// <summary>Finds the longest subword at a place in a token: a trie over UTF-16 code units.</summary>
/// <remarks>Subwords hold whole code points, so the longest match in code units is the longest in code points. Immutable once built.</remarks>
internal sealed class SubwordTrie
{
    private readonly EdgeTable _edges = new();
    private readonly List<int> _ids = [0];

    /// <summary>Adds a subword; a later one of the same text replaces the earlier.</summary>
    /// <param name="subword">The text, not empty.</param>
    /// <param name="id">Its id, not 0.</param>
    public void Add(string subword, int id)
    {
        var node = 0;
        foreach (var unit in subword)
        {
            var child = _edges.Find(node, unit);
            if (child == 0)
            {
                child = _ids.Count;
                _ids.Add(0);
                _edges.Add(node, unit, child);
            }

            node = child;
        }

        _ids[node] = id;
    }

    /// <summary>The id of the longest subword with which <paramref name="text"/> begins, and its length in code units; 0 and 0 for none.</summary>
    public (int Id, int Length) Longest(ReadOnlySpan<char> text)
    {
        var (id, length, node) = (0, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            node = _edges.Find(node, text[i]);
            if (node == 0)
            {
                break;
            }

            if (_ids[node] != 0)
            {
                (id, length) = (_ids[node], i + 1);
            }
        }

        return (id, length);
    }
}
