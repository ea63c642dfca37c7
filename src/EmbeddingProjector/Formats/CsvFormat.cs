using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Tables of text with named columns (RFC 4180), separated by commas, semicolons, tabs or bars. The vector of a row is a column that holds it in
/// brackets (<c>[0.1, …]</c>), or the columns whose names count (<c>dim_0, dim_1 …</c>), or all columns of numbers; the other columns become
/// metadata. Plain or gzip.
/// </summary>
public sealed class CsvFormat : IVectorFormat
{
    private CsvFormat()
    {
    }

    /// <summary>The format.</summary>
    public static CsvFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "table of text with named columns (.csv)";

    /// <inheritdoc/>
    public bool ListsByReading => true;

    /// <inheritdoc/>
    public bool HasNamedColumns => true;

    /// <inheritdoc/>
    public bool ReadsGzip => true;

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes)
    {
        if (firstBytes.IsEmpty || firstBytes.Contains((byte)0))
        {
            return false;
        }

        if (Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!firstBytes.ContainsAny(",;\t|"u8) || firstBytes.TrimStart("\uFEFF \t\r\n"u8) is [(byte)'[' or (byte)'{', ..])
        {
            return false;
        }

        var layout = DelimitedLayout.Of(firstBytes, isWhole: false) ?? (File.Exists(path) ? TryProbe(path) : null);
        return layout is { Tensors: [var best, ..] } && layout.Columns.Count > 1 && (layout.Dialect.Separator != '\t' || !IsPlainTsv(layout, best));
    }

    /// <summary>The shape is found by counting the records; the cells are not looked at.</summary>
    /// <inheritdoc cref="IVectorFormat.List"/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        var layout = Layout(path);
        using var chunks = new TextChunks(path, new DelimitedEnds(layout.Dialect.Separator));
        var rows = TextRows.Count(chunks, chunk => DelimitedRows.Count(chunk, layout.Dialect.Separator), cancellationToken) - (layout.HeaderLine > 0 ? 1 : 0);
        return [.. layout.Tensors.Select(t => new TensorInfo(NameOf(path, layout, t), ElementType.Float32.Name, [rows, t.Dimensions]))];
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var (layout, chosen) = Choose(path, tensor);
        var parser = new DelimitedRows(path, layout, chosen);
        using var chunks = new TextChunks(path, new DelimitedEnds(layout.Dialect.Separator));
        using var rows = new RowCollector(path, chosen.Dimensions, settings.Storage, parser.TextNames, TextRows.Expected(chunks, tensor, chosen.Dimensions));
        TextRows.Read(chunks, chosen.Dimensions, parser.Parse, rows, settings.Progress, cancellationToken);
        return rows.Build(Notes(layout, chosen, parser.TextNames));
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var (layout, chosen) = Choose(path, tensor);
        using var chunks = new TextChunks(path, new DelimitedEnds(layout.Dialect.Separator));
        TextRows.Visit(chunks, chosen.Dimensions, new DelimitedRows(path, layout, chosen).Parse, visit, cancellationToken);
    }

    private static DelimitedLayout Layout(string path)
    {
        var layout = DelimitedLayout.Probe(path);
        return layout.Tensors.Count > 0 ? layout : throw layout.NoVectors(path);
    }

    private static DelimitedLayout? TryProbe(string path)
    {
        try
        {
            return DelimitedLayout.Probe(path);
        }
        catch (DataFormatException)
        {
            // Then it is no table; another format may know it.
            return null;
        }
    }

    // Numbers with at most one column of words at either end are what TSV files of vectors are; that reader knows their customs.
    private static bool IsPlainTsv(DelimitedLayout layout, DelimitedTensor tensor)
    {
        var texts = layout.Columns.Count - tensor.Columns.Count;
        return layout.HeaderLine == 0
            || (!tensor.IsList && (texts == 0 || (texts == 1 && (tensor.Columns[0] == 1 || tensor.Columns[^1] == layout.Columns.Count - 2))));
    }

    private static (DelimitedLayout Layout, DelimitedTensor Tensor) Choose(string path, TensorInfo tensor)
    {
        var layout = Layout(path);
        return (layout, layout.Tensors.FirstOrDefault(t => NameOf(path, layout, t) == tensor.Name) ?? layout.Tensors[0]);
    }

    private static string NameOf(string path, DelimitedLayout layout, DelimitedTensor tensor) =>
        layout.Tensors.Count > 1 && tensor.Name is { } name ? name : Path.GetFileName(path);

    private static IEnumerable<string> Notes(DelimitedLayout layout, DelimitedTensor tensor, IReadOnlyList<string> texts)
    {
        yield return tensor.IsList
            ? $"The vectors are the column \"{layout.Columns[tensor.Columns[0]].Name}\"."
            : $"The vectors are {(tensor.Columns.Count == 1 ? "the column" : $"{tensor.Columns.Count:N0} columns of numbers,")} {Some([.. tensor.Columns.Select(c => layout.Columns[c].Name)])}.";
        if (texts.Count > 0)
        {
            yield return $"Metadata: {Some(texts)}.";
        }

        if (layout.Columns.Count - texts.Count - tensor.Columns.Count is > 0 and var left)
        {
            yield return left == 1 ? "One column that could be vectors too was left out." : $"{left:N0} columns that could be vectors too were left out.";
        }
    }

    private static string Some(IReadOnlyList<string> names)
    {
        const int Shown = 6;
        return string.Join(", ", names.Take(Shown).Select(n => $"\"{n}\"")) + (names.Count > Shown ? " …" : "");
    }
}
