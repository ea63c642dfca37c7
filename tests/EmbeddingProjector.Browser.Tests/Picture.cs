using System.Buffers.Binary;
using System.IO.Compression;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>A screenshot as pixels, so that a test can look at what was drawn. Reads the 8-bit RGB and RGBA PNG files that Chromium writes.</summary>
public sealed class Picture
{
    private readonly byte[] _pixels;
    private readonly int _channels;

    private Picture(int width, int height, int channels, byte[] pixels)
    {
        Width = width;
        Height = height;
        _channels = channels;
        _pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    public (byte R, byte G, byte B) this[int x, int y]
    {
        get
        {
            var i = ((y * Width) + x) * _channels;
            return (_pixels[i], _pixels[i + 1], _pixels[i + 2]);
        }
    }

    /// <summary>How many pixels satisfy a condition.</summary>
    public int Count(Func<(byte R, byte G, byte B), bool> condition)
    {
        var count = 0;
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                count += condition(this[x, y]) ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>How many pixels differ between two pictures of the same size by more than the noise of antialiasing.</summary>
    public int DifferenceTo(Picture other)
    {
        var count = 0;
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (a, b) = (this[x, y], other[x, y]);
                count += Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B) > 24 ? 1 : 0;
            }
        }

        return count;
    }

    public static Picture Decode(byte[] png)
    {
        var (width, height, channels) = (0, 0, 0);
        using var packed = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var body = png.AsSpan(at + 8, length);
            switch (System.Text.Encoding.ASCII.GetString(png, at + 4, 4))
            {
                case "IHDR":
                    width = BinaryPrimitives.ReadInt32BigEndian(body);
                    height = BinaryPrimitives.ReadInt32BigEndian(body[4..]);
                    channels = body[9] switch { 2 => 3, 6 => 4, var type => throw new NotSupportedException($"PNG colour type {type}") };
                    break;
                case "IDAT":
                    packed.Write(body);
                    break;
            }

            at += length + 12;
        }

        packed.Position = 0;
        var pixels = new byte[width * height * channels];
        using var raw = new ZLibStream(packed, CompressionMode.Decompress);
        var previous = new byte[width * channels];
        for (var y = 0; y < height; y++)
        {
            var filter = raw.ReadByte();
            var row = pixels.AsSpan(y * width * channels, width * channels);
            raw.ReadExactly(row);
            Unfilter(filter, row, previous, channels);
            row.CopyTo(previous);
        }

        return new Picture(width, height, channels, pixels);
    }

    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int channels)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= channels ? row[i - channels] : 0;
            int up = above[i];
            int corner = i >= channels ? above[i - channels] : 0;
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => throw new NotSupportedException($"PNG filter {filter}"),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var (a, b, c) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
