using System.Globalization;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>Writes vectors as TSV, one row a line, each number by its shortest digits that read back as the same float32; NaN and infinities by Python's names.</summary>
internal static class TsvVectorWriter
{
    private const int LongestNumber = 24;

    /// <summary>Writes a file.</summary>
    public static void Write(string path, VectorTable vectors) => PartialFile.Write(path, stream =>
    {
        var line = new byte[vectors.ColumnCount * (LongestNumber + 1)];
        for (var row = 0; row < vectors.RowCount; row++)
        {
            var length = 0;
            foreach (var value in vectors.Row(row))
            {
                length += Format(value, line.AsSpan(length));
                line[length++] = (byte)'\t';
            }

            line[length - 1] = (byte)'\n';
            stream.Write(line, 0, length);
        }
    });

    private static int Format(float value, Span<byte> destination)
    {
        if (float.IsFinite(value))
        {
            value.TryFormat(destination, out var written, "R", CultureInfo.InvariantCulture);
            return written;
        }

        var name = float.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8;
        name.CopyTo(destination);
        return name.Length;
    }
}
