using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats;

/// <summary>Elements that lie packed in a file from an offset on.</summary>
internal class FileElements(string path, SafeFileHandle file, long offset, ElementType type, bool bigEndian, bool leaveOpen = false) : ElementSource
{
    // Large enough for the disk, small enough that a checksum over it still finds it in the cache.
    private const int ChunkBytes = 1 << 19;

    private readonly bool _reversed = type.Size > 1 && bigEndian == BitConverter.IsLittleEndian;
    private long _position = offset;

    protected string Path { get; } = path;

    public override void Read<T>(Span<T> destination)
    {
        if (typeof(T) == typeof(float) && type == ElementType.Float32 && !_reversed)
        {
            ReadBytes(MemoryMarshal.AsBytes(destination));
            return;
        }

        var elementsPerChunk = ChunkBytes / type.Size;
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(elementsPerChunk, destination.Length) * type.Size);
        try
        {
            while (destination.Length > 0)
            {
                var count = Math.Min(elementsPerChunk, destination.Length);
                var bytes = buffer.AsSpan(0, count * type.Size);
                ReadBytes(bytes);
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

    public override void Complete()
    {
    }

    public override void Dispose()
    {
        if (!leaveOpen)
        {
            file.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Sees all bytes as stored, in order.</summary>
    protected virtual void OnBytes(ReadOnlySpan<byte> bytes)
    {
    }

    private void ReadBytes(Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var chunk = bytes[..Math.Min(ChunkBytes, bytes.Length)];
            FileBytes.ReadExactly(Path, file, _position, chunk);
            OnBytes(chunk);
            _position += chunk.Length;
            bytes = bytes[chunk.Length..];
        }
    }
}
