using System.Buffers;
using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats.Archives;

/// <summary>The elements of a member of an archive, read once from the first to the last.</summary>
internal sealed class ZipElements(ZipMember member, ElementType type, bool bigEndian) : ElementSource
{
    private const int ChunkBytes = 1 << 18;

    private readonly bool _reversed = type.Size > 1 && bigEndian == BitConverter.IsLittleEndian;

    public override void Read<T>(Span<T> destination)
    {
        if (typeof(T) == typeof(float) && type == ElementType.Float32 && !_reversed)
        {
            ReadBytes(MemoryMarshal.AsBytes(destination));
            return;
        }

        var perChunk = ChunkBytes / type.Size;
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(perChunk, destination.Length) * type.Size);
        try
        {
            while (destination.Length > 0)
            {
                var count = Math.Min(perChunk, destination.Length);
                var bytes = buffer.AsSpan(0, count * type.Size);
                member.ReadExactly(bytes);
                if (_reversed)
                {
                    type.Reverse(bytes);
                }

                type.Decode(bytes, destination[..count]);
                destination = destination[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override void Complete() => member.Verify();

    public override void Dispose() => member.Dispose();

    // In stretches that the checksum still finds in the cache.
    private void ReadBytes(Span<byte> bytes)
    {
        for (; bytes.Length > 0; bytes = bytes[Math.Min(ChunkBytes, bytes.Length)..])
        {
            member.ReadExactly(bytes[..Math.Min(ChunkBytes, bytes.Length)]);
        }
    }
}
