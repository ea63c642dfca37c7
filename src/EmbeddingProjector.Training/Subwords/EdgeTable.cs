using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Training.Subwords;

/// <summary>
/// The edges of a trie: (node, symbol) → child, in one open-addressed hash table with linear probing, kept at most half full. A step down the trie
/// is one look-up, whatever the alphabet.
/// </summary>
internal sealed class EdgeTable
{
    private long[] _keys = new long[1 << 10];
    // No edge leads to the root, so that 0 marks a free slot.
    private int[] _children = new int[1 << 10];
    private int _count;

    /// <summary>The child of a node under a symbol (at most 21 bits, as a code point has); 0 when there is none.</summary>
    public int Find(int node, int symbol) => _children[Slot(_keys, _children, Key(node, symbol))];

    /// <summary>Adds an edge that is not there yet.</summary>
    public void Add(int node, int symbol, int child)
    {
        if ((_count + 1) * 2L > _keys.Length)
        {
            Grow();
        }

        var slot = Slot(_keys, _children, Key(node, symbol));
        (_keys[slot], _children[slot]) = (Key(node, symbol), child);
        _count++;
    }

    private static long Key(int node, int symbol) => ((long)node << 21) | (uint)symbol;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Slot(long[] keys, int[] children, long key)
    {
        // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
        var mask = keys.Length - 1;
        var slot = (int)((ulong)(key * unchecked((long)0x9E3779B97F4A7C15)) >> 33) & mask;
        while (children[slot] != 0 && keys[slot] != key)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        var (keys, children) = (new long[_keys.Length * 2], new int[_keys.Length * 2]);
        for (var i = 0; i < _keys.Length; i++)
        {
            if (_children[i] != 0)
            {
                var slot = Slot(keys, children, _keys[i]);
                (keys[slot], children[slot]) = (_keys[i], _children[i]);
            }
        }

        (_keys, _children) = (keys, children);
    }
}
