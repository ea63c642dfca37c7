using System.Text.Encodings.Web;
using System.Text.Json;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>One record a line: the columns of the metadata by name, and the vector as "embedding".</summary>
internal sealed class JsonLinesWriter : IVectorWriter
{
    public string Name => "JSON lines";

    public IReadOnlyList<string> Extensions { get; } = [".jsonl", ".ndjson"];

    public WrittenMetadata Metadata => WrittenMetadata.All;

    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var (vectors, metadata) = table;
        var text = new NumberText(stream);
        var vectorField = Quote(WrittenColumn.VectorName(metadata));
        var columns = (metadata?.Columns ?? []).Select(c => (Column: c, Name: Quote(c.Name))).ToList();
        var special = 0L;
        for (var row = 0; row < vectors.RowCount; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            text.Add('{');
            foreach (var (column, name) in columns)
            {
                if (column.Text(row) is { } value)
                {
                    text.Add(name);
                    text.Add(':');
                    text.Add(column.IsNumeric && WrittenColumn.IsNumber(value) ? value : Quote(value));
                    text.Add(',');
                }
            }

            text.Add(vectorField);
            text.Add(":[");
            special += Add(text, vectors.Row(row));
            text.Add("]}\n");
        }

        text.Flush();
        return special == 0 ? [] : [$"{special:N0} numbers are not finite; they are written as NaN and Infinity, as Python does, which strict readers of JSON refuse."];
    }

    private static long Add(NumberText text, ReadOnlySpan<float> vector)
    {
        var special = 0L;
        for (var i = 0; i < vector.Length; i++)
        {
            if (i > 0)
            {
                text.Add(',');
            }

            if (vector[i] == 0 && float.IsNegative(vector[i]))
            {
                // Readers take "-0" for a whole number, which has no sign at zero.
                text.Add("-0.0");
            }
            else if (float.IsFinite(vector[i]))
            {
                text.Add(vector[i]);
            }
            else
            {
                special++;
                text.Add(float.IsNaN(vector[i]) ? "NaN" : vector[i] > 0 ? "Infinity" : "-Infinity");
            }
        }

        return special;
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
