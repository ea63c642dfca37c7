using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>What the datasets of a file mean to a person who looks for vectors: which are candidates, and what belongs to their rows.</summary>
internal static class Hdf5Tensors
{
    private const string BenchmarkRows = "train";

    /// <summary>All that can be named, in file order.</summary>
    public static IReadOnlyList<TensorInfo> List(Hdf5File file)
    {
        var isAnnData = AnnData.Is(file);
        var isBenchmark = IsBenchmark(file);
        var sparse = new HashSet<string>(StringComparer.Ordinal);
        var tensors = new List<TensorInfo>();
        foreach (var node in file.Nodes)
        {
            if (sparse.Contains(Parent(node.Path)) || (isAnnData && !AnnData.IsListed(node.Path)))
            {
                continue;
            }

            if (SparseMatrix.Find(file, node) is { } matrix)
            {
                sparse.Add(node.Path);
                tensors.Add(Judge(matrix.Info, isAnnData, isBenchmark));
            }
            else if (node.Dataset is { } dataset)
            {
                tensors.Add(Judge(dataset.Info, isAnnData, isBenchmark));
            }
            else if (node.Problem is { } problem)
            {
                tensors.Add(new TensorInfo(node.Path, "unknown", [], false, problem));
            }
        }

        return tensors.Count > 0 ? tensors
            : throw new DataFormatException(file.Bytes.Path, null, $"{file.Nodes.Count:N0} groups and no dataset in them", "datasets of numbers with two axes: rows and columns");
    }

    /// <summary>Reads one of them as a table.</summary>
    public static VectorFile Read(Hdf5File file, string name, bool canBeMapped, ReadSettings settings, CancellationToken cancellationToken)
    {
        var (dataset, sparse) = Find(file, name);
        var (rows, columns) = MatrixShape.Require(file.Bytes.Path, dataset?.Info ?? sparse!.Info);
        var notes = new List<string>();
        var table = dataset is null ? sparse!.Read(rows, columns, settings, cancellationToken) : Hdf5Matrix.Read(dataset, rows, columns, canBeMapped, settings, cancellationToken);
        try
        {
            if (sparse is not null)
            {
                notes.Add("The matrix is sparse in the file and was read with its zeros.");
            }

            if (!AnnData.Is(file))
            {
                var metric = Metric(file, notes);
                return new VectorFile(table, Beside(file, name, rows, notes), notes) { Metric = metric };
            }

            var metadata = AnnData.Metadata(file, name, rows, notes);
            var maps = AnnData.Maps(file, name, rows, cancellationToken);
            notes.AddRange(StoredMap.Notes(maps));
            return new VectorFile(table, metadata, notes) { Maps = maps };
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>Hands out the values of one of them.</summary>
    public static void Visit(Hdf5File file, string name, VisitValues visit, CancellationToken cancellationToken)
    {
        var (dataset, sparse) = Find(file, name);
        if (dataset is not null)
        {
            Hdf5Matrix.Visit(dataset, visit, cancellationToken);
            return;
        }

        var (rows, columns) = MatrixShape.Require(file.Bytes.Path, sparse!.Info);
        using var table = sparse.Read(rows, columns, ReadSettings.Default, cancellationToken);
        var values = new double[columns];
        for (var row = 0; row < rows; row++)
        {
            ElementType.Float32.Decode<double>(MemoryMarshal.AsBytes(table.Row(row)), values);
            visit(values);
        }
    }

    private static (Hdf5Dataset? Dataset, SparseMatrix? Sparse) Find(Hdf5File file, string name)
    {
        var path = file.Bytes.Path;
        var node = file.Find(name) ?? throw new DataFormatException(path, null, $"no dataset \"{name}\"");
        var sparse = SparseMatrix.Find(file, node);
        var info = node.Dataset?.Info ?? sparse?.Info
            ?? throw new DataFormatException(path, $"\"{name}\"", node.Problem ?? "a group", node.Problem is null ? "a dataset" : null);
        info = AnnData.Is(file) ? AnnData.Judge(info) : info;
        return info.Problem is { } problem ? throw new DataFormatException(path, $"\"{name}\"", problem)
            : info.IsNumeric ? (node.Dataset, sparse)
            : throw new DataFormatException(path, $"\"{name}\"", $"elements of type {info.ElementType}", "numbers");
    }

    private static TensorInfo Judge(TensorInfo tensor, bool isAnnData, bool isBenchmark) =>
        isAnnData ? AnnData.Judge(tensor)
        : isBenchmark && tensor.Name == BenchmarkRows ? tensor with { Preference = 1 }
        // The moments of an optimizer have the shapes and names of the weights that they belong to.
        : tensor.Name.StartsWith("optimizer", StringComparison.Ordinal) ? tensor with { Preference = -1 }
        : tensor;

    // The layout of ann-benchmarks: rows to search in, queries, and the answers.
    private static bool IsBenchmark(Hdf5File file) =>
        file.Dataset(BenchmarkRows) is not null && file.Dataset("test") is not null && (file.Dataset("neighbors") is not null || file.Dataset("distances") is not null);

    // The files of ann-benchmarks state by which distance neighbors are searched in them.
    private static string? Metric(Hdf5File file, List<string> notes)
    {
        if (!IsBenchmark(file) || file.Text("", "distance") is not { Length: > 0 } distance)
        {
            return null;
        }

        var metric = distance switch { "angular" => "cosine", "euclidean" => "euclidean", _ => null };
        notes.Add($"The file measures neighbors by the distance \"{distance}\"" + metric switch
        {
            "cosine" => ", called cosine here: neighbors are searched by it where nothing else is asked for.",
            "euclidean" => ", called Euclidean here: neighbors are searched by it where nothing else is asked for.",
            _ => ", which is not among those here.",
        });
        return metric;
    }

    // Datasets of one value a row in the same group; the biases beside the weights of a Keras layer are none.
    private static MetadataTable? Beside(Hdf5File file, string name, int rows, List<string> notes)
    {
        var columns = new List<MetadataColumn>();
        var isLayer = Parent(name).EndsWith("vars", StringComparison.Ordinal) || name.EndsWith(":0", StringComparison.Ordinal);
        foreach (var dataset in isLayer ? [] : file.Members(Parent(name)).Select(n => n.Dataset).OfType<Hdf5Dataset>())
        {
            if (columns.Count < ColumnValues.MostColumns && dataset.Shape is [var n] && n == rows && Hdf5Columns.IsColumn(dataset, dataset.Type))
            {
                columns.Add(Hdf5Columns.Read(file, dataset, dataset.Name[(Parent(name).Length == 0 ? 0 : Parent(name).Length + 1)..]));
            }
        }

        if (columns.Count > 0)
        {
            notes.Add($"Metadata: {string.Join(", ", columns.Take(6).Select(c => $"\"{c.Name}\""))}{(columns.Count > 6 ? " …" : "")}, of one value for each row.");
        }

        return columns.Count > 0 ? new MetadataTable(rows, columns) : null;
    }

    private static string Parent(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";
}
