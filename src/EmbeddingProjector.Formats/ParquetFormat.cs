using EmbeddingProjector.Formats.Columnar;
using EmbeddingProjector.Formats.Parquet;
using Parquet;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Apache Parquet (https://parquet.apache.org/docs/file-format/), of any number of row groups. Vectors are a column of lists, nested or not, or columns of numbers;
/// the other columns become metadata.
/// </summary>
public sealed class ParquetFormat : ColumnarFormat
{
    private ParquetFormat()
    {
    }

    /// <summary>The format.</summary>
    public static ParquetFormat Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "Apache Parquet (.parquet)";

    /// <inheritdoc/>
    public override bool Recognizes(string path, ReadOnlySpan<byte> firstBytes) => firstBytes.StartsWith("PAR1"u8);

    private protected override ColumnarFile Open(string path, FileStream stream)
    {
        Span<byte> end = stackalloc byte[8];
        if (stream.Length < 12)
        {
            throw new DataFormatException(path, null, $"{stream.Length:N0} bytes", "12 or more: a magic at both ends and the length of the footer");
        }

        stream.Position = stream.Length - end.Length;
        stream.ReadExactly(end);
        var footer = BitConverter.ToUInt32(end);
        if (!end[4..].SequenceEqual("PAR1"u8) || footer > stream.Length - 12)
        {
            throw new DataFormatException(
                path, $"offset {stream.Length - end.Length:N0}", $"the bytes {Convert.ToHexString(end)}",
                "the length of a footer that fits the file, and the magic PAR1", "The end of the file is missing: copy or write it again.");
        }

        stream.Position = 0;
        return new ParquetFile(path, stream, ParquetReader.CreateAsync(stream, new ParquetOptions(), leaveStreamOpen: true, CancellationToken.None).GetAwaiter().GetResult());
    }
}
