namespace EmbeddingProjector.Formats.Columnar;

/// <summary>
/// What files of typed columns have in common. The vector of a row is a column of lists of numbers, or the columns whose names count, or all
/// columns of numbers; the other columns become metadata.
/// </summary>
public abstract class ColumnarFormat : IMetadataFormat
{
    private protected ColumnarFormat()
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public bool HasNamedColumns => true;

    /// <inheritdoc/>
    public abstract bool Recognizes(string path, ReadOnlySpan<byte> firstBytes);

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken) =>
        Open(path, (file, tensors) => tensors.Select(t => new TensorInfo(NameOf(path, tensors, t), t.ElementType, [t.Rows, t.Dimensions], Problem: t.Problem)).ToList(), cancellationToken);

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(tensor);
        return Open(
            path, (file, tensors) =>
            {
                var chosen = Find(path, tensors, tensor);
                var (rows, columns) = MatrixShape.Require(path, tensor with { Shape = [chosen.Rows, chosen.Dimensions] });
                var vectors = new ColumnarVectors(path, file, chosen);
                var left = chosen.Columns.Count == 1 && !settings.Storage.Holds(rows, columns) ? file.InFile(chosen.Columns[0], columns, settings.Storage.InOrder) : null;
                var table = left ?? vectors.Read(rows, columns, settings, cancellationToken);
                var beside = file.Columns.Index().Where(c => !chosen.Columns.Contains(c.Index)).ToList();
                var kept = SingleValues(beside);
                var (metadata, maps) = Beside(path, file, kept, tensors, chosen, table, vectors.RowsWithout, cancellationToken);
                return new VectorFile(
                    table, metadata.Count > 0 ? new MetadataTable(rows, metadata) : null,
                    [.. Notes([.. chosen.Columns.Select(c => file.Columns[c].Name)], [.. kept.Select(c => c.Item.Name)], [.. beside.Except(kept).Select(c => c.Item.Name).Except(maps.Select(m => m.Name))], vectors.RowsWithout), .. StoredMap.Notes(maps)])
                {
                    Maps = maps,
                };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentNullException.ThrowIfNull(tensor);
        Open(
            path, (file, tensors) =>
            {
                new ColumnarVectors(path, file, Find(path, tensors, tensor)).Visit(visit, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public MetadataTable ReadMetadata(string path, CancellationToken cancellationToken) => Open(
        path, file =>
        {
            var kept = SingleValues(file.Columns.Index());
            return kept.Count > 0 && file.RowCount <= int.MaxValue
                ? new MetadataTable((int)file.RowCount, kept.ConvertAll(c => Column(file, c.Index, c.Item.Name, [], cancellationToken)))
                : throw new DataFormatException(
                    path, null, kept.Count > 0 ? $"{file.RowCount:N0} rows" : $"no column of texts or numbers among {Some(file)}", kept.Count > 0 ? $"at most {int.MaxValue:N0}" : null);
        },
        cancellationToken);

    private protected abstract ColumnarFile Open(string path, FileStream stream);

    private static List<(int Index, ColumnarColumn Item)> SingleValues(IEnumerable<(int Index, ColumnarColumn Item)> columns) =>
        [.. columns.Where(c => c.Item.Kind is ColumnKind.Number or ColumnKind.Text).DistinctBy(c => c.Item.Name)];

    private TResult Open<TResult>(string path, Func<ColumnarFile, IReadOnlyList<ColumnarTensor>, TResult> use, CancellationToken cancellationToken) => Open(
        path, opened => ListTexts.Over(opened) is var file && ColumnarLayout.Find(file) is { Count: > 0 } tensors ? use(file, tensors) : throw NoVectors(path, opened), cancellationToken);

    private TResult Open<TResult>(string path, Func<ColumnarFile, TResult> use, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var file = Open(path, stream);
            return use(file);
        }
        catch (Exception e) when (e is not (DataFormatException or OperationCanceledException))
        {
            // The library raises whatever its decoding stumbles upon; all of it means the same.
            throw new DataFormatException(
                path, null, $"it cannot be decoded ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", $"a whole file of the format {Name}",
                "If other programs read it, it uses a feature that is not known here: write it again, without that.", e);
        }
    }

    private static DataFormatException NoVectors(string path, ColumnarFile file) => new(
        path, null, file.RowCount == 0 ? $"no rows in the columns {Some(file)}" : $"no column of numbers among {Some(file)}", "columns of numbers, or one that holds lists of them");

    private static string Some(ColumnarFile file)
    {
        const int Shown = 8;
        return string.Join(", ", file.Columns.Take(Shown).Select(c => $"\"{c.Name}\" ({c.ElementType})")) + (file.Columns.Count > Shown ? " …" : "");
    }

    private static ColumnarTensor Find(string path, IReadOnlyList<ColumnarTensor> tensors, TensorInfo tensor) =>
        tensors.FirstOrDefault(t => NameOf(path, tensors, t) == tensor.Name)
        ?? throw new DataFormatException(path, null, $"no column \"{tensor.Name}\" of vectors", string.Join(", ", tensors.Select(t => NameOf(path, tensors, t))));

    private static string NameOf(string path, IReadOnlyList<ColumnarTensor> tensors, ColumnarTensor tensor) =>
        tensors.Count > 1 && tensor.Name is { } name ? name : Path.GetFileName(path);

    private static (List<MetadataColumn> Metadata, List<StoredMap> Maps) Beside(
        string path, ColumnarFile file, List<(int Index, ColumnarColumn Item)> kept, IReadOnlyList<ColumnarTensor> tensors, ColumnarTensor chosen, VectorTable table,
        HashSet<long> rowsWithout, CancellationToken cancellationToken)
    {
        try
        {
            var maps = new List<StoredMap>();
            foreach (var tensor in tensors.Where(t => t != chosen && t.Problem is null && StoredMap.CanBelongTo(chosen.Dimensions) && StoredMap.IsOne([t.Rows, t.Dimensions], table.RowCount)))
            {
                var vectors = new ColumnarVectors(path, file, tensor);
                using var positions = vectors.Read(table.RowCount, tensor.Dimensions, ReadSettings.Default, cancellationToken);
                if (vectors.RowsWithout.SetEquals(rowsWithout))
                {
                    maps.Add(StoredMap.Of(NameOf(path, tensors, tensor), positions));
                }
            }

            return (kept.ConvertAll(c => Column(file, c.Index, c.Item.Name, rowsWithout, cancellationToken)), maps);
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    private static MetadataColumn Column(ColumnarFile file, int column, string name, HashSet<long> rowsWithout, CancellationToken cancellationToken)
    {
        var builder = new MetadataColumnBuilder(name);
        long row = 0;
        for (var batch = 0; batch < file.BatchRows.Count; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var text in file.Texts(batch, column))
            {
                if (!rowsWithout.Contains(row++))
                {
                    builder.Add(text);
                }
            }
        }

        return builder.Build();
    }

    private static IEnumerable<string> Notes(IReadOnlyList<string> vectors, IReadOnlyList<string> metadata, IReadOnlyList<string> left, HashSet<long> rowsWithout)
    {
        yield return $"The vectors are {(vectors.Count == 1 ? "the column" : $"{vectors.Count:N0} columns of numbers,")} {Some(vectors)}.";
        if (metadata.Count > 0)
        {
            yield return $"Metadata: {Some(metadata)}.";
        }

        if (rowsWithout.Count > 0)
        {
            yield return $"Rows without a vector were left out: {rowsWithout.Count:N0}, the first is row {rowsWithout.Min():N0} (counted from 0).";
        }

        if (left.Count > 0)
        {
            yield return $"Left out, because a cell of metadata is one text or number: {Some(left)}.";
        }
    }

    private static string Some(IReadOnlyList<string> names)
    {
        const int Shown = 6;
        return string.Join(", ", names.Take(Shown).Select(n => $"\"{n}\"")) + (names.Count > Shown ? " …" : "");
    }
}
