using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using System.Text;

namespace EmbeddingProjector;

/// <summary>
/// Different texts, each kept once as UTF-8 and numbered in order of first appearance. Short words take a third of the memory of strings and nothing of the garbage
/// collector's time; a string is made when one is asked for. Found by a table of hashes with open addressing, seeded anew in each process, so that no file can
/// be made to collide.
/// </summary>
internal sealed class DistinctTexts(int expected = 0) : IReadOnlyList<string>
{
    private const int SmallestBlock = 1 << 10;
    private const int LargestBlock = 1 << 20;
    private const int FewestSlots = 16;
    private const int TextsAtOnce = 64;

    private static readonly ulong _seed = (ulong)Random.Shared.NextInt64();
    private static readonly ulong _factor = ((ulong)Random.Shared.NextInt64() << 1) | 1;

    private readonly List<byte[]> _blocks = [];
    private readonly List<Place> _places = new(expected);

    // The hash above, the number of the text + 1 below; 0 where there is none.
    private ulong[] _slots = new ulong[SlotsFor(expected)];
    private ulong _touched;
    private long _bytes;
    private int _used;

    /// <summary>How many there are.</summary>
    public int Count => _places.Count;

    /// <summary>The text of that number.</summary>
    public string this[int index] => Encoding.UTF8.GetString(Utf8(index));

    /// <summary>The text of that number as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8(int index) => _places[index] is var place ? _blocks[place.Block].AsSpan(place.Start, place.Length) : default;

    /// <summary>The number of a text, which is a new one where it is new.</summary>
    /// <param name="text">Valid UTF-8.</param>
    public int Add(ReadOnlySpan<byte> text) => Add(text, Hash(text));

    /// <summary>The numbers of several texts, one behind the other in <paramref name="texts"/>; quicker than one at a time where there are many different ones.</summary>
    /// <param name="texts">Valid UTF-8.</param>
    /// <param name="ends">Where each ends.</param>
    /// <param name="start">Where the first begins.</param>
    /// <param name="numbers">Their numbers.</param>
    public void AddAll(ReadOnlySpan<byte> texts, ReadOnlySpan<int> ends, int start, Span<int> numbers)
    {
        Span<uint> hashes = stackalloc uint[TextsAtOnce];
        for (var first = 0; first < ends.Length; first += TextsAtOnce)
        {
            // The table is larger than the cache, so that each look at it waits for memory: at first all are looked at, which waits once for many.
            var count = Math.Min(TextsAtOnce, ends.Length - first);
            for (var (i, from) = (0, start); i < count; i++)
            {
                hashes[i] = Hash(texts[from..ends[first + i]]);
                _touched ^= _slots[FirstSlot(hashes[i])];
                from = ends[first + i];
            }

            for (var i = 0; i < count; i++)
            {
                numbers[first + i] = Add(texts[start..ends[first + i]], hashes[i]);
                start = ends[first + i];
            }
        }
    }

    /// <summary>Gives back what only adding needs; nothing may be added afterwards.</summary>
    public void Complete()
    {
        _slots = [];
        _places.TrimExcess();
        if (_blocks.Count > 0)
        {
            var last = _blocks[^1];
            Array.Resize(ref last, _used);
            _blocks[^1] = last;
        }
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Add(ReadOnlySpan<byte> text, uint hash)
    {
        if (8L * Count >= 5L * _slots.Length)
        {
            Grow();
        }

        var slot = FirstSlot(hash);
        for (; _slots[slot] is not 0 and var found; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (found >> 32 == hash && Utf8((int)(uint)found - 1).SequenceEqual(text))
            {
                return (int)(uint)found - 1;
            }
        }

        _places.Add(Keep(text));
        _slots[slot] = ((ulong)hash << 32) | (uint)Count;
        return Count - 1;
    }

    private static int SlotsFor(int expected) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(FewestSlots, Math.Min(8L * expected / 5, 1 << 30)));

    // Blocks grow with what they hold, so that a few short texts cost little; a text lies within one.
    private Place Keep(ReadOnlySpan<byte> text)
    {
        if (_blocks.Count == 0 || _blocks[^1].Length - _used < text.Length)
        {
            var length = Math.Max(text.Length, (int)Math.Clamp(_bytes, SmallestBlock, LargestBlock));
            _blocks.Add(GC.AllocateUninitializedArray<byte>(length));
            _used = 0;
        }

        var place = new Place(_blocks.Count - 1, _used, text.Length);
        text.CopyTo(_blocks[^1].AsSpan(_used));
        _used += text.Length;
        _bytes += text.Length;
        return place;
    }

    private int FirstSlot(uint hash) => (int)(hash & (uint)(_slots.Length - 1));

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[2 * old.Length];
        foreach (var entry in old)
        {
            if (entry != 0)
            {
                var slot = FirstSlot((uint)(entry >> 32));
                while (_slots[slot] != 0)
                {
                    slot = (slot + 1) & (_slots.Length - 1);
                }

                _slots[slot] = entry;
            }
        }
    }

    // Eight bytes a step through products of 128 bits (wyhash, Wang Yi).
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = _seed ^ (ulong)text.Length;
        for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
        }

        if (text.Length >= sizeof(uint))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt32LittleEndian(text) ^ ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^sizeof(uint)..]) << 32));
        }
        else if (text.Length > 0)
        {
            hash = Mix(hash ^ text[0] ^ ((ulong)text[text.Length / 2] << 8) ^ ((ulong)text[^1] << 16));
        }

        return (uint)(Mix(hash) >> 32);
    }

    private static ulong Mix(ulong value) => Math.BigMul(value, _factor, out var low) ^ low;

    private readonly record struct Place(int Block, int Start, int Length);
}
