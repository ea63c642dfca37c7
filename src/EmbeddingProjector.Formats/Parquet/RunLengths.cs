using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats.Parquet;

/// <summary>Whole numbers of few bits as runs of one value and stretches of packed bits (RLE/bit-packing hybrid in Encodings.md of parquet-format).</summary>
internal static class RunLengths
{
    private const int MostBits = 32;

    // Bit i of a byte as byte i of a number.
    private static readonly ulong[] _spread = [.. Enumerable.Range(0, 256).Select(b => Enumerable.Range(0, 8).Aggregate(0UL, (sum, i) => sum | ((ulong)((b >> i) & 1) << (8 * i))))];

    /// <summary>The bits of numbers up to <paramref name="most"/>.</summary>
    public static int Bits(int most) => 32 - BitOperations.LeadingZeroCount((uint)most);

    /// <summary>Whether the first <paramref name="count"/> numbers are one run of <paramref name="value"/>; false where the bytes end before.</summary>
    public static bool IsOneRun(ReadOnlySpan<byte> bytes, int bits, int value, int count)
    {
        if (bytes.IsEmpty || bits is < 0 or > MostBits)
        {
            return false;
        }

        var header = Unsigned(ref bytes);
        return (header & 1) == 0 && header >> 1 >= (uint)count && bytes.Length >= (bits + 7) / 8 && Value(bytes, bits) == (uint)value;
    }

    /// <summary>Fills <paramref name="values"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes end before, or hold a number above <paramref name="most"/>.</exception>
    public static void Read<T>(ReadOnlySpan<byte> bytes, int bits, int most, Span<T> values)
        where T : unmanaged, INumberBase<T>
    {
        if (bits is < 0 or > MostBits)
        {
            throw new InvalidDataException($"numbers of {bits} bits");
        }

        for (var done = 0; done < values.Length;)
        {
            var header = Unsigned(ref bytes);
            if ((header & 1) == 0)
            {
                var width = (bits + 7) / 8;
                var run = (int)Math.Min(header >> 1, (uint)(values.Length - done));
                var value = Value(bytes[..Require(bytes, width)], bits);
                bytes = bytes[width..];
                values.Slice(done, run == 0 ? throw new InvalidDataException("a run of nothing") : run).Fill(T.CreateTruncating(Checked(value, most)));
                done += run;
            }
            else
            {
                // Groups of eight values; the last group may be filled up.
                var packed = (long)(header >> 1) * bits;
                var count = (int)Math.Min((header >> 1) * 8L, values.Length - done);
                Unpack(bytes[..Require(bytes, (int)Math.Min(packed, ((count * (long)bits) + 7) / 8))], bits, most, values.Slice(done, count == 0 ? throw new InvalidDataException("a run of nothing") : count));
                bytes = bytes[(int)Math.Min(packed, bytes.Length)..];
                done += count;
            }
        }
    }

    private static void Unpack<T>(ReadOnlySpan<byte> bytes, int bits, int most, Span<T> values)
        where T : unmanaged, INumberBase<T>
    {
        if (bits == 1 && most >= 1 && typeof(T) == typeof(byte))
        {
            Spread(bytes, MemoryMarshal.AsBytes(values));
            return;
        }

        ulong window = 0;
        var (held, next, mask) = (0, 0, (1UL << bits) - 1);
        for (var i = 0; i < values.Length; i++)
        {
            while (held < bits)
            {
                window |= (ulong)bytes[next++] << held;
                held += 8;
            }

            values[i] = T.CreateTruncating(Checked((uint)(window & mask), most));
            window >>= bits;
            held -= bits;
        }
    }

    // Eight bits to eight bytes at a time: the levels of lists are these.
    private static void Spread(ReadOnlySpan<byte> bits, Span<byte> values)
    {
        var whole = values.Length / 8;
        for (var i = 0; i < whole; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(values[(8 * i)..], _spread[bits[i]]);
        }

        for (var i = 8 * whole; i < values.Length; i++)
        {
            values[i] = (byte)((bits[i >> 3] >> (i & 7)) & 1);
        }
    }

    // In as many whole bytes as its bits need.
    private static uint Value(ReadOnlySpan<byte> bytes, int bits)
    {
        uint value = 0;
        for (var i = 0; i < (bits + 7) / 8; i++)
        {
            value |= (uint)bytes[i] << (8 * i);
        }

        return value;
    }

    private static uint Checked(uint value, int most) => value <= (uint)most ? value : throw new InvalidDataException($"the number {value}, where at most {most} is possible");

    private static int Require(ReadOnlySpan<byte> bytes, int count) => count <= bytes.Length ? count : throw new InvalidDataException("packed numbers that end too early");

    private static uint Unsigned(ref ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        for (var (i, shift) = (0, 0); shift < 35; i++, shift += 7)
        {
            var part = bytes[Require(bytes, i + 1) - 1];
            value |= (uint)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("a run of more than 32 bits");
    }
}
