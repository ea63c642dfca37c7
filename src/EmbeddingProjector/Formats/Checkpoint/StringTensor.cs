using System.Buffers;
using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>
/// The stored form of a tensor of strings: the length of each as a varint, a masked checksum of the lengths, then all strings, one after
/// another. The checksum of the entry covers the lengths (as numbers, not as stored), the stored checksum and the strings.
/// </summary>
internal static class StringTensor
{
    /// <summary>Takes the bytes of an entry apart.</summary>
    /// <exception cref="InvalidDataException">Lengths or checksums do not fit.</exception>
    public static ReadOnlyMemory<byte>[] Parse(ReadOnlyMemory<byte> stored, long count, uint checksum, bool bigEndian)
    {
        if (count == 0 && stored.IsEmpty)
        {
            return [];
        }

        var rest = stored.Span;
        // Every string has a length of at least one byte, so that this also bounds what is allocated.
        if (count > rest.Length)
        {
            throw new InvalidDataException($"{rest.Length:N0} bytes for {count:N0} strings");
        }

        var lengths = new int[count];
        Span<byte> length = stackalloc byte[sizeof(uint)];
        uint crc = 0;
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = Varint.ReadInt32(ref rest);
            crc = Crc32C.Extend(crc, LengthBytes(length, lengths[i], bigEndian));
        }

        if (rest.Length < sizeof(uint))
        {
            throw new InvalidDataException("strings that are cut off");
        }

        var stated = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(rest) : BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (stated != Crc32C.Mask(crc))
        {
            throw new InvalidDataException($"string lengths of checksum 0x{Crc32C.Mask(crc):x8} where 0x{stated:x8} is stored");
        }

        crc = Crc32C.Extend(crc, rest);
        if (Crc32C.Mask(crc) != checksum)
        {
            throw new InvalidDataException($"strings of checksum 0x{Crc32C.Mask(crc):x8} (masked crc32c) where the index states 0x{checksum:x8}");
        }

        return Cut(stored[(stored.Length - rest.Length + sizeof(uint))..], lengths);
    }

    /// <summary>The stored form of one string, with the masked checksum of its entry.</summary>
    public static (byte[] Stored, uint Checksum) Write(ReadOnlySpan<byte> text, bool bigEndian)
    {
        var stored = new ArrayBufferWriter<byte>(text.Length + 16);
        Varint.Write(stored, (ulong)text.Length);
        Span<byte> number = stackalloc byte[sizeof(uint)];
        var crc = Crc32C.Compute(LengthBytes(number, text.Length, bigEndian));
        var lengths = Crc32C.Mask(crc);
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(number, lengths);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, lengths);
        }

        stored.Write(number);
        stored.Write(text);
        crc = Crc32C.Extend(Crc32C.Extend(crc, number), text);
        return (stored.WrittenSpan.ToArray(), Crc32C.Mask(crc));
    }

    private static ReadOnlyMemory<byte>[] Cut(ReadOnlyMemory<byte> bytes, int[] lengths)
    {
        var strings = new ReadOnlyMemory<byte>[lengths.Length];
        for (var i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] > bytes.Length)
            {
                throw new InvalidDataException($"string {i:N0} of {lengths[i]:N0} bytes where {bytes.Length:N0} are left");
            }

            strings[i] = bytes[..lengths[i]];
            bytes = bytes[lengths[i]..];
        }

        return bytes.IsEmpty ? strings : throw new InvalidDataException($"{bytes.Length:N0} bytes after the last string");
    }

    private static ReadOnlySpan<byte> LengthBytes(Span<byte> buffer, int length, bool bigEndian)
    {
        if (bigEndian)
        {
            BinaryPrimitives.WriteInt32BigEndian(buffer, length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer, length);
        }

        return buffer;
    }
}
