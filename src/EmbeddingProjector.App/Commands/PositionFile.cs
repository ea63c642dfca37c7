using System.Globalization;
using System.Text;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.App.Commands;

/// <summary>
/// Positions as a file, its kind by its name: a NumPy array (.npy, float32 <c>[n, 2|3]</c>), lines of numbers between tabs without a header
/// (.tsv, which is also how vectors are read), or lines with a header x,y or x,y,z (.csv).
/// </summary>
internal static class PositionFile
{
    /// <summary>Whether a file of that name can be written.</summary>
    public static bool CanWrite(string path) => Extension(path) is ".npy" or ".tsv" or ".csv";

    /// <summary>Writes it, whole or not at all.</summary>
    public static void Write(string path, Positions positions) => OutputFile.Write(path, stream =>
    {
        switch (Extension(path))
        {
            case ".npy":
                NpyWriter.Write(stream, positions.Values, [positions.RowCount, positions.Dimensions]);
                break;
            case ".tsv":
                WriteLines(stream, positions, '\t', header: null);
                break;
            default:
                WriteLines(stream, positions, ',', positions.Dimensions == 2 ? "x,y" : "x,y,z");
                break;
        }
    });

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static void WriteLines(Stream stream, Positions positions, char separator, string? header)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        if (header is not null)
        {
            writer.WriteLine(header);
        }

        Span<char> digits = stackalloc char[32];
        for (var row = 0; row < positions.RowCount; row++)
        {
            var at = positions.Row(row);
            for (var i = 0; i < at.Length; i++)
            {
                // The shortest text that reads back as the same float32.
                at[i].TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
                writer.Write(digits[..length]);
                writer.Write(i + 1 < at.Length ? separator : '\n');
            }
        }
    }
}
