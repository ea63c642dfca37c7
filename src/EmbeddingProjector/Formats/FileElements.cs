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

    /// <summary>False when the file cannot be opened again by its name.</summary>
    public bool CanBeLeftInFile { get; init; } = true;

    /// <summary>True when every byte has to be read once before any can be trusted.</summary>
    protected virtual bool HasChecksum => false;

    protected string Path { get; } = path;

    /// <summary>Reads, maps, or leaves the rows where they are, as the settings ask for.</summary>
    public override VectorTable ReadTable(int rows, int columns, ReadSettings settings, CancellationToken cancellationToken) =>
        LeaveInFile(rows, columns, settings, cancellationToken) ?? base.ReadTable(rows, columns, settings, cancellationToken);

    /// <summary>The rows where they are: to be read in order, or mapped; null where they have to be read, or memory has room for them.</summary>
    public VectorTable? LeaveInFile(int rows, int columns, ReadSettings settings, CancellationToken cancellationToken)
    {
        if (!CanBeLeftInFile || settings.Storage.Holds(rows, columns))
        {
            return null;
        }

        if (settings.Storage.InOrder)
        {
            var start = _position;
            if (HasChecksum)
            {
                ReadThrough((long)rows * columns * type.Size, cancellationToken);
                Complete();
            }

            return RowsInFile.Open(Path, [start], rows, type, bigEndian, rows, columns);
        }

        return !HasChecksum && type == ElementType.Float32 && !_reversed && _position % sizeof(float) == 0 ? VectorTable.Map(Path, _position, rows, columns) : null;
    }

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

    private void ReadThrough(long count, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        for (; count > 0; count -= Math.Min(count, ChunkBytes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadBytes(buffer.AsSpan(0, (int)Math.Min(count, ChunkBytes)));
        }

        ArrayPool<byte>.Shared.Return(buffer);
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
