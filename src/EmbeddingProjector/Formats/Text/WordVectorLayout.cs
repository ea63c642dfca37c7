using System.Globalization;

namespace EmbeddingProjector.Formats.Text;

/// <summary>What the lines of a file of words and numbers are, decided from the first hundred.</summary>
/// <param name="Dimensions">d.</param>
/// <param name="HasWords">Whether a word stands before the numbers.</param>
/// <param name="StatedRows">The number of rows in the header of word2vec and fastText; null when there is no header.</param>
/// <param name="FirstLine">The number of the first line that is not blank, from 1.</param>
internal sealed record WordVectorLayout(int Dimensions, bool HasWords, long? StatedRows, long FirstLine)
{
    private const int ProbedLines = 100;
    private const int ProbedBytes = 1 << 20;

    /// <summary>The number of the line that is a header, 0 for none.</summary>
    public long HeaderLine => StatedRows is null ? 0 : FirstLine;

    /// <summary>Reads the first lines and decides.</summary>
    public static WordVectorLayout Probe(string path)
    {
        using var reader = new LineReader(path);
        var lines = new List<(int Cells, bool BeginsWithNumber)>();
        (long Rows, long Dimensions)? header = null;
        long firstLine = 0, bytes = 0;
        while (lines.Count < ProbedLines && bytes < ProbedBytes && reader.Next(out var line))
        {
            bytes += line.Length;
            if (lines.Count == 0)
            {
                firstLine = reader.LineNumber;
                header = Header(line);
            }

            lines.Add((CountCells(line), BeginsWithNumber(line)));
        }

        if (lines.Count == 0)
        {
            throw new DataFormatException(path, null, "no lines", "a word and its numbers a line");
        }

        if (header is { } h && lines.Count > 1 && lines[1].Cells >= h.Dimensions + 1)
        {
            return new WordVectorLayout((int)h.Dimensions, true, h.Rows, firstLine);
        }

        var hasWords = 2 * lines.Count(l => !l.BeginsWithNumber) >= lines.Count;
        // Words may hold spaces, so the most frequent number of cells counts.
        var cells = lines.GroupBy(l => l.Cells).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        var dimensions = hasWords ? cells - 1 : cells;
        return dimensions > 0
            ? new WordVectorLayout(dimensions, hasWords, null, firstLine)
            : throw new DataFormatException(
                path, $"line {firstLine:N0}", "a word and no numbers", "a word and its numbers, separated by spaces",
                "Is this a file of labels? Give it as metadata, beside a file of vectors.");
    }

    /// <summary>The two numbers of a header, or null.</summary>
    public static (long Rows, long Dimensions)? Header(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t\r"u8);
        var space = line.IndexOfAny((byte)' ', (byte)'\t');
        return space > 0
            && long.TryParse(line[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            && long.TryParse(line[(space + 1)..].Trim((byte)' '), NumberStyles.None, CultureInfo.InvariantCulture, out var dimensions)
            && dimensions is > 0 and < int.MaxValue
            ? (rows, dimensions)
            : null;
    }

    private static int CountCells(ReadOnlySpan<byte> line)
    {
        var cells = 0;
        for (line = line.TrimStart(" \t"u8); line.Length > 0; line = line.TrimStart(" \t"u8))
        {
            cells++;
            var end = line.IndexOfAny((byte)' ', (byte)'\t');
            line = end < 0 ? default : line[end..];
        }

        return cells;
    }

    private static bool BeginsWithNumber(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        var end = line.IndexOfAny((byte)' ', (byte)'\t');
        return DecimalNumber.TryParse(end < 0 ? line : line[..end], out _);
    }
}
