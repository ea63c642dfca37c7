using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using EmbeddingProjector.Formats.Archives;
using K4os.Compression.LZ4.Streams;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace EmbeddingProjector.Formats.Arrow;

/// <summary>
/// The content of buffers, read from front to back; packed ones (LZ4 frames or Zstandard behind a length of eight bytes) are unpacked on the way. What they
/// state of their length is believed up to a multiple of what is stored.
/// </summary>
internal sealed class ArrowContent(string path, SafeFileHandle file)
{
    // Offsets of equal steps and zeros pack well; real numbers do not.
    private const long MostExpansion = 256;
    private const long AlwaysAllowedBytes = 1 << 20;
    private const int SmallestWindow = 10;
    private const int LargestWindow = 27;

    /// <summary>The bytes of a buffer when it is unpacked.</summary>
    public long Length(ArrowBuffer buffer)
    {
        if (buffer.Packing == ArrowPacking.None || buffer.Length == 0)
        {
            return buffer.Length;
        }

        Span<byte> prefix = stackalloc byte[sizeof(long)];
        if (buffer.Length < prefix.Length)
        {
            throw Bad(buffer, $"{buffer.Length} packed bytes", "8 or more");
        }

        FileBytes.ReadExactly(path, file, buffer.Offset, prefix);
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        // A writer that gains nothing by packing says −1 and leaves it.
        return length == -1 ? buffer.Length - prefix.Length
            : length >= 0 && length <= Math.Max(AlwaysAllowedBytes, MostExpansion * buffer.Length) ? length
            : throw Bad(buffer, $"{buffer.Length:N0} packed bytes that state {length:N0}", $"at most {MostExpansion} times as many", "If that is meant, write the file without compression.");
    }

    /// <summary>The unpacked bytes as a stream.</summary>
    public Stream Open(ArrowBuffer buffer)
    {
        if (buffer.Packing == ArrowPacking.None || buffer.Length == 0)
        {
            return new FilePart(file, buffer.Offset, buffer.Length);
        }

        var length = Length(buffer);
        var stored = new FilePart(file, buffer.Offset + sizeof(long), buffer.Length - sizeof(long));
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        FileBytes.ReadExactly(path, file, buffer.Offset, prefix);
        if (BinaryPrimitives.ReadInt64LittleEndian(prefix) == -1)
        {
            return stored;
        }

        if (buffer.Packing == ArrowPacking.Lz4)
        {
            return LZ4Stream.Decode(stored);
        }

        var unpacked = new DecompressionStream(stored, leaveOpen: false);
        unpacked.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, Math.Clamp(BitOperations.Log2((ulong)Math.Max(length, 1)) + 1, SmallestWindow, LargestWindow));
        return unpacked;
    }

    /// <summary>The first <paramref name="count"/> bytes.</summary>
    public byte[] Read(ArrowBuffer buffer, long count)
    {
        Require(buffer, count);
        var bytes = new byte[count];
        using var stream = Open(buffer);
        ReadExactly(buffer, stream, bytes);
        return bytes;
    }

    /// <summary>The first <paramref name="count"/> numbers of <typeparamref name="T"/>.</summary>
    public T[] Read<T>(ArrowBuffer buffer, long count)
        where T : unmanaged
    {
        Require(buffer, checked(count * Marshal.SizeOf<T>()));
        var values = new T[count];
        using var stream = Open(buffer);
        ReadExactly(buffer, stream, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Numbers from one on.</summary>
    public ElementSource Elements(ArrowBuffer buffer, ElementType type, long first, long count)
    {
        Require(buffer, checked((first + count) * type.Size));
        if (buffer.Packing == ArrowPacking.None)
        {
            return new FileElements(path, file, buffer.Offset + (first * type.Size), type, bigEndian: false, leaveOpen: true);
        }

        var elements = new PackedElements(this, buffer, Open(buffer), type);
        elements.Skip(first);
        return elements;
    }

    /// <summary>Fills the bytes from a stream of <see cref="Open"/>.</summary>
    public void ReadExactly(ArrowBuffer buffer, Stream stream, Span<byte> bytes)
    {
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (Exception e) when (e is not DataFormatException)
        {
            // The unpackers raise whatever they stumble upon.
            throw new DataFormatException(
                path, $"offset {buffer.Offset:N0}", buffer.Packing == ArrowPacking.None ? "the file ends here" : $"packed bytes that cannot be unpacked ({e.Message.TrimEnd('.')})",
                null, "It was cut short, or is damaged: copy or write it again.", e);
        }
    }

    /// <summary>Checks that a buffer has so many bytes.</summary>
    public void Require(ArrowBuffer buffer, long count)
    {
        if (Length(buffer) is var length && (count < 0 || length < count))
        {
            throw Bad(buffer, $"a buffer of {length:N0} bytes", $"{count:N0} for what its column states");
        }
    }

    private DataFormatException Bad(ArrowBuffer buffer, string found, string expected, string remedy = "It is damaged: copy or write it again.") =>
        new(path, $"offset {buffer.Offset:N0}", found, expected, remedy);

    private sealed class PackedElements(ArrowContent content, ArrowBuffer buffer, Stream stream, ElementType type) : ElementSource
    {
        private readonly byte[] _chunk = new byte[1 << 16];

        public void Skip(long elements)
        {
            for (var left = elements * type.Size; left > 0; left -= Math.Min(left, _chunk.Length))
            {
                content.ReadExactly(buffer, stream, _chunk.AsSpan(0, (int)Math.Min(left, _chunk.Length)));
            }
        }

        public override void Read<T>(Span<T> destination)
        {
            if (typeof(T) == typeof(float) && type == ElementType.Float32)
            {
                content.ReadExactly(buffer, stream, MemoryMarshal.AsBytes(destination));
                return;
            }

            while (destination.Length > 0)
            {
                var count = Math.Min(_chunk.Length / type.Size, destination.Length);
                content.ReadExactly(buffer, stream, _chunk.AsSpan(0, count * type.Size));
                type.Decode(_chunk.AsSpan(0, count * type.Size), destination[..count]);
                destination = destination[count..];
            }
        }

        public override void Complete()
        {
        }

        public override void Dispose() => stream.Dispose();
    }
}
