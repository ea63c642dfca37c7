using System.Globalization;
using EmbeddingProjector.Formats.Archives;
using EmbeddingProjector.Formats.Pickle;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Tensors and state dictionaries of torch.save (<c>.pt</c>, <c>.pth</c>), of PyTorch 1.6 and later (a zip archive) and earlier. The pickle in it is
/// read by a machine that can make tensors and plain values and nothing else; whatever else it asks for is refused by name.
/// </summary>
/// <remarks>Source: torch/serialization.py.</remarks>
public sealed class PyTorchFormat : IVectorFormat
{
    private static readonly string[] _extensions = [".pt", ".pth", ".ckpt", ".bin"];

    private PyTorchFormat()
    {
    }

    /// <summary>The format.</summary>
    public static PyTorchFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "PyTorch tensors (.pt, .pth)";

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes)
    {
        const int NameOffset = 30;
        if (ZipArchiveFile.IsZip(firstBytes))
        {
            return (firstBytes.Length > NameOffset && firstBytes[NameOffset..Math.Min(firstBytes.Length, NameOffset + firstBytes[26])].EndsWith("data.pkl"u8))
                || Array.Exists(_extensions, e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        }

        return firstBytes is [0x80, >= 2 and <= 5, ..]
            && (firstBytes[2..].StartsWith(TorchFile.LegacyMagic) || path.EndsWith(".pt", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".pth", StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        var file = TorchFile.Open(path);
        return [.. file.Tensors.Select(t => Info(file, t.Name, t.Tensor))];
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var file = TorchFile.Open(path);
        var found = Find(path, file, tensor, out var info);
        var (rows, columns) = MatrixShape.Require(path, info);
        var metadata = Metadata(path, file, rows);
        var type = found.Storage.Type!;
        var offset = Offset(file, found);
        if (!IsContiguous(found))
        {
            using var handle = FileBytes.Open(path);
            var table = new FortranOrderReader(path, handle, offset, found.Strides[1], type, file.BigEndian).Read(rows, columns, settings, cancellationToken);
            return new VectorFile(table, metadata, ["The tensor is stored transposed."]);
        }

        using var source = new FileElements(path, FileBytes.Open(path, FileOptions.SequentialScan), offset, type, file.BigEndian);
        return new VectorFile(source.ReadTable(rows, columns, settings, cancellationToken), metadata, []);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var file = TorchFile.Open(path);
        var found = Find(path, file, tensor, out var info);
        using var source = new FileElements(path, FileBytes.Open(path, FileOptions.SequentialScan), Offset(file, found), found.Storage.Type!, file.BigEndian);
        source.Visit(info.ElementCount, visit, cancellationToken);
    }

    private static PickleTensor Find(string path, TorchFile file, TensorInfo tensor, out TensorInfo info)
    {
        foreach (var (name, found) in file.Tensors)
        {
            if (name == tensor.Name)
            {
                info = Info(file, name, found);
                return info.IsNumeric && info.Problem is null
                    ? found
                    : throw new DataFormatException(path, $"tensor \"{name}\"", info.Problem ?? $"elements of type {info.ElementType}", info.Problem is null ? "numbers" : null);
            }
        }

        throw new DataFormatException(path, null, $"no tensor \"{tensor.Name}\"");
    }

    private static TensorInfo Info(TorchFile file, string name, PickleTensor tensor)
    {
        var storage = tensor.Storage;
        var info = new TensorInfo(name, storage.TypeName, tensor.Shape, storage.Type is not null);
        if (storage.Type is not { } type)
        {
            return info;
        }

        var count = tensor.Shape.Aggregate((Int128)1, (product, length) => product * length);
        var last = (Int128)tensor.Offset;
        for (var axis = 0; axis < tensor.Shape.Count; axis++)
        {
            last += (tensor.Shape[axis] - 1) * (Int128)tensor.Strides[axis];
        }

        var problem = !file.Storages.TryGetValue(storage.Key, out var bytes) ? $"its storage \"{storage.Key}\" is not in the file, or packed: it was cut short, or not written by torch.save"
            : count > 0 && (last + 1) * type.Size > bytes.Length ? $"it needs {(last + 1) * type.Size:N0} bytes of its storage, which has {bytes.Length:N0}: the file was cut short"
            : count * type.Size > bytes.Length ? "its rows repeat the same stored values; save it with .contiguous()"
            : !IsContiguous(tensor) && !(tensor.Shape.Count == 2 && tensor.Strides[0] == 1 && tensor.Strides[1] >= tensor.Shape[0]) ? "it is a view with gaps; save it with .contiguous()"
            : null;
        return info with { Problem = problem };
    }

    private static bool IsContiguous(PickleTensor tensor)
    {
        Int128 stride = 1;
        for (var axis = tensor.Shape.Count - 1; axis >= 0; axis--)
        {
            if (tensor.Shape[axis] > 1 && tensor.Strides[axis] != stride)
            {
                return false;
            }

            stride *= tensor.Shape[axis];
        }

        return true;
    }

    private static long Offset(TorchFile file, PickleTensor tensor) => file.Storages[tensor.Storage.Key].Offset + (tensor.Offset * tensor.Storage.Type!.Size);

    // Lists of one text or number a row, and whole numbers of one axis, that were saved with the vectors.
    private static MetadataTable? Metadata(string path, TorchFile file, int rows)
    {
        const int Step = 1 << 16;
        var columns = new List<MetadataColumn>();
        foreach (var (name, items) in file.Texts.Where(t => t.Items.Count == rows).Take(ColumnValues.MostColumns))
        {
            columns.Add(MetadataColumn.FromTexts(name, items.Select(i => Convert.ToString(i, CultureInfo.InvariantCulture))));
        }

        var wholes = file.Tensors.Where(t => t.Tensor.Shape is [var n] && n == rows && IsContiguous(t.Tensor)
            && t.Tensor.Storage.Type is { } type && !type.Name.Contains("float", StringComparison.Ordinal) && Info(file, t.Name, t.Tensor).Problem is null);
        using var handle = FileBytes.Open(path);
        foreach (var (name, tensor) in wholes.Take(ColumnValues.MostColumns))
        {
            var type = tensor.Storage.Type!;
            var column = new MetadataColumnBuilder(name);
            var buffer = new byte[Math.Min(Step, rows) * type.Size];
            for (var done = 0; done < rows;)
            {
                var bytes = buffer.AsSpan(0, Math.Min(Step, rows - done) * type.Size);
                FileBytes.ReadExactly(path, handle, Offset(file, tensor) + ((long)done * type.Size), bytes);
                if (file.BigEndian == BitConverter.IsLittleEndian)
                {
                    type.Reverse(bytes);
                }

                ColumnValues.Add(column, bytes, type);
                done += bytes.Length / type.Size;
            }

            columns.Add(column.Build());
        }

        columns = [.. columns.DistinctBy(c => c.Name)];
        return columns.Count > 0 ? new MetadataTable(rows, columns) : null;
    }
}
