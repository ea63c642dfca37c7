using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>
/// The encoding whose byte order is the order of the values (TensorFlow's lib/strings/ordered_code), in which a checkpoint names the slices of
/// a tensor: <c>num(0) str(name) num(rank)</c>, then start and length of every axis as signed numbers.
/// </summary>
internal static class OrderedCode
{
    private const int MaxSignedBytes = 10;

    /// <summary>Takes a slice key apart; false for a key that is the name of a tensor.</summary>
    public static bool TryReadSliceKey(ReadOnlySpan<byte> key, out string name, out TensorSlice slice)
    {
        name = "";
        slice = new TensorSlice([]);
        if (!TryReadNumber(ref key, out var zero) || zero != 0 || !TryReadText(ref key, out name) || !TryReadNumber(ref key, out var rank)
            || rank > (ulong)key.Length)
        {
            return false;
        }

        var extents = new Extent[(int)rank];
        for (var axis = 0; axis < extents.Length; axis++)
        {
            if (!TryReadSigned(ref key, out var start) || !TryReadSigned(ref key, out var length))
            {
                return false;
            }

            extents[axis] = new Extent(start, length);
        }

        slice = new TensorSlice(extents);
        return key.IsEmpty;
    }

    // One byte with the count of significant bytes, then them, the highest first.
    private static bool TryReadNumber(ref ReadOnlySpan<byte> key, out ulong value)
    {
        value = 0;
        if (key.IsEmpty || key[0] > sizeof(ulong) || key[0] > key.Length - 1)
        {
            return false;
        }

        var count = key[0];
        foreach (var part in key.Slice(1, count))
        {
            value = (value << 8) | part;
        }

        key = key[(1 + count)..];
        return true;
    }

    // 00 and ff are escaped by a second byte, so that the terminator 00 01 sorts before every continuation.
    private static bool TryReadText(ref ReadOnlySpan<byte> key, out string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i + 1 < key.Length; i++)
        {
            if (key[i] is not (0x00 or 0xff))
            {
                bytes.Add(key[i]);
            }
            else if (key[i] == 0x00 && key[i + 1] == 0x01)
            {
                text = Encoding.UTF8.GetString([.. bytes]);
                key = key[(i + 2)..];
                return true;
            }
            else if (key[i] + key[i + 1] == 0xff)
            {
                bytes.Add(key[i]);
                i++;
            }
            else
            {
                break;
            }
        }

        text = "";
        return false;
    }

    // As many leading ones as there are bytes, then a zero and the value; a negative number is the complement of its complement.
    private static bool TryReadSigned(ref ReadOnlySpan<byte> key, out long value)
    {
        value = 0;
        if (key.IsEmpty)
        {
            return false;
        }

        var complement = key[0] < 0x80 ? (byte)0xff : (byte)0x00;
        Span<byte> head = stackalloc byte[sizeof(ushort)];
        head[0] = (byte)(key[0] ^ complement);
        head[1] = key.Length > 1 ? (byte)(key[1] ^ complement) : (byte)0;
        var count = BitOperations.LeadingZeroCount((uint)(ushort)~BinaryPrimitives.ReadUInt16BigEndian(head)) - 16;
        if (count > MaxSignedBytes || count > key.Length)
        {
            return false;
        }

        UInt128 bits = 0;
        foreach (var part in key[..count])
        {
            bits = (bits << 8) | (byte)(part ^ complement);
        }

        var magnitude = bits & ((UInt128.One << (7 * count)) - 1);
        if (magnitude > long.MaxValue)
        {
            return false;
        }

        value = complement == 0 ? (long)magnitude : ~(long)magnitude;
        key = key[count..];
        return true;
    }
}
