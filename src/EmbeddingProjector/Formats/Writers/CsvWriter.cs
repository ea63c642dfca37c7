using System.Globalization;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>A header, the columns of the metadata, and the vectors as dim_0, dim_1 … (RFC 4180).</summary>
internal sealed class CsvWriter : IVectorWriter
{
    public string Name => "comma-separated values";

    public IReadOnlyList<string> Extensions { get; } = [".csv"];

    public WrittenMetadata Metadata => WrittenMetadata.All;

    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var (vectors, metadata) = table;
        var text = new NumberText(stream);
        var columns = metadata?.Columns ?? [];
        foreach (var column in columns)
        {
            AddCell(text, column.Name);
            text.Add(',');
        }

        for (var i = 0; i < vectors.ColumnCount; i++)
        {
            text.Add(string.Create(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}dim_{i}"));
        }

        for (var row = 0; row < vectors.RowCount; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            text.Add('\n');
            foreach (var column in columns)
            {
                AddCell(text, column.Text(row));
                text.Add(',');
            }

            text.AddAll(vectors.Row(row), ',');
        }

        text.Add('\n');
        text.Flush();
        return [];
    }

    private static void AddCell(NumberText text, string? cell)
    {
        if (cell.AsSpan().ContainsAny(",\"\r\n") || cell?.Trim().Length < cell?.Length)
        {
            text.Add('"');
            text.Add(cell!.Replace("\"", "\"\"", StringComparison.Ordinal));
            text.Add('"');
        }
        else
        {
            text.Add(cell);
        }
    }
}
