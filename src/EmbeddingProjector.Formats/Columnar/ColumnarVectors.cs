using System.Numerics;

namespace EmbeddingProjector.Formats.Columnar;

/// <summary>Reads the vectors of a file of columns, batch by batch.</summary>
internal sealed class ColumnarVectors(string path, ColumnarFile file, ColumnarTensor tensor)
{
    private const int ElementsPerPiece = 1 << 16;
    private const int PlausibleExpansion = 16;

    // The sources of the batch that comes next, where they are opened before their turn.
    private (int Batch, List<ElementSource>? Sources) _ahead = (-1, null);

    private int RowsPerPiece => Math.Max(1, ElementsPerPiece / tensor.Dimensions);

    /// <summary>The rows met so far that have no vector, and were passed over.</summary>
    public HashSet<long> RowsWithout { get; } = [];

    // The numbers of one column: all of a list, or one.
    private int Length => tensor.Columns.Count == 1 ? tensor.Dimensions : 1;

    /// <summary>All rows as float32 <c>[rows, columns]</c>; the table grows with what is read.</summary>
    public VectorTable Read(int rows, int columns, ReadSettings settings, CancellationToken cancellationToken)
    {
        // What a file of this size may well hold is laid out at its final size; what states more grows with what is read.
        var isPlausible = (Int128)rows * columns * sizeof(float) <= (Int128)PlausibleExpansion * new FileInfo(path).Length;
        using var builder = new VectorTableBuilder(columns, isPlausible ? rows : 0, settings.Storage);
        VisitBatches(
            batch => TryReadUniform<float>(batch, left => builder.Reserve(left), _ => settings.Progress?.Report(builder.RowCount / (double)rows), cancellationToken),
            row =>
            {
                var target = builder.Reserve(1);
                for (var i = 0; i < target.Length; i++)
                {
                    target[i] = (float)row[i];
                }
            },
            cancellationToken);
        return builder.RowCount == rows ? builder.Build() : throw new DataFormatException(path, null, $"{builder.RowCount:N0} rows of vectors", $"{rows:N0}");
    }

    /// <summary>All rows, whole rows at a time.</summary>
    public void Visit(VisitValues visit, CancellationToken cancellationToken)
    {
        var piece = new double[RowsPerPiece * tensor.Dimensions];
        VisitBatches(
            batch => TryReadUniform(batch, left => piece.AsSpan(0, left * tensor.Dimensions), values => visit(values), cancellationToken), row => visit(row), cancellationToken);
    }

    private void VisitBatches(Func<int, bool> tryReadUniform, VisitValues visitRow, CancellationToken cancellationToken)
    {
        long before = 0;
        try
        {
            for (var batch = 0; batch < file.BatchRows.Count; batch++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (file.BatchRows[batch] > 0 && !tryReadUniform(batch))
                {
                    VisitRows(batch, before, visitRow, cancellationToken);
                }

                before += file.BatchRows[batch];
            }
        }
        finally
        {
            _ahead.Sources?.ForEach(s => s.Dispose());
            _ahead = (-1, null);
        }
    }

    // One for each column; null where some row has not its vector.
    private List<ElementSource>? Open(int batch)
    {
        var sources = new List<ElementSource>();
        foreach (var column in tensor.Columns)
        {
            if (file.Uniform(batch, column, Length) is not { } source)
            {
                sources.ForEach(s => s.Dispose());
                return null;
            }

            sources.Add(source);
        }

        return sources;
    }

    // Of several columns each has a page at hand already.
    private List<ElementSource>? OpenWithNext(int batch)
    {
        var sources = _ahead.Batch == batch ? _ahead.Sources : Open(batch);
        var next = batch + 1;
        _ahead = file.ReadsAhead && tensor.Columns.Count == 1 && next < file.BatchRows.Count && file.BatchRows[next] > 0 ? (next, Open(next)) : (-1, null);
        return sources;
    }

    // Straight from the file into rows, where every row has its vector; several columns are put across, a piece at a time.
    private bool TryReadUniform<T>(int batch, Reserve<T> reserve, Filled<T> filled, CancellationToken cancellationToken)
        where T : unmanaged, INumberBase<T>
    {
        if (OpenWithNext(batch) is not { } sources)
        {
            return false;
        }

        try
        {
            var cells = sources.Count == 1 ? [] : new T[RowsPerPiece];
            for (var left = file.BatchRows[batch]; left > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rows = reserve((int)Math.Min(RowsPerPiece, left));
                for (var i = 0; i < sources.Count; i++)
                {
                    Fill(sources[i], rows, cells, i);
                }

                left -= rows.Length / tensor.Dimensions;
                filled(rows);
            }

            sources.ForEach(s => s.Complete());
            return true;
        }
        finally
        {
            sources.ForEach(s => s.Dispose());
        }
    }

    private void Fill<T>(ElementSource source, Span<T> rows, T[] cells, int column)
        where T : unmanaged, INumberBase<T>
    {
        if (tensor.Columns.Count == 1)
        {
            source.Read(rows);
            return;
        }

        var d = tensor.Dimensions;
        var values = cells.AsSpan(0, rows.Length / d);
        source.Read(values);
        for (var row = 0; row < values.Length; row++)
        {
            rows[(row * d) + column] = values[row];
        }
    }

    private void VisitRows(int batch, long before, VisitValues visitRow, CancellationToken cancellationToken)
    {
        foreach (var column in tensor.Columns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isList = file.Columns[column].Kind == ColumnKind.List;
            file.VisitNumbers(batch, column, (row, values, missing) =>
            {
                if (values.IsEmpty && isList)
                {
                    RowsWithout.Add(before + row);
                }
                else if (missing > 0)
                {
                    throw Bad(before + row, column, $"{missing:N0} of {values.Length + missing:N0} numbers are missing", $"{Length:N0} numbers");
                }
                else if (values.Length != Length)
                {
                    throw isList ? Bad(before + row, column, $"{values.Length:N0} numbers", $"{Length:N0}, as the first row has") : NoValue(before + row, column);
                }
                else if (tensor.Columns.Count == 1)
                {
                    visitRow(values);
                }
            });
        }

        if (tensor.Columns.Count > 1)
        {
            throw new InvalidDataException($"batch {batch:N0} has columns of different lengths");
        }
    }

    // As in tables of text: a gap in a column of numbers is not a row without a vector.
    private DataFormatException NoValue(long row, int column)
    {
        long without = 0;
        for (var batch = 0; batch < file.BatchRows.Count; batch++)
        {
            file.VisitNumbers(batch, column, (_, values, _) => without += values.IsEmpty ? 1 : 0);
        }

        return new DataFormatException(
            path, $"row {row}, column \"{file.Columns[column].Name}\"", $"no value, as in {without:N0} of {file.RowCount:N0} rows", "a number in every row", "Fill the gaps, or leave out those rows or the column.");
    }

    private DataFormatException Bad(long row, int column, string found, string expected) =>
        new(path, $"row {row}, column \"{file.Columns[column].Name}\"", found, expected, "Give every row a vector of one length, or leave those without one out.");

    private delegate Span<T> Reserve<T>(int rows);

    private delegate void Filled<T>(ReadOnlySpan<T> rows);
}
