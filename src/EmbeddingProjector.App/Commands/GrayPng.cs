using System.Buffers.Binary;
using System.IO.Compression;

namespace EmbeddingProjector.App.Commands;

/// <summary>Writes 8-bit grayscale PNG images (ISO/IEC 15948): signature, IHDR, one IDAT of unfiltered rows, IEND.</summary>
internal static class GrayPng
{
    /// <summary>Fills row <paramref name="y"/> of the image, <c>[width]</c>.</summary>
    public delegate void FillRow(int y, Span<byte> row);

    /// <summary>Writes an image of the given size.</summary>
    public static void Write(Stream stream, int width, int height, FillRow fill)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits a sample; colour type 0 (gray), compression, filter and interlace methods 0 follow
        WriteChunk(stream, "IHDR"u8, header);

        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            // The first byte of a row is its filter: 0, none. Digits are flat black mostly; filters gain nothing.
            var row = new byte[1 + width];
            for (var y = 0; y < height; y++)
            {
                fill(y, row.AsSpan(1));
                zlib.Write(row);
            }
        }

        WriteChunk(stream, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(type, data));
        stream.Write(number);
    }

    // The polynomial of PNG is that of ISO 3309, reflected.
    private static uint Crc32(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) => ~Update(Update(uint.MaxValue, type), data);

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            crc = _table[(crc ^ b) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }

    private static readonly uint[] _table = MakeTable();

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
            }

            table[i] = crc;
        }

        return table;
    }
}
