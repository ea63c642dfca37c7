using System.Buffers.Binary;

namespace EmbeddingProjector.LogDirectory;

/// <summary>The width and height of an image in pixels, from its header alone: PNG, JPEG, GIF, BMP and WebP.</summary>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Height">Pixels from top to bottom.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    private const int HeaderLength = 32;

    /// <summary>Reads the size of an image file.</summary>
    /// <returns>False when the file cannot be opened or is no image of these kinds.</returns>
    public static bool TryRead(string path, out ImageSize size)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return TryRead(file, out size);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            size = default;
            return false;
        }
    }

    /// <summary>Reads the size of the image at the start of a stream that can seek.</summary>
    public static bool TryRead(Stream stream, out ImageSize size)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> buffer = stackalloc byte[HeaderLength];
        ReadOnlySpan<byte> header = buffer[..stream.ReadAtLeast(buffer, HeaderLength, throwOnEndOfStream: false)];
        var (width, height) = (0L, 0L);
        if (header.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            // IHDR is the first chunk: length, type, width, height (PNG specification, 11.2.2).
            (width, height) = header.Length >= 24
                ? (BinaryPrimitives.ReadUInt32BigEndian(header[16..]), BinaryPrimitives.ReadUInt32BigEndian(header[20..]))
                : (0, 0);
        }
        else if (header.StartsWith("GIF8"u8) && header.Length >= 10)
        {
            (width, height) = (BinaryPrimitives.ReadUInt16LittleEndian(header[6..]), BinaryPrimitives.ReadUInt16LittleEndian(header[8..]));
        }
        else if (header.StartsWith("BM"u8) && header.Length >= 26)
        {
            (width, height) = Bmp(header);
        }
        else if (header.StartsWith("RIFF"u8) && header.Length >= 30 && header[8..].StartsWith("WEBP"u8))
        {
            (width, height) = WebP(header);
        }
        else if (header.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
        {
            (width, height) = Jpeg(stream);
        }

        var valid = width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue;
        size = valid ? new((int)width, (int)height) : default;
        return valid;
    }

    private static (long, long) Bmp(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[14..]) == 12
            ? (BinaryPrimitives.ReadUInt16LittleEndian(header[18..]), BinaryPrimitives.ReadUInt16LittleEndian(header[20..]))
            // A negative height says that the rows are stored from the top.
            : (BinaryPrimitives.ReadInt32LittleEndian(header[18..]), Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(header[22..])));

    private static (long, long) WebP(ReadOnlySpan<byte> header)
    {
        var kind = header[12..16];
        if (kind.SequenceEqual("VP8 "u8))
        {
            // RFC 6386, 9.1: 14 bits each, after the frame tag and the start code.
            return (BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(header[28..]) & 0x3FFF);
        }

        if (kind.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(header[21..]);
            return ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }

        return kind.SequenceEqual("VP8X"u8)
            ? ((BinaryPrimitives.ReadUInt32LittleEndian(header[24..]) & 0xFFFFFF) + 1, (BinaryPrimitives.ReadUInt32LittleEndian(header[26..]) >> 8) + 1)
            : (0, 0);
    }

    // Segments follow one another, each with its length, until a frame header (SOF) gives the size (ITU T.81, B.1.1 and B.2.2).
    private static (long, long) Jpeg(Stream stream)
    {
        stream.Position = 2;
        Span<byte> segment = stackalloc byte[9];
        while (true)
        {
            var marker = stream.ReadByte();
            if (marker != 0xFF)
            {
                return (0, 0);
            }

            do
            {
                marker = stream.ReadByte();
            }
            while (marker == 0xFF);

            if (marker is < 0 or 0xD9 or 0xDA)
            {
                return (0, 0);
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                continue;
            }

            if (stream.ReadAtLeast(segment[..2], 2, throwOnEndOfStream: false) < 2)
            {
                return (0, 0);
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(segment);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return stream.ReadAtLeast(segment[..5], 5, throwOnEndOfStream: false) == 5
                    ? (BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), BinaryPrimitives.ReadUInt16BigEndian(segment[1..]))
                    : (0, 0);
            }

            if (length < 2)
            {
                return (0, 0);
            }

            stream.Seek(length - 2, SeekOrigin.Current);
        }
    }
}
