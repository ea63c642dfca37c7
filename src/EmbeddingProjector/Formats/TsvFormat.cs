using System.Text.Unicode;
using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Formats;

/// <summary>
/// One vector a line, its numbers separated by tabs (UTF-8). A header row and a column of labels, first or last, are recognised; blank lines
/// are skipped; numbers are what Python's <c>float()</c> accepts. The file is read once, from front to back, straight into the table.
/// </summary>
public sealed class TsvFormat : IVectorFormat
{
    private TsvFormat()
    {
    }

    /// <summary>The format.</summary>
    public static TsvFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "tab-separated values (.tsv)";

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        if (Path.GetExtension(path).ToUpperInvariant() is ".TSV" or ".TAB")
        {
            return true;
        }

        var line = firstBytes.StartsWith("\uFEFF"u8) ? firstBytes[3..] : firstBytes;
        var end = line.IndexOf((byte)'\n');
        line = (end < 0 ? line : line[..end]).TrimEnd((byte)'\r');
        var isText = !firstBytes.Contains((byte)0) && (Utf8.IsValid(line) || end < 0);
        return isText && (line.Contains((byte)'\t') || DecimalNumber.TryParse(line, out _));
    }

    /// <inheritdoc/>
    public bool ListsByReading => true;

    /// <inheritdoc/>
    public bool ReadsGzip => true;

    /// <summary>The shape is found by counting the lines; the numbers are not looked at.</summary>
    /// <inheritdoc cref="IVectorFormat.List"/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        var layout = TsvLayout.Probe(path);
        using var chunks = new TextChunks(path, RecordEnds.Lines);
        var rows = TextRows.Count(chunks, Lines, cancellationToken) - (layout.Header is null ? 0 : 1);
        return [new TensorInfo(Path.GetFileName(path), ElementType.Float32.Name, [rows, layout.Dimensions])];
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var layout = TsvLayout.Probe(path);
        using var chunks = new TextChunks(path, RecordEnds.Lines);
        using var rows = new RowCollector(path, layout.Dimensions, settings.Storage, layout.LabelColumn >= 0 ? [layout.LabelName] : [], TextRows.Expected(chunks, tensor, layout.Dimensions));
        TextRows.Read(chunks, layout.Dimensions, (chunk, batch) => Parse(path, layout, chunk, batch), rows, settings.Progress, cancellationToken);
        return rows.Build(layout.Notes());
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var layout = TsvLayout.Probe(path);
        using var chunks = new TextChunks(path, RecordEnds.Lines);
        TextRows.Visit(chunks, layout.Dimensions, (chunk, batch) => Parse(path, layout, chunk, batch), visit, cancellationToken);
    }

    /// <summary>The number of lines that are not blank.</summary>
    internal static long Lines(TextChunk chunk)
    {
        var lines = chunk.Lines;
        long count = 0;
        while (lines.Next(out _))
        {
            count++;
        }

        return count;
    }

    /// <summary>The exception for a cell that is no number: a slip, text, or bytes that are no text at all.</summary>
    internal static DataFormatException NotANumber(string path, long line, int column, ReadOnlySpan<byte> cell, TsvLayout layout)
    {
        return BadCell.NotANumber(
            path, $"line {line:N0}, column {column + 1:N0}", cell, "tab-separated numbers",
            layout.Dimensions == 0 ? "No column holds numbers: is this a file of labels? Give it as metadata, beside a file of vectors." : null);
    }

    private static void Parse(string path, TsvLayout layout, TextChunk chunk, RowBatch batch)
    {
        var labels = layout.LabelColumn >= 0 ? batch.Column(layout.LabelName) : -1;
        var lines = chunk.Lines;
        while (lines.Next(out var line))
        {
            if (lines.LineNumber != layout.HeaderLine)
            {
                ReadRow(path, lines.LineNumber, line, layout, batch.AddRow(), batch, labels);
            }
        }
    }

    private static void ReadRow(string path, long line, ReadOnlySpan<byte> text, TsvLayout layout, Span<float> vector, RowBatch batch, int labels)
    {
        var row = new TsvRow(text);
        var column = 0;
        var dimension = 0;
        while (true)
        {
            if (dimension < vector.Length && column != layout.LabelColumn && row.TryNextNumber(out var value))
            {
                vector[dimension++] = (float)value;
            }
            else if (!row.Next(out var cell))
            {
                break;
            }
            else if (column < layout.CellCount)
            {
                if (column == layout.LabelColumn)
                {
                    AddLabel(path, line, column, cell, layout, batch, labels);
                }
                else
                {
                    vector[dimension++] = DecimalNumber.TryParse(cell, out value) ? (float)value : throw NotANumber(path, line, column, cell, layout);
                }
            }

            column++;
        }

        if (column != layout.CellCount)
        {
            throw new DataFormatException(
                path, $"line {line:N0}", $"{column:N0} cells", $"{layout.CellCount:N0}, as in the first row", "Every line must hold the same number of cells, separated by single tabs.");
        }
    }

    private static void AddLabel(string path, long line, int column, ReadOnlySpan<byte> cell, TsvLayout layout, RowBatch batch, int labels)
    {
        if (!Utf8.IsValid(cell))
        {
            throw NotANumber(path, line, column, cell, layout);
        }

        batch.AddText(labels, cell);
    }
}
