namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>
/// AnnData's <c>.h5ad</c>, files of single cells: the matrix <c>X</c>, what is known of its rows (<c>obs</c>) and columns (<c>var</c>), other vectors of its rows
/// (<c>obsm</c>), and among them maps that were made before (<c>X_umap</c>). Source: "On-disk format" of anndata's documentation, and the versions before it.
/// </summary>
internal static class AnnData
{
    private const string Vectors = "obsm/";

    /// <summary>Whether a file is one.</summary>
    public static bool Is(Hdf5File file) =>
        file.Text("", "encoding-type") == "anndata" || (file.Find("X") is not null && file.Find("obs") is not null && file.Find("var") is not null);

    /// <summary>Whether something is worth listing: columns, unstructured notes and the parts of sparse matrices are not.</summary>
    public static bool IsListed(string path) =>
        !path.StartsWith("obs/", StringComparison.Ordinal) && !path.StartsWith("var/", StringComparison.Ordinal) && !path.StartsWith("raw/var/", StringComparison.Ordinal)
        && !path.StartsWith("uns/", StringComparison.Ordinal) && path is not ("obs" or "var" or "raw/var");

    /// <summary>How likely something is what a person wants to see: vectors of rows that others were computed from, X itself, the rest.</summary>
    public static TensorInfo Judge(TensorInfo tensor)
    {
        if (tensor.Name.StartsWith("obsp/", StringComparison.Ordinal) || tensor.Name.StartsWith("varp/", StringComparison.Ordinal))
        {
            return tensor with { IsNumeric = false, Problem = tensor.Problem ?? "it relates rows to rows (a graph of neighbors, say) and holds no vectors" };
        }

        var preference = tensor.Name == Vectors + "X_pca" ? 3
            : tensor.Name.StartsWith(Vectors, StringComparison.Ordinal) && tensor.Shape is [_, var columns] && StoredMap.CanBelongTo((int)Math.Min(columns, int.MaxValue)) ? 2
            : tensor.Name == "X" ? 1
            : IsOfColumns(tensor.Name) ? -1
            : 0;
        return tensor with { Preference = preference };
    }

    /// <summary>What is known of the rows of a tensor: cells, or genes for <c>varm</c>.</summary>
    public static MetadataTable? Metadata(Hdf5File file, string tensor, int rows, List<string> notes)
    {
        var frame = IsOfColumns(tensor) ? tensor.StartsWith("raw/", StringComparison.Ordinal) ? "raw/var" : "var" : "obs";
        var columns = new List<MetadataColumn>();
        var left = new List<string>();
        foreach (var name in Names(file, frame))
        {
            var column = Column(file, frame, name);
            if (column?.RowCount == rows && columns.TrueForAll(c => c.Name != column.Name))
            {
                columns.Add(column);
            }
            else
            {
                left.Add(name);
            }
        }

        if (left.Count > 0)
        {
            notes.Add($"Columns of {frame} that were left out, because they are not one text or number a row: {string.Join(", ", left.Take(6))}{(left.Count > 6 ? " …" : "")}.");
        }

        return columns.Count > 0 ? new MetadataTable(rows, columns) : null;
    }

    /// <summary>The maps of these rows that the file brings.</summary>
    public static IReadOnlyList<StoredMap> Maps(Hdf5File file, string tensor, int rows, CancellationToken cancellationToken)
    {
        var maps = new List<StoredMap>();
        foreach (var dataset in file.Members("obsm").Select(n => n.Dataset).OfType<Hdf5Dataset>())
        {
            if (!IsOfColumns(tensor) && dataset.Info is { IsMatrix: true, Problem: null } && StoredMap.IsOne(dataset.Shape, rows))
            {
                using var table = Hdf5Matrix.Read(dataset, rows, (int)dataset.Shape[1], canBeLeftInFile: false, ReadSettings.Default, cancellationToken);
                maps.Add(StoredMap.Of(dataset.Name[Vectors.Length..], table));
            }
        }

        return maps;
    }

    private static bool IsOfColumns(string tensor) =>
        tensor.StartsWith("varm/", StringComparison.Ordinal) || tensor.StartsWith("raw/varm/", StringComparison.Ordinal);

    // The index names the rows and comes first; then the columns as the program that wrote them had them.
    private static IEnumerable<string> Names(Hdf5File file, string frame)
    {
        if (file.Dataset(frame) is { } records)
        {
            return records.Type.Members.Select(m => m.Name);
        }

        var index = file.Text(frame, "_index") ?? "_index";
        var order = file.Attribute(frame, "column-order")?.Texts(file.Heap) ?? [];
        var present = file.Members(frame).Select(n => n.Name).Where(n => n is not ("__categories" or "_index") || n == index).ToList();
        return order.Prepend(index).Concat(present).Distinct().Where(present.Contains);
    }

    private static MetadataColumn? Column(Hdf5File file, string frame, string name)
    {
        if (file.Dataset(frame) is { } records)
        {
            var field = records.Type.Members.First(m => m.Name == name);
            return !Hdf5Columns.IsColumn(records, field.Type) ? null
                : Labelled(file, Hdf5Columns.Read(file, records, name, field), file.Dataset($"uns/{name}_categories"));
        }

        var path = $"{frame}/{name}";
        if (file.Dataset(path) is { } dataset)
        {
            return !Hdf5Columns.IsColumn(dataset, dataset.Type) ? null
                : file.Attribute(path, "categories") is { } reference && file.At(reference.Reference(file.Bytes)) is { } named && Categories(file, named) is { } known
                    ? Hdf5Columns.Categorical(dataset, known, name)
                : Hdf5Columns.Read(file, dataset, name == "_index" ? "index" : name);
        }

        return file.Dataset(path + "/codes") is { Element.Number: not null } codes && codes.Space.Lengths.Count == 1 && codes.Problem is null && Categories(file, path + "/categories") is { } categories
                ? Hdf5Columns.Categorical(codes, categories, name)
            : file.Dataset(path + "/values") is { } values && Hdf5Columns.IsColumn(values, values.Type) && file.Dataset(path + "/mask") is { Element.Number: not null, Problem: null } mask
                && mask.Space.Lengths.SequenceEqual(values.Space.Lengths)
                ? Hdf5Columns.Masked(Hdf5Columns.Read(file, values, name), mask, name)
            : null;
    }

    // Categories may have missing values of their own, and be kept as values and a mask then.
    private static MetadataColumn? Categories(Hdf5File file, string path) =>
        file.Dataset(path) is { } dataset ? Categories(file, dataset) : file.Dataset(path + "/values") is { } values ? Categories(file, values) : null;

    private static MetadataColumn? Categories(Hdf5File file, Hdf5Dataset dataset) =>
        Hdf5Columns.IsColumn(dataset, dataset.Type) ? Hdf5Columns.Read(file, dataset, dataset.Name) : null;

    // The first versions kept the names of categories apart from the numbers.
    private static MetadataColumn Labelled(Hdf5File file, MetadataColumn numbers, Hdf5Dataset? categories)
    {
        if (categories is null || !numbers.IsNumeric || Categories(file, categories) is not { } names)
        {
            return numbers;
        }

        var texts = Enumerable.Range(0, numbers.RowCount).Select(r => numbers.Number(r) is >= 0 and var code && code < names.RowCount ? names.Text((int)code) : null);
        return MetadataColumn.FromTexts(numbers.Name, texts);
    }
}
