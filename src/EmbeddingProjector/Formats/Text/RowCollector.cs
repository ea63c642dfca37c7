namespace EmbeddingProjector.Formats.Text;

/// <summary>Puts batches of rows together, in order, into one table of vectors and one of metadata.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="dimensions">d; 0 where only texts are wanted.</param>
/// <param name="storage">Where the vectors may lie.</param>
/// <param name="names">Columns that there are even if no row has a value.</param>
/// <param name="expectedRows">How many rows will come, if known; bounded by the caller by the size of the file.</param>
internal sealed class RowCollector(string path, int dimensions, MatrixStorage storage, IReadOnlyCollection<string> names, int expectedRows = 0) : IDisposable
{
    // Columns that most rows leave out cost memory without costing bytes in the file; a real table has a byte or more for each cell.
    private const long CellsPerByte = 4;
    private const long AlwaysAllowedCells = 1L << 24;

    private readonly VectorTableBuilder? _vectors = dimensions > 0 ? new VectorTableBuilder(dimensions, expectedRows, storage) : null;

    // The only column names the rows, so that most of its texts differ; of many columns few do.
    private readonly OrderedDictionary<string, MetadataColumnBuilder> _columns = new(
        names.Select(n => KeyValuePair.Create(n, new MetadataColumnBuilder(n, names.Count == 1 ? expectedRows : 0))), StringComparer.Ordinal);

    private long _invalidTexts;

    /// <summary>The number of rows so far.</summary>
    public int RowCount { get; private set; }

    /// <summary>Takes the rows of a batch.</summary>
    /// <param name="batch">The batch; its memory is given back.</param>
    /// <param name="bytesRead">How many bytes of text have been read so far.</param>
    public void Add(RowBatch batch, long bytesRead)
    {
        if (RowCount + (long)batch.Rows > int.MaxValue)
        {
            throw new DataFormatException(path, null, $"more than {int.MaxValue:N0} rows", $"at most {int.MaxValue:N0}");
        }

        for (var done = 0; _vectors is not null && done < batch.Rows;)
        {
            var target = _vectors.Reserve(batch.Rows - done);
            batch.Values.Slice(done * dimensions, target.Length).CopyTo(target);
            done += target.Length / dimensions;
        }

        for (var column = 0; column < batch.Names.Count; column++)
        {
            if (!_columns.TryGetValue(batch.Names[column], out var builder))
            {
                _columns.Add(batch.Names[column], builder = new MetadataColumnBuilder(batch.Names[column]));
            }

            Require(bytesRead, batch.Rows);
            AddTexts(builder, batch.Texts(column));
        }

        RowCount += batch.Rows;
        batch.Return();
    }

    /// <summary>The vectors and the texts of all rows.</summary>
    public VectorFile Build(IEnumerable<string> notes)
    {
        var metadata = Metadata();
        return new VectorFile(_vectors!.Build(), metadata.Columns.Count > 0 ? metadata : null, [.. notes, .. InvalidNote()]);
    }

    /// <summary>The texts of all rows.</summary>
    public MetadataTable Metadata()
    {
        foreach (var (_, builder) in _columns)
        {
            Pad(builder, RowCount);
        }

        return new MetadataTable(RowCount, [.. _columns.Select(c => c.Value.Build())]);
    }

    /// <summary>Gives up the vectors that no table was built of.</summary>
    public void Dispose() => _vectors?.Dispose();

    // Texts of rows that follow each other are added together; where rows without one lie between, those come first.
    private void AddTexts(MetadataColumnBuilder builder, TextCells cells)
    {
        for (var (first, next) = (0, 0); first < cells.Rows.Length; first = next)
        {
            while (++next < cells.Rows.Length && cells.Rows[next] == cells.Rows[next - 1] + 1)
            {
            }

            Pad(builder, RowCount + cells.Rows[first]);
            _invalidTexts += builder.AddUtf8(cells.Texts, cells.Ends[first..next], start: first == 0 ? 0 : cells.Ends[first - 1]);
        }
    }

    private static void Pad(MetadataColumnBuilder builder, int rows)
    {
        while (builder.RowCount < rows)
        {
            builder.Add(null);
        }
    }

    private IEnumerable<string> InvalidNote()
    {
        if (_invalidTexts > 0)
        {
            yield return _invalidTexts == 1
                ? "One text holds bytes that are no UTF-8; they are shown as \uFFFD."
                : $"{_invalidTexts:N0} texts hold bytes that are no UTF-8; they are shown as \uFFFD.";
        }
    }

    private void Require(long bytesRead, int rows)
    {
        if (((long)RowCount + rows) * _columns.Count > Math.Max(AlwaysAllowedCells, CellsPerByte * bytesRead))
        {
            throw new DataFormatException(
                path, null, $"{_columns.Count:N0} different fields over {RowCount + rows:N0} rows, most of them absent", "the same few fields in every row",
                "Keep what names a row in a value, not in the name of a field.");
        }
    }
}
