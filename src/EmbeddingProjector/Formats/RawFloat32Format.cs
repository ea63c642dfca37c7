namespace EmbeddingProjector.Formats;

/// <summary>
/// Rows of little-endian float32 with nothing around them, as the original projector's <c>.bytes</c> files hold them. The file does not
/// say how many columns it has: without a shape it is listed as one axis and cannot be read as a table.
/// </summary>
public sealed class RawFloat32Format : IVectorFormat
{
    private const string Extension = ".bytes";

    private RawFloat32Format()
    {
    }

    /// <summary>The format.</summary>
    public static RawFloat32Format Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "raw float32 (.bytes)";

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes) =>
        File.Exists(path) && Path.GetExtension(path).Equals(Extension, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        using var file = FileBytes.Open(path);
        var length = RandomAccess.GetLength(file);
        var problem = length % sizeof(float) == 0
            ? null
            : $"its length of {length:N0} bytes is no multiple of {sizeof(float)}: it was cut short or holds no float32";
        return [new TensorInfo(Path.GetFileName(path), ElementType.Float32.Name, [length / sizeof(float)], true, problem)];
    }

    /// <summary>
    /// Reads the table of the shape in <see cref="ReadSettings.Shape"/>: <c>[n, d]</c>, or <c>[0, d]</c> or <c>[-1, d]</c> for as many rows
    /// as there are.
    /// </summary>
    /// <inheritdoc cref="IVectorFormat.Read"/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var file = FileBytes.Open(path, FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        var (rows, columns) = FindShape(path, length, settings.Shape ?? []);
        using var source = new FileElements(path, file, 0, ElementType.Float32, bigEndian: false);
        return new VectorFile(source.ReadTable(rows, columns, settings, cancellationToken), null, []);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using var file = FileBytes.Open(path, FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        RequireWholeNumbers(path, length);
        using var source = new FileElements(path, file, 0, ElementType.Float32, bigEndian: false);
        source.Visit(length / sizeof(float), visit, cancellationToken);
    }

    private static (int Rows, int Columns) FindShape(string path, long length, IReadOnlyList<long> shape)
    {
        RequireWholeNumbers(path, length);
        var elements = length / sizeof(float);
        if (shape.Count == 0)
        {
            throw new DataFormatException(
                path, null, $"{elements:N0} float32 values and nothing that says how they are arranged", "a shape",
                "Say how many columns there are: --columns D, or tensor_shape in projector_config.pbtxt.");
        }

        if (shape.Count != 2 || shape[1] < 1 || shape[0] < -1)
        {
            throw new DataFormatException(
                path, null, $"the stated shape [{string.Join(", ", shape)}]", "[rows, columns] with at least one column", "Correct the shape.");
        }

        var columns = shape[1];
        var rows = shape[0] > 0 ? shape[0] : elements / columns;
        if ((Int128)rows * columns != elements)
        {
            throw new DataFormatException(
                path, null, $"{length:N0} bytes, that is {elements:N0} float32 values",
                shape[0] > 0 ? $"{(Int128)rows * columns * sizeof(float):N0} bytes for the shape [{rows}, {columns}]" : $"a multiple of {columns} values for {columns} columns",
                "The shape is wrong, or the file was cut short.");
        }

        return MatrixShape.Require(path, new TensorInfo(Path.GetFileName(path), ElementType.Float32.Name, [rows, columns]));
    }

    private static void RequireWholeNumbers(string path, long length)
    {
        if (length % sizeof(float) != 0)
        {
            throw new DataFormatException(
                path, null, $"{length:N0} bytes", $"a multiple of {sizeof(float)}, the size of a float32", "The file was cut short or holds no raw float32.");
        }
    }
}
