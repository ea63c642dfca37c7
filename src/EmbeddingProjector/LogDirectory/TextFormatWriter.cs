using System.Globalization;
using System.Text;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// The fields of messages in protobuf text format, one a line, as TensorFlow's own writer has them: texts in ASCII, with the bytes of other characters as
/// octal escapes, empty texts left out. The twin of <see cref="TextFormat"/>.
/// </summary>
internal static class TextFormatWriter
{
    /// <summary>Appends a text, unless it is empty.</summary>
    public static void AppendText(StringBuilder text, string indent, string name, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        text.Append(indent).Append(name).Append(": \"");
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            _ = b switch
            {
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                (byte)'\t' => text.Append("\\t"),
                (byte)'"' => text.Append("\\\""),
                (byte)'\'' => text.Append("\\'"),
                (byte)'\\' => text.Append("\\\\"),
                >= 32 and < 127 => text.Append((char)b),
                _ => text.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0')),
            };
        }

        text.Append("\"\n");
    }

    /// <summary>Appends a whole number for each value.</summary>
    public static void AppendNumbers(StringBuilder text, string indent, string name, IEnumerable<long> values)
    {
        foreach (var value in values)
        {
            text.Append(indent).Append(name).Append(": ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    /// <summary>Appends a number, by its shortest digits that read back as the same.</summary>
    public static void AppendReal(StringBuilder text, string indent, string name, double value) =>
        text.Append(indent).Append(name).Append(": ").Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
}
