using System.Text;
using System.Text.Unicode;

namespace EmbeddingProjector.Formats.Text;

/// <summary>The exceptions for what stands where a number should.</summary>
internal static class BadCell
{
    private const int Shown = 40;

    /// <summary>A slip, text, or bytes that are no text at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">Where in it.</param>
    /// <param name="cell">What stands there.</param>
    /// <param name="expected">What the file should hold, for bytes that are no text.</param>
    /// <param name="remedy">What to do about text, or null.</param>
    public static DataFormatException NotANumber(string path, string place, ReadOnlySpan<byte> cell, string expected, string? remedy)
    {
        if (cell.Contains((byte)0) || !Utf8.IsValid(cell))
        {
            var bytes = Convert.ToHexStringLower(cell[..Math.Min(cell.Length, Shown / 2)]);
            return new DataFormatException(
                path, place, $"the bytes {bytes}, which are no UTF-8 text", expected,
                "If this is raw float32, state its shape [rows, columns] (--columns D, or tensor_shape in the config); if it is text, save it as UTF-8.");
        }

        return new DataFormatException(path, place, Quote(cell), "a number", remedy);
    }

    /// <summary>The beginning of a text, in quotes.</summary>
    public static string Quote(ReadOnlySpan<byte> text)
    {
        // Four bytes a character at most, so that this much holds what is shown.
        var characters = Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4 * (Shown + 1))]);
        return characters.Length > Shown ? $"\"{characters[..Shown]}…\"" : $"\"{characters}\"";
    }
}
