using System.Buffers.Binary;
using System.IO.Compression;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>Reads chunks and takes back the steps in which they were packed. It owns buffers: one for each thread.</summary>
internal sealed class ChunkUnpacker(Hdf5Bytes file, IReadOnlyList<Filter> filters, int chunkBytes)
{
    // Steps that were taken later may have added a checksum or two.
    private const int Margin = 64;

    // The most that one byte can unpack to.
    private const int DeflateExpansion = 1040;
    private const int LzfExpansion = 272;

    private byte[] _from = [];
    private byte[] _to = [];

    /// <summary>The elements of a chunk; valid until the next call.</summary>
    public Memory<byte> Read(Chunk chunk)
    {
        if (!file.Holds(chunk.Address, chunk.Size) || (filters.Count == 0 && chunk.Size != chunkBytes) || chunk.Size > Array.MaxLength)
        {
            throw file.Damaged(chunk.Address, $"a chunk of {chunk.Size:N0} bytes", filters.Count == 0 ? $"{chunkBytes:N0}" : "one within the file");
        }

        if (chunkBytes > MostUnpacked(chunk))
        {
            throw Damaged(chunk, $"{chunk.Size:N0} bytes that should unpack to {chunkBytes:N0}", "as many as the packing can hold");
        }

        Grow(ref _from, chunk.Size);
        FileBytes.ReadExactly(file.Path, file.File, file.Origin + chunk.Address, _from.AsSpan(0, (int)chunk.Size));
        var length = (int)chunk.Size;
        for (var i = filters.Count - 1; i >= 0; i--)
        {
            // A step that did not make the chunk smaller may have been left out for it.
            if (((chunk.Mask >> i) & 1) == 0)
            {
                length = TakeBack(filters[i], length, chunk);
            }
        }

        return length == chunkBytes ? _from.AsMemory(0, length) : throw Damaged(chunk, $"it unpacks to {length:N0} bytes", $"{chunkBytes:N0}");
    }

    private int TakeBack(Filter filter, int length, Chunk chunk)
    {
        if (filter.Id != FilterPipeline.Fletcher32)
        {
            Grow(ref _to, chunkBytes + Margin);
        }

        switch (filter.Id)
        {
            case FilterPipeline.Fletcher32:
                return Verified(length, chunk);
            case FilterPipeline.Deflate:
                length = Inflate(length, chunk);
                break;
            case FilterPipeline.Lzf:
                length = Lzf.Decompress(_from.AsSpan(0, length), _to);
                if (length < 0)
                {
                    throw Damaged(chunk, "packed data (LZF) that is damaged", null);
                }

                break;
            default:
                if (length > _to.Length)
                {
                    throw Damaged(chunk, $"{length:N0} bytes that are shuffled", $"at most {chunkBytes:N0}");
                }

                Unshuffle(_from.AsSpan(0, length), _to, filter.Values is [var size, ..] ? (int)Math.Clamp(size, 1, int.MaxValue) : 1);
                break;
        }

        (_from, _to) = (_to, _from);
        return length;
    }

    private Int128 MostUnpacked(Chunk chunk)
    {
        Int128 most = chunk.Size;
        for (var i = 0; i < filters.Count && most < int.MaxValue; i++)
        {
            most *= ((chunk.Mask >> i) & 1) != 0 ? 1 : filters[i].Id == FilterPipeline.Deflate ? DeflateExpansion : filters[i].Id == FilterPipeline.Lzf ? LzfExpansion : 1;
        }

        return most;
    }

    private static void Grow(ref byte[] buffer, long length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }
    }

    private int Inflate(int length, Chunk chunk)
    {
        try
        {
            using var packed = new MemoryStream(_from, 0, length, writable: false);
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            var count = unpacked.ReadAtLeast(_to, _to.Length, throwOnEndOfStream: false);
            return count < _to.Length || unpacked.ReadByte() < 0 ? count : throw Damaged(chunk, $"it unpacks to more than {chunkBytes:N0} bytes", $"{chunkBytes:N0}");
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(file.Path, Place(chunk), "packed data (gzip) that is damaged", null, "Copy or write the file again.", e);
        }
    }

    private int Verified(int length, Chunk chunk)
    {
        if (length < sizeof(uint))
        {
            throw Damaged(chunk, $"{length} bytes", "a checksum of 4");
        }

        var stated = BinaryPrimitives.ReadUInt32LittleEndian(_from.AsSpan(length - sizeof(uint)));
        var computed = Fletcher32.Of(_from.AsSpan(0, length - sizeof(uint)));
        // Version 1.6.2 of the library wrote the bytes of both halves the other way round.
        var reversed = ((computed & 0x00ff00ff) << 8) | ((computed >> 8) & 0x00ff00ff);
        return stated == computed || stated == reversed ? length - sizeof(uint) : throw Damaged(chunk, $"the checksum {computed:x8}", $"{stated:x8}");
    }

    private static void Unshuffle(ReadOnlySpan<byte> planes, Span<byte> elements, int size)
    {
        var count = planes.Length / size;
        for (var b = 0; b < size && count > 0; b++)
        {
            var plane = planes.Slice(b * count, count);
            for (var e = 0; e < plane.Length; e++)
            {
                elements[(e * size) + b] = plane[e];
            }
        }

        planes[(count * size)..].CopyTo(elements[(count * size)..]);
    }

    private string Place(Chunk chunk) => $"chunk at offset {file.Origin + chunk.Address:N0}";

    private DataFormatException Damaged(Chunk chunk, string found, string? expected) =>
        new(file.Path, Place(chunk), found, expected, "The file is damaged: copy or write it again.");
}

/// <summary>The checksum of HDF5's filter 3 (Fletcher 1982), over big-endian pairs of bytes.</summary>
internal static class Fletcher32
{
    // As many as can be added before a sum of 32 bits runs over.
    private const int PairsPerRound = 360;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var (low, high) = (0u, 0u);
        while (bytes.Length > 1)
        {
            var round = bytes[..Math.Min(2 * PairsPerRound, bytes.Length & ~1)];
            for (var i = 0; i < round.Length; i += 2)
            {
                low += (uint)((round[i] << 8) | round[i + 1]);
                high += low;
            }

            (low, high) = (Fold(low), Fold(high));
            bytes = bytes[round.Length..];
        }

        if (bytes.Length == 1)
        {
            low += (uint)(bytes[0] << 8);
            high += low;
            (low, high) = (Fold(low), Fold(high));
        }

        return (Fold(high) << 16) | Fold(low);
    }

    private static uint Fold(uint sum) => (sum & 0xffff) + (sum >> 16);
}
