using EmbeddingProjector.Formats.Arrow;
using EmbeddingProjector.Formats.Columnar;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Apache Arrow's IPC format (https://arrow.apache.org/docs/format/Columnar.html), as a file or a stream, plain or packed with LZ4 or Zstandard; Feather of the
/// second version is the same. Vectors are a column of lists of any kind, or columns of numbers; the other columns become metadata.
/// </summary>
public sealed class ArrowFormat : ColumnarFormat
{
    private ArrowFormat()
    {
    }

    /// <summary>The format.</summary>
    public static ArrowFormat Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "Apache Arrow, Feather (.arrow, .feather, .arrows)";

    /// <inheritdoc/>
    public override bool Recognizes(string path, ReadOnlySpan<byte> firstBytes) =>
        firstBytes.StartsWith("ARROW1"u8) || IsFirstFeather(firstBytes) || ArrowMessages.IsStream(firstBytes);

    private protected override ColumnarFile Open(string path, FileStream stream)
    {
        Span<byte> start = stackalloc byte[4];
        FileBytes.ReadExactly(path, stream.SafeFileHandle, 0, start);
        return !IsFirstFeather(start) ? new ArrowFile(path, stream.SafeFileHandle) : throw new DataFormatException(
            path, "offset 0", "the magic FEA1: Feather of the first version, of 2016", "Feather of the second version, which is Arrow's file format, with the magic ARROW1",
            "Write it again: pandas.read_feather(PATH).to_feather(NEW).");
    }

    private static bool IsFirstFeather(ReadOnlySpan<byte> firstBytes) => firstBytes.StartsWith("FEA1"u8);
}
