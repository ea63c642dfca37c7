using System.Buffers;
using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>The last 48 bytes of a table file: where the metaindex and the index lie, padding, magic number.</summary>
internal readonly record struct TableFooter(BlockHandle Metaindex, BlockHandle Index)
{
    /// <summary>Bytes of a footer.</summary>
    public const int Size = 48;

    /// <summary>The last eight bytes of every table file, as a little-endian number.</summary>
    public const ulong Magic = 0xdb4775248b80fb57;

    /// <summary>Parses a footer of exactly <see cref="Size"/> bytes.</summary>
    public static TableFooter Parse(ReadOnlySpan<byte> footer)
    {
        var magic = BinaryPrimitives.ReadUInt64LittleEndian(footer[^sizeof(ulong)..]);
        if (magic != Magic)
        {
            throw new InvalidDataException($"the magic number {magic:x16} instead of {Magic:x16}");
        }

        var rest = footer[..^sizeof(ulong)];
        var metaindex = BlockHandle.Read(ref rest);
        return new TableFooter(metaindex, BlockHandle.Read(ref rest));
    }

    /// <summary>The footer as stored, <see cref="Size"/> bytes.</summary>
    public byte[] ToBytes()
    {
        var handles = new ArrayBufferWriter<byte>(Size);
        Metaindex.Write(handles);
        Index.Write(handles);
        var footer = new byte[Size];
        handles.WrittenSpan.CopyTo(footer);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(Size - sizeof(ulong)), Magic);
        return footer;
    }
}
