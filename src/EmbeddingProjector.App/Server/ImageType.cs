namespace EmbeddingProjector.App.Server;

/// <summary>The media type of an image, from its first bytes; its name does not count.</summary>
internal static class ImageType
{
    /// <summary>The media type of anything that is not known.</summary>
    public const string Unknown = "application/octet-stream";

    private const int Enough = 12;

    /// <summary>The media type of an image at the start of a stream, which is left at its beginning.</summary>
    public static string Of(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[Enough];
        var count = stream.ReadAtLeast(bytes, Enough, throwOnEndOfStream: false);
        stream.Position = 0;
        return Of(bytes[..count]);
    }

    /// <summary>The media type of an image that begins with these bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return "image/png";
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return "image/jpeg";
        }

        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
        {
            return "image/gif";
        }

        if (bytes.StartsWith("BM"u8))
        {
            return "image/bmp";
        }

        return bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8) ? "image/webp" : Unknown;
    }
}
