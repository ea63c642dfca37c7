using System.Text;
using System.Text.Unicode;

namespace EmbeddingProjector.Formats;

/// <summary>
/// One vector a line, its numbers separated by tabs (UTF-8). A header row and a column of labels, first or last, are recognised; blank lines
/// are skipped; numbers are what Python's <c>float()</c> accepts. The file is read once, from front to back, straight into the table.
/// </summary>
public sealed class TsvFormat : IVectorFormat
{
    private const int LinesPerStep = 4096;

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

    /// <summary>The shape is found by counting the lines; the numbers are not looked at.</summary>
    /// <inheritdoc cref="IVectorFormat.List"/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        var layout = TsvLayout.Probe(path);
        using var reader = new LineReader(path);
        long rows = layout.Header is null ? 0 : -1;
        while (reader.Next(out _))
        {
            if (++rows % LinesPerStep == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return [new TensorInfo(Path.GetFileName(path), ElementType.Float32.Name, [rows, layout.Dimensions])];
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var layout = TsvLayout.Probe(path);
        var table = new VectorTableBuilder(layout.Dimensions);
        var labels = new MetadataColumnBuilder(layout.LabelName);
        using var reader = new LineReader(path);
        SkipHeader(reader, layout);
        while (reader.Next(out var line))
        {
            if (table.RowCount % LinesPerStep == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                settings.Progress?.Report(reader.Fraction);
                if (table.RowCount > int.MaxValue - LinesPerStep)
                {
                    throw new DataFormatException(path, $"line {reader.LineNumber:N0}", $"more than {table.RowCount:N0} rows", $"at most {int.MaxValue - LinesPerStep:N0}");
                }
            }

            ReadRow(path, reader.LineNumber, line, layout, table.Reserve(1), labels);
        }

        settings.Progress?.Report(1);
        var metadata = layout.LabelColumn >= 0 ? new MetadataTable(table.RowCount, [labels.Build()]) : null;
        return new VectorFile(table.Build(), metadata, layout.Notes());
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var layout = TsvLayout.Probe(path);
        var row = new float[layout.Dimensions];
        var values = new double[layout.Dimensions];
        using var reader = new LineReader(path);
        SkipHeader(reader, layout);
        for (var rows = 0L; reader.Next(out var line); rows++)
        {
            if (rows % LinesPerStep == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadRow(path, reader.LineNumber, line, layout, row, null);
            for (var i = 0; i < row.Length; i++)
            {
                values[i] = row[i];
            }

            visit(values);
        }
    }

    /// <summary>The exception for a cell that is no number: a slip, text, or bytes that are no text at all.</summary>
    internal static DataFormatException NotANumber(string path, long line, int column, ReadOnlySpan<byte> cell, TsvLayout layout)
    {
        const int Shown = 40;
        var place = $"line {line:N0}, column {column + 1:N0}";
        if (cell.Contains((byte)0) || !Utf8.IsValid(cell))
        {
            var bytes = Convert.ToHexStringLower(cell[..Math.Min(cell.Length, Shown / 2)]);
            return new DataFormatException(
                path, place, $"the bytes {bytes}, which are no UTF-8 text", "tab-separated numbers",
                "If this is raw float32, state its shape [rows, columns] (--columns D, or tensor_shape in the config); if it is text, save it as UTF-8.");
        }

        var text = Encoding.UTF8.GetString(cell);
        return new DataFormatException(
            path, place, text.Length > Shown ? $"\"{text[..Shown]}…\"" : $"\"{text}\"", "a number",
            layout.Dimensions == 0 ? "No column holds numbers: is this a file of labels? Give it as metadata, beside a file of vectors." : null);
    }

    private static void SkipHeader(LineReader reader, TsvLayout layout)
    {
        if (layout.Header is not null)
        {
            reader.Next(out _);
        }
    }

    private static void ReadRow(string path, long line, ReadOnlySpan<byte> text, TsvLayout layout, Span<float> vector, MetadataColumnBuilder? labels)
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
                    AddLabel(path, line, column, cell, layout, labels);
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

    private static void AddLabel(string path, long line, int column, ReadOnlySpan<byte> cell, TsvLayout layout, MetadataColumnBuilder? labels)
    {
        if (!Utf8.IsValid(cell))
        {
            throw NotANumber(path, line, column, cell, layout);
        }

        if (labels is null)
        {
            return;
        }

        if (cell.IsEmpty)
        {
            labels.Add((string?)null);
        }
        else
        {
            labels.Add(Encoding.UTF8.GetString(cell));
        }
    }
}
