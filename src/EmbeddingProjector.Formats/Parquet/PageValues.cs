using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Parquet;

/// <summary>Numbers of one page, put into plain little-endian order, one after the other (Encodings.md of parquet-format).</summary>
internal static class PageValues
{
    private const int Plain = 0;
    private const int PlainDictionary = 2;
    private const int DeltaBinaryPacked = 5;
    private const int RunLengthDictionary = 8;
    private const int ByteStreamSplit = 9;

    /// <summary><paramref name="count"/> numbers of <paramref name="size"/> bytes.</summary>
    /// <param name="encoding">How they are encoded.</param>
    /// <param name="bytes">The values of the page, without levels.</param>
    /// <param name="dictionary">The dictionary of the column chunk, plain, or empty.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="size">Bytes of a number.</param>
    public static ReadOnlyMemory<byte> Read(int encoding, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> dictionary, int count, int size) => encoding switch
    {
        Plain => bytes[..Require(bytes, count, size)],
        PlainDictionary or RunLengthDictionary => FromDictionary(bytes.Span, dictionary.Span, count, size),
        ByteStreamSplit => Joined(bytes[..Require(bytes, count, size)].Span, count, size),
        DeltaBinaryPacked => Summed(bytes.Span, count, size),
        _ => throw new NotSupportedException($"numbers in the encoding number {encoding}"),
    };

    private static int Require(ReadOnlyMemory<byte> bytes, int count, int size) =>
        (long)count * size <= bytes.Length ? count * size : throw new InvalidDataException($"{bytes.Length:N0} bytes for {count:N0} numbers of {size}");

    // The bits of an index in one byte, and the indices.
    private static byte[] FromDictionary(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> dictionary, int count, int size)
    {
        var values = new byte[checked(count * size)];
        if (count == 0)
        {
            return values;
        }

        var indices = new int[count];
        if (bytes.IsEmpty || dictionary.IsEmpty)
        {
            throw new InvalidDataException($"{count:N0} indices and {(bytes.IsEmpty ? "no bytes for them" : "no dictionary")}");
        }

        RunLengths.Read(bytes[1..], bytes[0], (dictionary.Length / size) - 1, indices.AsSpan());
        for (var i = 0; i < count; i++)
        {
            dictionary.Slice(indices[i] * size, size).CopyTo(values.AsSpan(i * size, size));
        }

        return values;
    }

    // First the first bytes of all numbers, then the second ones.
    private static byte[] Joined(ReadOnlySpan<byte> bytes, int count, int size)
    {
        var values = new byte[bytes.Length];
        for (var part = 0; part < size; part++)
        {
            var stream = bytes.Slice(part * count, count);
            for (var i = 0; i < count; i++)
            {
                values[(i * size) + part] = stream[i];
            }
        }

        return values;
    }

    // Blocks of differences, each divided into small ones with bits of their own, above the least difference of the block.
    private static byte[] Summed(ReadOnlySpan<byte> bytes, int count, int size)
    {
        var values = new byte[checked(count * size)];
        var (blockSize, parts, total) = (checked((int)Unsigned(ref bytes)), checked((int)Unsigned(ref bytes)), Unsigned(ref bytes));
        if (blockSize <= 0 || parts <= 0 || parts > blockSize || blockSize % parts != 0 || blockSize / parts % 8 != 0 || blockSize > 1 << 16 || total < (ulong)count)
        {
            throw new InvalidDataException($"differences in blocks of {blockSize:N0} and {parts:N0} parts, {total:N0} for {count:N0} numbers");
        }

        var last = Signed(ref bytes);
        for (var i = 0; i < count;)
        {
            // The first number stands by itself; each block has the differences after it.
            if (i == 0)
            {
                Put(values, i++, size, last);
                continue;
            }

            var least = Signed(ref bytes);
            var widths = bytes[..parts];
            bytes = bytes[parts..];
            for (var part = 0; part < parts && i < count; part++)
            {
                var perPart = blockSize / parts;
                var packed = bytes[..(perPart / 8 * widths[part])];
                bytes = bytes[packed.Length..];
                for (var k = 0; k < perPart && i < count; k++)
                {
                    last = unchecked(last + least + (long)Packed(packed, k, widths[part]));
                    Put(values, i++, size, last);
                }
            }
        }

        return values;
    }

    private static ulong Packed(ReadOnlySpan<byte> bytes, int index, int bits)
    {
        ulong value = 0;
        for (var bit = 0; bit < bits; bit++)
        {
            var at = ((long)index * bits) + bit;
            value |= (ulong)((bytes[(int)(at >> 3)] >> (int)(at & 7)) & 1) << bit;
        }

        return value;
    }

    private static void Put(byte[] values, int index, int size, long value)
    {
        if (size == sizeof(int))
        {
            BinaryPrimitives.WriteInt32LittleEndian(values.AsSpan(index * size), unchecked((int)value));
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(values.AsSpan(index * size), value);
        }
    }

    private static long Signed(ref ReadOnlySpan<byte> bytes) => Unsigned(ref bytes) is var value ? (long)(value >> 1) ^ -(long)(value & 1) : 0;

    private static ulong Unsigned(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var (i, shift) = (0, 0); shift < 64 && i < bytes.Length; i++, shift += 7)
        {
            value |= (ulong)(bytes[i] & 0x7f) << shift;
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("a number that ends too early");
    }
}
