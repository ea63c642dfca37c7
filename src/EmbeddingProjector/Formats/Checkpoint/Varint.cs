using System.Buffers;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>Base-128 numbers, seven bits a byte, the low ones first (protobuf, LevelDB).</summary>
internal static class Varint
{
    private const int MaxBytes = 10;

    /// <summary>Takes a number off the front.</summary>
    /// <exception cref="InvalidDataException">The bytes end inside it, or it has more than 64 bits.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var i = 0; i < bytes.Length && i < MaxBytes; i++)
        {
            var part = (ulong)(bytes[i] & 0x7f);
            if (i == MaxBytes - 1 && bytes[i] > 1)
            {
                break;
            }

            value |= part << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException(bytes.Length < MaxBytes ? "a varint that is cut off" : "a varint of more than 64 bits");
    }

    /// <summary>Appends a number.</summary>
    public static void Write(IBufferWriter<byte> bytes, ulong value)
    {
        var span = bytes.GetSpan(MaxBytes);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[count++] = (byte)(value | 0x80);
        }

        span[count++] = (byte)value;
        bytes.Advance(count);
    }

    /// <summary>Takes a number below 2³¹ off the front.</summary>
    public static int ReadInt32(ref ReadOnlySpan<byte> bytes)
    {
        var value = Read(ref bytes);
        return value <= int.MaxValue ? (int)value : throw new InvalidDataException($"a length of {value}");
    }
}
