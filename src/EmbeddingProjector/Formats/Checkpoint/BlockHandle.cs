using System.Buffers;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>Where a block of a table file lies; <paramref name="Size"/> is without the trailer of 5 bytes.</summary>
internal readonly record struct BlockHandle(long Offset, long Size)
{
    /// <summary>Takes a handle off the front: two varints.</summary>
    public static BlockHandle Read(ref ReadOnlySpan<byte> bytes)
    {
        var offset = Varint.Read(ref bytes);
        var size = Varint.Read(ref bytes);
        return offset <= long.MaxValue && size <= long.MaxValue
            ? new BlockHandle((long)offset, (long)size)
            : throw new InvalidDataException($"a block handle of offset {offset} and size {size}");
    }

    /// <summary>Appends the handle.</summary>
    public void Write(IBufferWriter<byte> bytes)
    {
        Varint.Write(bytes, (ulong)Offset);
        Varint.Write(bytes, (ulong)Size);
    }
}
