namespace EmbeddingProjector.Formats.Columnar;

/// <summary>Reads the vectors of a file of columns, batch by batch.</summary>
internal sealed class ColumnarVectors(string path, ColumnarFile file, ColumnarTensor tensor)
{
    private const int ElementsPerPiece = 1 << 16;

    /// <summary>The rows met so far that have no vector, and were passed over.</summary>
    public HashSet<long> RowsWithout { get; } = [];

    /// <summary>All rows as float32 <c>[rows, columns]</c>; the table grows with what is read.</summary>
    public VectorTable Read(int rows, int columns, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var builder = new VectorTableBuilder(columns);
        Visit(
            values =>
            {
                for (var done = 0; done < values.Length;)
                {
                    var target = builder.Reserve((values.Length - done) / columns);
                    for (var i = 0; i < target.Length; i++)
                    {
                        target[i] = (float)values[done + i];
                    }

                    done += target.Length;
                }

                progress?.Report(builder.RowCount / (double)rows);
            },
            cancellationToken);
        return builder.RowCount == rows ? builder.Build() : throw new DataFormatException(path, null, $"{builder.RowCount:N0} rows of vectors", $"{rows:N0}");
    }

    /// <summary>All rows, whole rows at a time.</summary>
    public void Visit(VisitValues visit, CancellationToken cancellationToken)
    {
        long before = 0;
        for (var batch = 0; batch < file.BatchRows.Count; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (tensor.Columns.Count == 1)
            {
                VisitLists(batch, before, visit, cancellationToken);
            }
            else
            {
                VisitColumns(batch, before, visit, cancellationToken);
            }

            before += file.BatchRows[batch];
        }
    }

    private void VisitLists(int batch, long before, VisitValues visit, CancellationToken cancellationToken)
    {
        var d = tensor.Dimensions;
        var piece = new double[Math.Max(1, ElementsPerPiece / d) * d];
        var used = 0;
        file.VisitNumbers(batch, tensor.Columns[0], (row, values) =>
        {
            if (values.IsEmpty && file.Columns[tensor.Columns[0]].Kind == ColumnKind.List)
            {
                RowsWithout.Add(before + row);
                return;
            }

            if (values.Length != d)
            {
                throw Bad(before + row, tensor.Columns[0], $"{values.Length:N0} numbers", $"{d:N0}, as most rows have");
            }

            values.CopyTo(piece.AsSpan(used));
            used += d;
            if (used == piece.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                visit(piece);
                used = 0;
            }
        });
        if (used > 0)
        {
            visit(piece.AsSpan(0, used));
        }
    }

    // The columns are read one after the other, and put across into rows.
    private void VisitColumns(int batch, long before, VisitValues visit, CancellationToken cancellationToken)
    {
        var rows = checked((int)file.BatchRows[batch]);
        var d = tensor.Dimensions;
        var values = new double[checked(rows * d)];
        for (var i = 0; i < d; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var column = i;
            file.VisitNumbers(batch, tensor.Columns[column], (row, cell) =>
                values[checked((int)row * d) + column] = cell is [var value]
                    ? value : throw Bad(before + row, tensor.Columns[column], "no value", "a number"));
        }

        visit(values);
    }

    private DataFormatException Bad(long row, int column, string found, string expected) =>
        new(path, $"row {row}, column \"{file.Columns[column].Name}\"", found, expected, "Give every row a vector of one length, or leave those without one out.");
}
