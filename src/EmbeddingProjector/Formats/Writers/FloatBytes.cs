using System.Buffers;
using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>Writes a table as little-endian float32, row by row, block by block.</summary>
internal static class FloatBytes
{
    private const int ChunkFloats = 1 << 16;

    public static void Write(Stream stream, VectorTable vectors, CancellationToken cancellationToken)
    {
        for (var block = 0; block < vectors.BlockCount; block++)
        {
            Write(stream, vectors.Block(block), cancellationToken);
        }
    }

    public static void Write(Stream stream, ReadOnlySpan<float> values, CancellationToken cancellationToken)
    {
        var buffer = BitConverter.IsLittleEndian ? [] : ArrayPool<byte>.Shared.Rent(ChunkFloats * sizeof(float));
        while (values.Length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = values[..Math.Min(ChunkFloats, values.Length)];
            var bytes = MemoryMarshal.AsBytes(chunk);
            if (BitConverter.IsLittleEndian)
            {
                stream.Write(bytes);
            }
            else
            {
                var swapped = buffer.AsSpan(0, bytes.Length);
                bytes.CopyTo(swapped);
                ElementType.Float32.Reverse(swapped);
                stream.Write(swapped);
            }

            values = values[chunk.Length..];
        }
    }
}
