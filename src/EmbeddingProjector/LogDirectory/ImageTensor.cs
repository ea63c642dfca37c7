using System.Runtime.InteropServices;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// One small picture for each vector: <c>[n, h, w, c]</c> bytes, row-major, 255 being full. c is 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGB, alpha);
/// pictures need not be square.
/// </summary>
public sealed class ImageTensor
{
    private readonly ReadOnlyMemory<byte> _pixels;

    /// <summary>Pictures whose pixels are bytes; they are not copied.</summary>
    /// <exception cref="ArgumentException">The bytes do not fill the shape.</exception>
    public ImageTensor(ReadOnlyMemory<byte> pixels, int count, int height, int width, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (channels is < 1 or > 4)
        {
            throw new ArgumentException($"A pixel of {channels} channels; expected 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGB, alpha).", nameof(channels));
        }

        if (pixels.Length != (Int128)count * height * width * channels)
        {
            throw new ArgumentException($"{pixels.Length} values do not fill {count} images of {height} × {width} × {channels}.", nameof(pixels));
        }

        (_pixels, Count, Height, Width, Channels) = (pixels, count, height, width, channels);
    }

    /// <summary>n, the number of pictures.</summary>
    public int Count { get; }

    /// <summary>h, pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>w, pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>c, values a pixel.</summary>
    public int Channels { get; }

    /// <summary>Pictures <c>[n, h, w, c]</c> of bytes.</summary>
    public static implicit operator ImageTensor(byte[,,,] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        var bytes = pixels.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref pixels[0, 0, 0, 0], pixels.Length).ToArray();
        return new(bytes, pixels.GetLength(0), pixels.GetLength(1), pixels.GetLength(2), pixels.GetLength(3));
    }

    /// <summary>Pictures <c>[n, h, w, c]</c> of numbers from 0 to 1.</summary>
    public static implicit operator ImageTensor(float[,,,] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        var values = pixels.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref pixels[0, 0, 0, 0], pixels.Length);
        return FromFloats(values, pixels.GetLength(0), pixels.GetLength(1), pixels.GetLength(2), pixels.GetLength(3));
    }

    /// <summary>Pictures whose pixels are numbers from 0 to 1.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="count">n.</param>
    /// <param name="height">h.</param>
    /// <param name="width">w.</param>
    /// <param name="channels">c.</param>
    /// <param name="channelsFirst">Whether they lie as <c>[n, c, h, w]</c>, PyTorch's order, instead of <c>[n, h, w, c]</c>.</param>
    /// <exception cref="ArgumentException">The values do not fill the shape, or one is no number from 0 to 1; the message says which.</exception>
    public static ImageTensor FromFloats(ReadOnlySpan<float> values, int count, int height, int width, int channels, bool channelsFirst = false)
    {
        var pixels = new byte[values.Length];
        if (values.Length != (Int128)count * height * width * channels || !channelsFirst)
        {
            for (var i = 0; i < values.Length; i++)
            {
                pixels[i] = ToByte(values[i], i);
            }

            return new(pixels, count, height, width, channels);
        }

        var area = height * width;
        for (var i = 0; i < values.Length; i++)
        {
            var (image, within) = Math.DivRem(i, area * channels);
            var (channel, pixel) = Math.DivRem(within, area);
            pixels[(((image * area) + pixel) * channels) + channel] = ToByte(values[i], i);
        }

        return new(pixels, count, height, width, channels);
    }

    /// <summary>One row of pixels of one picture, <c>[w, c]</c>.</summary>
    internal ReadOnlySpan<byte> Row(int image, int y) => _pixels.Span.Slice(((image * Height) + y) * Width * Channels, Width * Channels);

    private static byte ToByte(float value, int index) => value is >= 0 and <= 1
        ? (byte)MathF.Round(value * byte.MaxValue)
        : throw new ArgumentException(
            $"Value {index} of the images is {value}; expected a number from 0 to 1. {(value > 1 ? "Pixels from 0 to 255 are given as bytes." : "")}".TrimEnd());
}
