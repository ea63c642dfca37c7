using System.Buffers.Binary;
using System.IO.Compression;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Writes 8-bit PNG images (ISO/IEC 15948) row by row, so that an image may be far larger than memory: signature, IHDR, IDAT chunks, IEND. Each row takes the filter
/// (none, left, above) whose result is smallest in magnitude, the heuristic of the specification, 12.8.
/// </summary>
internal static class PngWriter
{
    private const int ChunkSize = 1 << 20;

    private static readonly uint[] _crcTable = MakeTable();

    /// <summary>Fills row <paramref name="y"/> of the image, <c>[width, channels]</c>.</summary>
    public delegate void FillRow(int y, Span<byte> row);

    /// <summary>Writes an image of 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGB, alpha) channels.</summary>
    public static void Write(Stream stream, int width, int height, int channels, FillRow fill)
    {
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        // Bits a sample, the colour type of the specification's table 11.1; then compression, filter and interlace methods, all 0.
        header[8] = 8;
        header[9] = channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 };
        WriteChunk(stream, "IHDR"u8, header);
        using (var chunks = new BufferedStream(new DataChunks(stream), ChunkSize))
        using (var zlib = new ZLibStream(chunks, CompressionLevel.Optimal, leaveOpen: true))
        {
            WriteRows(zlib, height, checked(width * channels), channels, fill);
        }

        WriteChunk(stream, "IEND"u8, []);
    }

    private static void WriteRows(Stream output, int height, int length, int channels, FillRow fill)
    {
        var above = new byte[length];
        var row = new byte[length];
        byte[][] candidates = [new byte[1 + length], new byte[1 + length], new byte[1 + length]];
        for (var y = 0; y < height; y++)
        {
            fill(y, row);
            for (var filter = 0; filter < candidates.Length; filter++)
            {
                candidates[filter][0] = (byte)filter;
            }

            row.CopyTo(candidates[0], 1);
            for (var x = 0; x < length; x++)
            {
                candidates[1][1 + x] = (byte)(row[x] - (x < channels ? 0 : row[x - channels]));
                candidates[2][1 + x] = (byte)(row[x] - above[x]);
            }

            output.Write(candidates.MinBy(Magnitude)!);
            (above, row) = (row, above);
        }
    }

    // The bytes of a filtered row are differences: near 0 and near 256 are small.
    private static long Magnitude(byte[] filtered)
    {
        var sum = 0L;
        foreach (var value in filtered.AsSpan(1))
        {
            sum += Math.Abs((int)(sbyte)value);
        }

        return sum;
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Update(Update(uint.MaxValue, type), data));
        stream.Write(number);
    }

    // The checksum of PNG is that of ISO 3309, reflected.
    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            crc = _crcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }

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

    // Each write becomes a chunk of image data.
    private sealed class DataChunks(Stream stream) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!buffer.IsEmpty)
            {
                WriteChunk(stream, "IDAT"u8, buffer);
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
