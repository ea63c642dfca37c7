using System.Buffers.Binary;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public class ImageSizeTests
{
    [Fact]
    public void A_png() => Check(Png(280, 140), 280, 140);

    [Fact]
    public void A_gif() => Check([.. "GIF89a"u8, 0x18, 0x01, 0x8C, 0x00, .. new byte[20]], 280, 140);

    [Fact]
    public void A_bmp_from_the_bottom_and_from_the_top()
    {
        Check([.. "BM"u8, .. new byte[12], 40, 0, 0, 0, .. Little(280), .. Little(140), .. new byte[20]], 280, 140);
        Check([.. "BM"u8, .. new byte[12], 40, 0, 0, 0, .. Little(280), .. Little(-140), .. new byte[20]], 280, 140);
        Check([.. "BM"u8, .. new byte[12], 12, 0, 0, 0, 0x18, 0x01, 0x8C, 0x00, .. new byte[20]], 280, 140);
    }

    [Fact]
    public void A_jpeg_behind_other_segments() => Check(
        [0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, .. new byte[14], 0xFF, 0xC4, 0x00, 0x03, 0x00, 0xFF, 0xFF, 0xC2, 0x00, 0x11, 8, 0x00, 0x8C, 0x01, 0x18, 3],
        280, 140);

    [Fact]
    public void A_webp_of_all_three_kinds()
    {
        byte[] riff = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8];
        Check([.. riff, .. "VP8 "u8, 0, 0, 0, 0, 0, 0, 0, 0x9D, 0x01, 0x2A, 0x18, 0x41, 0x8C, 0x80, 0, 0], 280, 140);
        Check([.. riff, .. "VP8L"u8, 0, 0, 0, 0, 0x2F, .. Little(279 | (139 << 14)), 0, 0, 0, 0, 0], 280, 140);
        Check([.. riff, .. "VP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0x17, 0x01, 0x00, 0x8B, 0x00, 0x00, 0, 0], 280, 140);
    }

    [Fact]
    public void Damaged_images_are_no_images_and_never_an_exception()
    {
        var random = new Random(1);
        byte[][] images = [Png(3, 4), [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 17, 8, 0, 4, 0, 3, 3], [.. "BM"u8, .. new byte[30]]];
        for (var i = 0; i < 5000; i++)
        {
            var image = images[i % images.Length].ToArray();
            image[random.Next(image.Length)] = (byte)random.Next(256);
            if (ImageSize.TryRead(new MemoryStream(image, 0, random.Next(image.Length + 1)), out var size))
            {
                Assert.True(size is { Width: > 0, Height: > 0 });
            }
        }

        Assert.False(ImageSize.TryRead(new MemoryStream(), out _));
        Assert.False(ImageSize.TryRead("/no/such/file.png", out _));
        Assert.False(ImageSize.TryRead(new MemoryStream(Png(0, 4)), out _));
    }

    [Theory]
    [InlineData("mnist-10k/mnist_10k_sprite.png", 2800, 2800)]
    [InlineData("small-tables/digits_1797_sprite_8x8.png", 344, 344)]
    public void Real_sprites(string path, int width, int height)
    {
        Assert.True(ImageSize.TryRead(SharedData.Path(path), out var size));
        Assert.Equal(new ImageSize(width, height), size);
    }

    /// <summary>The first bytes of a PNG of that size.</summary>
    internal static byte[] Png(int width, int height)
    {
        byte[] image = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, .. new byte[8], 8, 2, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(image.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(image.AsSpan(20), height);
        return image;
    }

    private static void Check(byte[] image, int width, int height)
    {
        Assert.True(ImageSize.TryRead(new MemoryStream(image), out var size));
        Assert.Equal(new ImageSize(width, height), size);
    }

    private static byte[] Little(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
