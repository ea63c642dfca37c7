using System.Text.Unicode;
using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Formats;

/// <summary>
/// One word a line and its numbers behind it, separated by spaces: what word2vec, GloVe and fastText (<c>.vec</c>) write as text. The line of two
/// numbers at the top, which word2vec and fastText write, is recognised; without words it is what <c>numpy.savetxt</c> writes. Plain or gzip.
/// </summary>
public sealed class WordVectorFormat : IVectorFormat
{
    private const string WordColumn = "word";

    // The fewest cells of a line that begins with a word: a list of words and their counts is no table of vectors.
    private const int MinCells = 3;

    private WordVectorFormat()
    {
    }

    /// <summary>The format.</summary>
    public static WordVectorFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "word vectors as text (word2vec, GloVe, fastText .vec)";

    /// <inheritdoc/>
    public bool ListsByReading => true;

    /// <inheritdoc/>
    public bool ReadsGzip => true;

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes)
    {
        if (firstBytes.Contains((byte)0) || firstBytes.IsEmpty)
        {
            return false;
        }

        if (Path.GetExtension(path).Equals(".vec", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var text = firstBytes.StartsWith("\uFEFF"u8) ? firstBytes[3..] : firstBytes;
        var first = Line(ref text, out var isWhole);
        if (WordVectorLayout.Header(first) is not null && isWhole && text.Length > 0)
        {
            var second = Line(ref text, out isWhole);
            return Numbers(second, isWhole, out var cells, out _) && cells >= MinCells;
        }

        return Numbers(first, isWhole, out var count, out var hasWord) && count >= (hasWord ? MinCells : 2);
    }

    /// <summary>The shape is found by counting the lines; the numbers are not looked at.</summary>
    /// <inheritdoc cref="IVectorFormat.List"/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        var layout = WordVectorLayout.Probe(path);
        using var chunks = new TextChunks(path, RecordEnds.Lines);
        var rows = TextRows.Count(chunks, TsvFormat.Lines, cancellationToken) - (layout.StatedRows is null ? 0 : 1);
        return [new TensorInfo(Path.GetFileName(path), ElementType.Float32.Name, [rows, layout.Dimensions])];
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var layout = WordVectorLayout.Probe(path);
        using var chunks = new TextChunks(path, RecordEnds.Lines);
        var expected = TextRows.Expected(chunks, tensor, layout.Dimensions);
        using var rows = new RowCollector(path, layout.Dimensions, settings.Storage, layout.HasWords ? [WordColumn] : [], expected);
        TextRows.Read(chunks, layout.Dimensions, (chunk, batch) => Parse(path, layout, chunk, batch), rows, settings.Progress, cancellationToken);
        return rows.Build(Notes(path, layout, rows.RowCount));
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var layout = WordVectorLayout.Probe(path);
        using var chunks = new TextChunks(path, RecordEnds.Lines);
        TextRows.Visit(chunks, layout.Dimensions, (chunk, batch) => Parse(path, layout, chunk, batch), visit, cancellationToken);
    }

    private static void Parse(string path, WordVectorLayout layout, TextChunk chunk, RowBatch batch)
    {
        var words = layout.HasWords ? batch.Column(WordColumn) : -1;
        var lines = chunk.Lines;
        while (lines.Next(out var line))
        {
            if (lines.LineNumber != layout.HeaderLine)
            {
                var word = WordVectorRow.Read(path, lines.LineNumber, line, layout.HasWords, batch.AddRow());
                if (layout.HasWords)
                {
                    batch.AddText(words, word);
                }
            }
        }
    }

    private static IEnumerable<string> Notes(string path, WordVectorLayout layout, int rows)
    {
        if (layout.StatedRows is not { } stated || stated == rows)
        {
            return [];
        }

        return rows > stated
            ? [$"The first line states {stated:N0} rows; the file holds {rows:N0}, and all are shown."]
            : throw new DataFormatException(
                path, $"line {layout.FirstLine:N0}", $"{stated:N0} rows are stated and {rows:N0} follow", $"{stated:N0} rows",
                "The file was cut short; copy or write it again, or correct its first line.");
    }

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> text, out bool isWhole)
    {
        var end = text.IndexOf((byte)'\n');
        isWhole = end >= 0;
        var line = isWhole ? text[..end] : text;
        text = isWhole ? text[(end + 1)..] : default;
        return line.TrimEnd((byte)'\r');
    }

    // Whether all cells but the first are numbers, as far as they can be seen.
    private static bool Numbers(ReadOnlySpan<byte> line, bool isWhole, out int cells, out bool hasWord)
    {
        cells = 0;
        hasWord = false;
        if (isWhole && !Utf8.IsValid(line))
        {
            return false;
        }

        for (line = line.Trim((byte)' '); line.Length > 0; line = line.TrimStart((byte)' '))
        {
            var end = line.IndexOf((byte)' ');
            if (end < 0 && !isWhole)
            {
                break;
            }

            var cell = end < 0 ? line : line[..end];
            if (cell.Contains((byte)'\t') || (!DecimalNumber.TryParse(cell, out _) && cells > 0))
            {
                return false;
            }

            hasWord |= cells == 0 && !DecimalNumber.TryParse(cell, out _);
            cells++;
            line = end < 0 ? default : line[end..];
        }

        return true;
    }
}
