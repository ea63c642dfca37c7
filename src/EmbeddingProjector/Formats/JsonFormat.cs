using EmbeddingProjector.Formats.Json;
using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Formats;

/// <summary>
/// JSON with vectors in it: lines of records, an array of records or of vectors, an object of vectors by label, an object with such an array in it,
/// or an object of columns (<c>{"embeddings": [[…]], "labels": […]}</c>). The other fields become metadata; objects within records are taken
/// apart (<c>metadata.title</c>). Plain or gzip; read record by record.
/// </summary>
public sealed class JsonFormat : IMetadataFormat
{
    private static readonly HashSet<string> _none = [];

    private JsonFormat()
    {
    }

    /// <summary>The format.</summary>
    public static JsonFormat Instance { get; } = new();

    /// <inheritdoc cref="IVectorFormat.Name"/>
    public string Name => "JSON and JSON lines (.json, .jsonl)";

    /// <inheritdoc/>
    public bool ListsByReading => true;

    /// <inheritdoc/>
    public bool HasNamedColumns => true;

    /// <inheritdoc/>
    public bool ReadsGzip => true;

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes)
    {
        var text = (firstBytes.StartsWith("\uFEFF"u8) ? firstBytes[3..] : firstBytes).TrimStart(" \t\r\n"u8);
        if (firstBytes.Contains((byte)0) || text is not [(byte)'{' or (byte)'[', ..])
        {
            return false;
        }

        // A table whose first cell is a vector begins with a bracket too.
        var extension = Path.GetExtension(path).ToUpperInvariant();
        return extension is ".JSON" or ".JSONL" or ".NDJSON"
            || (extension is not (".TSV" or ".TAB" or ".CSV") && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'{' or (byte)'[', ..]);
    }

    // A label may well begin with a bracket, so that only the extension makes a file of labels JSON.
    bool IMetadataFormat.RecognizesMetadata(string path, ReadOnlySpan<byte> firstBytes) =>
        Path.GetExtension(path).ToUpperInvariant() is ".JSON" or ".JSONL" or ".NDJSON" && Recognizes(path, firstBytes);

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        var layout = Layout(path, cancellationToken);
        var counts = new Dictionary<JsonPlace, long>();
        var tensors = new List<TensorInfo>();
        foreach (var tensor in layout.Tensors)
        {
            if (!counts.TryGetValue(tensor.Place, out var rows))
            {
                counts[tensor.Place] = rows = Count(path, tensor.Place, cancellationToken);
            }

            tensors.Add(new TensorInfo(NameOf(path, layout, tensor), ElementType.Float32.Name, [rows, tensor.Dimensions]));
        }

        return tensors;
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var (layout, chosen) = Choose(path, tensor, cancellationToken);
        using var chunks = chosen.Place.Open(path);
        using var rows = new RowCollector(path, chosen.Dimensions, settings.Storage, [], TextRows.Expected(chunks, tensor, chosen.Dimensions));
        TextRows.Read(chunks, chosen.Dimensions, Rows(path, layout, chosen).Parse, rows, settings.Progress, cancellationToken);

        List<string> notes = chosen.Name is { } name ? [$"The vectors are {(chosen.Field.Length > 0 ? "the field" : "the member")} \"{name}\"."] : [];
        var file = rows.Build(notes);
        return layout.Columns.Count == 0 ? file : WithColumns(path, layout, file, cancellationToken);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var (layout, chosen) = Choose(path, tensor, cancellationToken);
        using var chunks = chosen.Place.Open(path);
        TextRows.Visit(chunks, chosen.Dimensions, Rows(path, layout, chosen).Parse, visit, cancellationToken);
    }

    /// <inheritdoc/>
    public MetadataTable ReadMetadata(string path, CancellationToken cancellationToken)
    {
        var layout = JsonLayout.Probe(path, cancellationToken);
        if (layout.Records is { } place)
        {
            return Metadata(path, place, JsonRows.LabelColumn, layout.Tensors.Select(t => t.Field).ToHashSet(StringComparer.Ordinal), cancellationToken);
        }

        var columns = new List<MetadataColumn>();
        foreach (var member in layout.Columns)
        {
            var table = Metadata(path, new JsonPlace(JsonContainer.Array, member.Offset + 1), member.Name, _none, cancellationToken);
            if (columns.Count > 0 && table.RowCount != columns[0].RowCount)
            {
                throw new DataFormatException(
                    path, $"member \"{member.Name}\"", $"{table.RowCount:N0} values", $"{columns[0].RowCount:N0}, as in \"{columns[0].Name}\"", "Every column needs a value for each row.");
            }

            columns.AddRange(table.Columns.Where(c => columns.TrueForAll(k => k.Name != c.Name)));
        }

        return columns.Count > 0
            ? new MetadataTable(columns[0].RowCount, columns)
            : throw new DataFormatException(path, null, "no records", "an array of records, lines of records, or columns by name");
    }

    private static JsonLayout Layout(string path, CancellationToken cancellationToken)
    {
        var layout = JsonLayout.Probe(path, cancellationToken);
        return layout.Tensors.Count > 0
            ? layout
            : throw new DataFormatException(
                path, null, "JSON without vectors", "records with a field that holds an array of numbers, an array of vectors, or vectors by label",
                "If it says what the rows of another file are, give it as metadata (--metadata).");
    }

    private static (JsonLayout Layout, JsonTensor Tensor) Choose(string path, TensorInfo tensor, CancellationToken cancellationToken)
    {
        var layout = Layout(path, cancellationToken);
        return (layout, layout.Tensors.FirstOrDefault(t => NameOf(path, layout, t) == tensor.Name) ?? layout.Tensors[0]);
    }

    private static JsonRows Rows(string path, JsonLayout layout, JsonTensor tensor) => new(
        path, tensor.Place.Container, tensor.Field, layout.Tensors.Where(t => t != tensor).Select(t => t.Field).ToHashSet(StringComparer.Ordinal));

    private static string NameOf(string path, JsonLayout layout, JsonTensor tensor) =>
        layout.Tensors.Count > 1 && tensor.Name is { } name ? name : Path.GetFileName(path);

    private static long Count(string path, JsonPlace place, CancellationToken cancellationToken)
    {
        using var chunks = place.Open(path);
        return TextRows.Count(chunks, new JsonRows(path, place.Container, null, _none).Count, cancellationToken);
    }

    private static MetadataTable Metadata(string path, JsonPlace place, string name, HashSet<string> ignored, CancellationToken cancellationToken)
    {
        var rows = new RowCollector(path, 0, MatrixStorage.Default, []);
        using var chunks = place.Open(path);
        TextRows.Read(chunks, 0, new JsonRows(path, place.Container, null, ignored, name).Parse, rows, null, cancellationToken);
        return rows.Metadata();
    }

    // Columns that stand beside the vectors: those of another length belong to something else.
    private static VectorFile WithColumns(string path, JsonLayout layout, VectorFile file, CancellationToken cancellationToken)
    {
        var columns = new List<MetadataColumn>();
        var notes = new List<string>(file.Notes);
        foreach (var member in layout.Columns)
        {
            var table = Metadata(path, new JsonPlace(JsonContainer.Array, member.Offset + 1), member.Name, _none, cancellationToken);
            if (table.RowCount == file.Vectors.RowCount)
            {
                columns.AddRange(table.Columns.Where(c => columns.TrueForAll(k => k.Name != c.Name)));
            }
            else
            {
                notes.Add($"\"{member.Name}\" holds {table.RowCount:N0} values for {file.Vectors.RowCount:N0} vectors and was left out.");
            }
        }

        return new VectorFile(file.Vectors, columns.Count > 0 ? new MetadataTable(file.Vectors.RowCount, columns) : null, notes);
    }
}
