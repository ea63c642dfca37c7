using System.IO.Compression;
using EmbeddingProjector.Formats.Checkpoint;
using K4os.Compression.LZ4;
using ZstdSharp;

namespace EmbeddingProjector.Formats.Parquet;

/// <summary>The ways in which pages are packed (CompressionCodec in parquet.thrift).</summary>
internal static class PagePacking
{
    private const int None = 0;
    private const int Snap = 1;
    private const int Gzip = 2;
    private const int Brotli = 4;
    private const int Zstandard = 6;
    private const int Lz4Raw = 7;

    /// <summary>Fills <paramref name="unpacked"/>, whose length is the stated one.</summary>
    /// <exception cref="InvalidDataException">The bytes cannot be unpacked to that length.</exception>
    /// <exception cref="NotSupportedException">The codec is not known.</exception>
    public static void Unpack(int codec, byte[] packed, int count, Span<byte> unpacked)
    {
        var source = packed.AsSpan(0, count);
        switch (codec)
        {
            case None:
                Require(count, unpacked.Length);
                source.CopyTo(unpacked);
                break;
            case Snap:
                SnappyBlock.Decompress(source, unpacked);
                break;
            case Gzip:
                Read(new GZipStream(new MemoryStream(packed, 0, count), CompressionMode.Decompress), unpacked);
                break;
            case Brotli:
                Read(new BrotliStream(new MemoryStream(packed, 0, count), CompressionMode.Decompress), unpacked);
                break;
            case Zstandard:
                using (var zstandard = new Decompressor())
                {
                    Require(zstandard.Unwrap(source, unpacked), unpacked.Length);
                }

                break;
            case Lz4Raw:
                Require(LZ4Codec.Decode(source, unpacked), unpacked.Length);
                break;
            default:
                throw new NotSupportedException($"pages packed by the codec number {codec}");
        }
    }

    private static void Read(Stream stream, Span<byte> unpacked)
    {
        using (stream)
        {
            stream.ReadExactly(unpacked);
        }
    }

    private static void Require(int found, int stated)
    {
        if (found != stated)
        {
            throw new InvalidDataException($"a page of {found:N0} bytes that states {stated:N0}");
        }
    }
}
