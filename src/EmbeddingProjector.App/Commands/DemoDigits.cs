using System.Buffers.Binary;
using System.IO.Compression;

namespace EmbeddingProjector.App.Commands;

/// <summary>
/// The digits of the demo, embedded when the tool was built as <c>demo/mnist.bin.br</c>: brotli over "MNST", int32 count, int32 width,
/// int32 height (little-endian), count label bytes 0–9, count × width × height gray bytes, 255 being ink.
/// </summary>
/// <param name="Width">Width of an image in pixels.</param>
/// <param name="Height">Height of an image in pixels.</param>
/// <param name="Labels"><c>[count]</c>.</param>
/// <param name="Pixels"><c>[count, height × width]</c>, row-major.</param>
internal sealed record DemoDigits(int Width, int Height, byte[] Labels, byte[] Pixels)
{
    private const string Resource = "demo/mnist.bin.br";
    private const int HeaderLength = 16;
    private const int MostImages = 1_000_000;
    private const int LongestSide = 1024;

    /// <summary>The number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>The gray bytes of one image, <c>[height × width]</c>.</summary>
    public ReadOnlySpan<byte> Image(int index) => Pixels.AsSpan(index * Width * Height, Width * Height);

    /// <summary>The embedded resource.</summary>
    /// <exception cref="IOException">This build has none.</exception>
    public static Stream Open() => typeof(DemoDigits).Assembly.GetManifestResourceStream(Resource)
        ?? throw new IOException("This build carries no demo data: it was made with -p:SkipWeb=true. Build without that switch (Node.js is needed).");

    /// <summary>Reads the compressed form.</summary>
    /// <exception cref="DataFormatException">It is not what it should be.</exception>
    public static DemoDigits Read(Stream compressed)
    {
        try
        {
            using var stream = new BrotliStream(compressed, CompressionMode.Decompress, leaveOpen: true);
            Span<byte> header = stackalloc byte[HeaderLength];
            stream.ReadExactly(header);
            var count = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
            var width = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
            var height = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
            if (!header.StartsWith("MNST"u8) || count is < 1 or > MostImages || width is < 1 or > LongestSide || height is < 1 or > LongestSide)
            {
                throw Broken($"a header of {Convert.ToHexString(header)}", null);
            }

            var labels = new byte[count];
            stream.ReadExactly(labels);
            var pixels = new byte[count * width * height];
            stream.ReadExactly(pixels);
            return new(width, height, labels, pixels);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or InvalidOperationException)
        {
            throw Broken("it ends early or is not brotli", e);
        }
    }

    private static DataFormatException Broken(string found, Exception? inner) =>
        new(Resource, null, found, "\"MNST\", the number of images, width and height, labels, gray bytes", "Build the tool again.", inner);
}
