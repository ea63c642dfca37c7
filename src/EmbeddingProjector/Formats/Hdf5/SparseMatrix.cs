namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>
/// A matrix of which only the values other than zero are stored, row by row (CSR) or column by column (CSC), as AnnData keeps it: a group of "data", "indices" and
/// "indptr". It is read with its zeros, where they have room.
/// </summary>
internal sealed class SparseMatrix
{
    private const int ElementsPerStep = 1 << 15;
    private const double MostExact = 1L << 53;
    private const long MostExpansion = 256;
    private const long AlwaysAllowedBytes = 64L << 20;

    private readonly string _path;
    private readonly Hdf5Dataset _values;
    private readonly Hdf5Dataset _indices;
    private readonly Hdf5Dataset _starts;
    private readonly bool _byRows;

    private SparseMatrix(string path, string name, Hdf5Dataset values, Hdf5Dataset indices, Hdf5Dataset starts, bool byRows, IReadOnlyList<long> shape)
    {
        _path = path;
        (_values, _indices, _starts, _byRows) = (values, indices, starts, byRows);
        Info = new TensorInfo(name, values.Info.ElementType, shape, values.Info.IsNumeric, values.Problem ?? indices.Problem ?? starts.Problem ?? FindProblem(shape));
    }

    /// <summary>It as others list it.</summary>
    public TensorInfo Info { get; }

    /// <summary>The sparse matrix that a group is, or null.</summary>
    public static SparseMatrix? Find(Hdf5File file, Hdf5Node group)
    {
        if (group.Dataset is not null || !group.Children.Contains("indptr"))
        {
            return null;
        }

        var (path, name) = (group.Path, file.Text(group.Path, "encoding-type") ?? file.Text(group.Path, "h5sparse_format"));
        if (name is null || (!name.StartsWith("csr", StringComparison.Ordinal) && !name.StartsWith("csc", StringComparison.Ordinal)))
        {
            return null;
        }

        var shape = (file.Attribute(path, "shape") ?? file.Attribute(path, "h5sparse_shape"))?.Integers() ?? [];
        return shape is [>= 0, >= 0] && file.Dataset(path + "/data") is { } values && file.Dataset(path + "/indices") is { } indices && file.Dataset(path + "/indptr") is { } starts
            ? new SparseMatrix(file.Bytes.Path, path, values, indices, starts, name.StartsWith("csr", StringComparison.Ordinal), shape)
            : null;
    }

    /// <summary>The matrix with its zeros, <c>[rows, columns]</c>.</summary>
    public VectorTable Read(int rows, int columns, ReadSettings settings, CancellationToken cancellationToken)
    {
        var starts = Starts(_byRows ? rows : columns);
        using var values = Hdf5Matrix.Elements(_values);
        using var indices = Hdf5Matrix.Elements(_indices);
        var (value, index) = (new float[ElementsPerStep], new double[ElementsPerStep]);
        var (line, most) = (0, _byRows ? columns : rows);
        long done = 0;
        return RowBand.Create(rows, columns, _byRows ? 1 : rows, settings, band =>
        {
            band.Fill(0);
            for (var end = starts[_byRows ? band.End : columns]; done < end;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = (int)Math.Min(ElementsPerStep, end - done);
                values.Read(value.AsSpan(0, count));
                indices.Read(index.AsSpan(0, count));
                for (var i = 0; i < count; i++, done++)
                {
                    while (done >= starts[line + 1])
                    {
                        line++;
                    }

                    if (!(index[i] >= 0 && index[i] < most))
                    {
                        throw new DataFormatException(_path, $"\"{_indices.Name}\", element {done:N0}", $"the index {index[i]}", $"0 to {most - 1:N0}");
                    }

                    var (row, column) = _byRows ? (line, (int)index[i]) : ((int)index[i], line);
                    band.Part(row, column, 1)[0] += value[i];
                }

                settings.Progress?.Report(done / (double)starts[^1]);
            }
        });
    }

    // Where the values of each line begin, and where the last ends.
    private long[] Starts(int lines)
    {
        var stored = Math.Min((long)_values.Space.Count, (long)_indices.Space.Count);
        if (_starts.Space.Count != lines + 1L)
        {
            throw new DataFormatException(_path, $"\"{_starts.Name}\"", $"{_starts.Space.Count:N0} elements", $"{lines + 1L:N0}, one more than lines");
        }

        var numbers = new double[lines + 1];
        using var source = Hdf5Matrix.Elements(_starts);
        source.Read(numbers.AsSpan());
        var starts = Array.ConvertAll(numbers, n => n is >= 0 and < MostExact ? (long)n : -1);
        for (var i = 0; i <= lines; i++)
        {
            if (starts[i] < (i == 0 ? 0 : starts[i - 1]) || starts[i] > stored || (i == 0 && starts[i] != 0))
            {
                throw new DataFormatException(_path, $"\"{_starts.Name}\", element {i:N0}", $"{numbers[i]:N0}", $"numbers that rise from 0 to at most the {stored:N0} values stored");
            }
        }

        return starts;
    }

    private string? FindProblem(IReadOnlyList<long> shape)
    {
        var bytes = (Int128)shape[0] * shape[1] * sizeof(float);
        return _values.Space.Lengths.Count != 1 || _indices.Space.Lengths.Count != 1 || _starts.Space.Lengths.Count != 1 ? "its parts are no lists of numbers"
            : _indices.Element.Number is null || _starts.Element.Number is null ? "its indices are no numbers"
            : (bytes > AlwaysAllowedBytes && bytes / MostExpansion > _values.File.Length) || (bytes > MatrixStorage.HalfOfMemory && !_byRows)
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"it is sparse, and with its zeros it would take {bytes:N0} bytes: reduce it first (scanpy.pp.pca) and open what comes out (obsm/X_pca)")
            : null;
    }
}
