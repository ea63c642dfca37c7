using System.Text;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.Training.Subwords;

/// <summary>
/// The vocabulary file of TensorFlow Datasets: UTF-8, a header line, a line of metadata (JSON, always <c>{}</c>), then a subword a line between single
/// quotes, unescaped. Lines end with a line feed alone: U+0085 and its like are part of subwords.
/// </summary>
internal static class SubwordFile
{
    private const string Ending = ".subwords";
    private const string Header = "### SubwordTextEncoder";
    private const string Metadata = "### Metadata: {}";

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string WithEnding(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path.EndsWith(Ending, StringComparison.Ordinal) ? path : path + Ending;
    }

    public static string[] Read(string path)
    {
        var lines = Text(path).Split('\n');
        Require(lines[0] == Header, path, 1, lines[0], $"\"{Header}\"", "This is no vocabulary of a SubwordTextEncoder; give a file that SaveToFile wrote.");
        Require(
            lines.Length > 1 && lines[1] == Metadata, path, 2, lines.Length > 1 ? lines[1] : "the end of the file", $"\"{Metadata}\"",
            "Give a file that SaveToFile wrote.");
        Require(
            lines[^1].Length == 0, path, lines.Length, lines[^1], "a line feed at the end of every line",
            "The file was cut; get it again, or end its last line if it is whole.");
        var subwords = new string[lines.Length - 3];
        for (var row = 0; row < subwords.Length; row++)
        {
            var line = lines[row + 2];
            Require(
                line.Length > 2 && line[0] == '\'' && line[^1] == '\'', path, row + 3, line, "a subword between single quotes",
                line.EndsWith('\r') ? "An editor put in Windows line ends; save it with \\n." : "Each line is one subword, as in 'the_'.");
            subwords[row] = line[1..^1];
        }

        return subwords;
    }

    public static void Write(string path, IReadOnlyList<string> subwords)
    {
        var text = new StringBuilder().Append(Header).Append('\n').Append(Metadata).Append('\n');
        for (var row = 0; row < subwords.Count; row++)
        {
            if (subwords[row].Contains('\n'))
            {
                throw new InvalidOperationException(
                    $"Subword {row} (id {row + 1}) holds a line break, which a vocabulary file cannot hold. Replace the line breaks of the texts by spaces before building the vocabulary.");
            }

            text.Append('\'').Append(subwords[row]).Append("'\n");
        }

        PartialFile.Write(path, file => file.Write(_utf8.GetBytes(text.ToString())));
    }

    private static string Text(string path)
    {
        try
        {
            return _utf8.GetString(File.ReadAllBytes(path));
        }
        catch (DecoderFallbackException fault)
        {
            throw new DataFormatException(
                path, $"offset {fault.Index}", $"bytes {Convert.ToHexString(fault.BytesUnknown ?? [])} that are no UTF-8", "text in UTF-8",
                "Give a file that SaveToFile wrote.", fault);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFormatException(path, null, "there is no such file", "a vocabulary file", "Check the path.", fault);
        }
    }

    private static void Require(bool holds, string path, int line, string found, string expected, string remedy)
    {
        if (!holds)
        {
            var shown = found.Length > 60 ? found[..60] + "…" : found;
            throw new DataFormatException(path, $"line {line}", $"\"{shown}\"", expected, remedy);
        }
    }
}
