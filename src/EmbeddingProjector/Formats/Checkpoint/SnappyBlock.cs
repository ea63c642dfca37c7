namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>Raw snappy (google/snappy, format_description.txt): a length, then literals and copies from what was written before.</summary>
internal static class SnappyBlock
{
    // The densest element is a copy of 64 bytes in 3.
    private const int MaxExpansion = 22;

    /// <summary>Decompresses a block.</summary>
    /// <exception cref="InvalidDataException">The bytes are no snappy block.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> source)
    {
        var length = Varint.ReadInt32(ref source);
        if (length > (long)source.Length * MaxExpansion)
        {
            throw new InvalidDataException($"a snappy block of {source.Length} bytes that states {length} bytes of content");
        }

        var output = new byte[length];
        Decompress(source, output, length);
        return output;
    }

    /// <summary>Decompresses a block of a known length.</summary>
    /// <exception cref="InvalidDataException">The bytes are no snappy block of that length.</exception>
    public static void Decompress(ReadOnlySpan<byte> source, Span<byte> output)
    {
        var length = Varint.ReadInt32(ref source);
        Decompress(source, output, length);
    }

    private static void Decompress(ReadOnlySpan<byte> source, Span<byte> output, int length)
    {
        var written = 0;
        while (source.Length > 0)
        {
            var tag = source[0];
            source = source[1..];
            written += (tag & 3) == 0
                ? CopyLiteral(tag, ref source, output[written..])
                : CopyEarlier(tag, ref source, output, written);
        }

        if (written != length || written != output.Length)
        {
            throw new InvalidDataException($"a snappy block of {written} bytes that states {length}, where {output.Length} are wanted");
        }
    }

    private static int CopyLiteral(byte tag, ref ReadOnlySpan<byte> source, Span<byte> output)
    {
        long length = (tag >> 2) + 1;
        var lengthBytes = (tag >> 2) - 59;
        if (lengthBytes > 0)
        {
            length = 1L + ReadLittleEndian(ref source, lengthBytes);
        }

        if (length > source.Length || length > output.Length)
        {
            throw new InvalidDataException($"a snappy literal of {length} bytes where {source.Length} are left and {output.Length} are wanted");
        }

        source[..(int)length].CopyTo(output);
        source = source[(int)length..];
        return (int)length;
    }

    private static int CopyEarlier(byte tag, ref ReadOnlySpan<byte> source, Span<byte> output, int written)
    {
        var kind = tag & 3;
        var length = kind == 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
        var offset = kind switch
        {
            1 => ((long)(tag >> 5) << 8) | ReadLittleEndian(ref source, 1),
            2 => ReadLittleEndian(ref source, 2),
            _ => ReadLittleEndian(ref source, 4),
        };
        if (offset == 0 || offset > written || length > output.Length - written)
        {
            throw new InvalidDataException($"a snappy copy of {length} bytes from {offset} bytes back at byte {written} of {output.Length}");
        }

        // A copy may overlap what it writes, which is how runs are encoded: then what was written is copied again.
        var target = output.Slice(written, length);
        var from = output.Slice(written - (int)offset, (int)Math.Min(offset, length));
        for (from.CopyTo(target); from.Length < target.Length;)
        {
            target = target[from.Length..];
            from[..Math.Min(from.Length, target.Length)].CopyTo(target);
        }

        return length;
    }

    private static uint ReadLittleEndian(ref ReadOnlySpan<byte> source, int count)
    {
        if (source.Length < count)
        {
            throw new InvalidDataException("a snappy element that is cut off");
        }

        uint value = 0;
        for (var i = 0; i < count; i++)
        {
            value |= (uint)source[i] << (8 * i);
        }

        source = source[count..];
        return value;
    }
}
