using System.Buffers.Binary;
using System.IO.Compression;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class SpriteWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1, 5, 2, 3)]
    [InlineData(2, 4, 3, 2)]
    [InlineData(3, 10, 1, 7)]
    [InlineData(4, 1, 6, 5)]
    public void Every_image_stands_in_its_cell_of_a_square_grid(int channels, int count, int height, int width)
    {
        var pixels = new byte[count * height * width * channels];
        new Random(7).NextBytes(pixels);

        var entry = SpriteWriter.Write(_directory.File("s.png"), new ImageTensor(pixels, count, height, width, channels));

        var side = (int)Math.Ceiling(Math.Sqrt(count));
        Assert.Equal("s.png", entry.ImagePath);
        Assert.Equal([width, height], entry.SingleImageDim);
        var picture = Decode(side * width, side * height, channels);
        for (var i = 0; i < count; i++)
        {
            for (var y = 0; y < height; y++)
            {
                var start = ((i / side * height) + y) * side * width * channels + (i % side * width * channels);
                Assert.Equal(pixels.AsSpan(((i * height) + y) * width * channels, width * channels), picture.AsSpan(start, width * channels));
            }
        }
    }

    [Fact]
    public void A_grid_may_have_any_number_of_columns_and_be_longer_than_TensorBoard_takes()
    {
        var images = new ImageTensor(Enumerable.Range(0, 3000).Select(i => (byte)i).ToArray().AsMemory(), 3000, 1, 1, 1);

        SpriteWriter.Write(_directory.File("s.png"), images, columns: 1);
        Assert.Equal(2999 % 256, Decode(1, 3000, 1)[2999]);
        SpriteWriter.Write(_directory.File("s.png"), new ImageTensor(new byte[9000 * 2], 9000, 2, 1, 1), columns: 9000);
        Assert.Equal(9000 * 2, Decode(9000, 2, 1).Length);
    }

    [Fact]
    public void Floats_from_zero_to_one_become_bytes_in_either_order_of_the_axes()
    {
        // Two images of 1 × 2 pixels of three channels.
        float[] last = [0, 0.2f, 0.4f, 0.6f, 0.8f, 1, 1, 0, 1, 0, 1, 0];
        float[] first = [0, 0.6f, 0.2f, 0.8f, 0.4f, 1, 1, 0, 0, 1, 1, 0];
        byte[] expected = [0, 51, 102, 153, 204, 255, 255, 0, 255, 0, 255, 0];

        SpriteWriter.Write(_directory.File("s.png"), ImageTensor.FromFloats(last, 2, 1, 2, 3), columns: 2);
        Assert.Equal(expected, Decode(4, 1, 3));
        SpriteWriter.Write(_directory.File("s.png"), ImageTensor.FromFloats(first, 2, 1, 2, 3, channelsFirst: true), columns: 2);
        Assert.Equal(expected, Decode(4, 1, 3));
        SpriteWriter.Write(_directory.File("s.png"), new float[,,,] { { { { 1 }, { 0.5f } } } });
        Assert.Equal([255, 128], Decode(2, 1, 1));
        SpriteWriter.Write(_directory.File("s.png"), new byte[,,,] { { { { 3 }, { 4 } } } });
        Assert.Equal([3, 4], Decode(2, 1, 1));
    }

    [Fact]
    public void Values_and_shapes_that_make_no_sense_are_refused_with_the_reason()
    {
        Assert.Contains("Value 1 of the images is 255", Assert.Throws<ArgumentException>(() => ImageTensor.FromFloats([0, 255], 1, 1, 2, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => ImageTensor.FromFloats([float.NaN], 1, 1, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("5 channels", Assert.Throws<ArgumentException>(() => new ImageTensor(new byte[5], 1, 1, 1, 5)).Message, StringComparison.Ordinal);
        Assert.Contains("do not fill", Assert.Throws<ArgumentException>(() => new ImageTensor(new byte[5], 1, 2, 2, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SpriteWriter.Write(_directory.File("s.png"), new ImageTensor(Array.Empty<byte>(), 0, 1, 1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpriteWriter.Write(_directory.File("s.png"), new ImageTensor(new byte[1], 1, 1, 1, 1), columns: 0));
    }

    // A decoder of its own: chunks, zlib, and the filters none, left and above.
    private byte[] Decode(int width, int height, int channels)
    {
        var file = File.ReadAllBytes(_directory.File("s.png"));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        using var packed = new MemoryStream();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var kind = System.Text.Encoding.ASCII.GetString(file, at + 4, 4);
            if (kind == "IHDR")
            {
                Assert.Equal((width, height), (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + 8)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + 12))));
                Assert.Equal(channels, new[] { 1, 0, 3, 0, 2, 0, 4 }[file[at + 17]]);
            }
            else if (kind == "IDAT")
            {
                packed.Write(file, at + 8, length);
            }

            at += 12 + length;
        }

        packed.Position = 0;
        using var rows = new ZLibStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        rows.CopyTo(plain);
        var (filtered, stride) = (plain.ToArray(), width * channels);
        Assert.Equal(height * (1 + stride), filtered.Length);
        var pixels = new byte[height * stride];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i, stride);
            var predicted = filtered[y * (1 + stride)] switch
            {
                0 => 0,
                1 => x < channels ? 0 : pixels[i - channels],
                _ => y == 0 ? 0 : pixels[i - stride],
            };
            pixels[i] = (byte)(filtered[(y * (1 + stride)) + 1 + x] + predicted);
        }

        return pixels;
    }
}
