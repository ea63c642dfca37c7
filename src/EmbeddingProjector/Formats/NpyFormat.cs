using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats;

/// <summary>
/// One array of numpy.save: every real number type, both byte orders, C and Fortran order, versions 1 to 3. Arrays of Python objects are listed
/// and refused; nothing is ever unpickled.
/// </summary>
/// <remarks>
/// Little-endian float32 in C order can be mapped instead of read. That is done only for a file so large that it would not fit
/// in memory comfortably: whoever rewrites a mapped file in place, as numpy.save does, takes its pages away and ends the process that reads them.
/// </remarks>
public sealed class NpyFormat : IVectorFormat
{
    private NpyFormat()
    {
    }

    /// <summary>The format.</summary>
    public static NpyFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "NumPy array (.npy)";

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes) => firstBytes.StartsWith(NpyHeader.Magic);

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        using var file = FileBytes.Open(path);
        var header = NpyHeader.Read(path, file);
        return [new TensorInfo(Path.GetFileName(path), header.TypeName, header.Shape, header.Elements is not null, header.Problem ?? FindLengthProblem(header, file))];
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var file = FileBytes.Open(path, FileOptions.SequentialScan);
        var (header, elements, info) = ReadHeader(path, file);
        var (rows, columns) = MatrixShape.Require(path, info);
        var bytes = info.ElementCount * elements.Size;
        var trailing = RandomAccess.GetLength(file) - header.DataOffset - bytes;
        var notes = new List<string>();
        if (trailing > 0)
        {
            notes.Add($"{trailing:N0} bytes after the array were not read.");
        }

        if (header.FortranOrder && rows > 1 && columns > 1)
        {
            return new VectorFile(new FortranOrderReader(path, file, header.DataOffset, rows, elements, header.BigEndian).Read(rows, columns, settings, cancellationToken), null, notes);
        }

        using var source = new FileElements(path, file, header.DataOffset, elements, header.BigEndian);
        return new VectorFile(source.ReadTable(rows, columns, settings, cancellationToken), null, notes);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using var file = FileBytes.Open(path, FileOptions.SequentialScan);
        var (header, elements, info) = ReadHeader(path, file);
        using var source = new FileElements(path, file, header.DataOffset, elements, header.BigEndian);
        source.Visit(info.ElementCount, visit, cancellationToken);
    }

    private static (NpyHeader Header, ElementType Elements, TensorInfo Info) ReadHeader(string path, SafeFileHandle file)
    {
        var header = NpyHeader.Read(path, file);
        var problem = header.Problem ?? FindLengthProblem(header, file);
        if (header.Elements is null || problem is not null)
        {
            throw new DataFormatException(path, null, problem ?? $"elements of type {header.TypeName}", problem is null ? "numbers" : null);
        }

        return (header, header.Elements, new TensorInfo(Path.GetFileName(path), header.TypeName, header.Shape));
    }

    private static string? FindLengthProblem(NpyHeader header, SafeFileHandle file)
    {
        if (header.Elements is null)
        {
            return null;
        }

        var needed = header.Shape.Aggregate((Int128)header.Elements.Size, (product, length) => product * length);
        var available = RandomAccess.GetLength(file) - header.DataOffset;
        return needed > available
            ? $"its shape ({string.Join(", ", header.Shape)}) of {header.TypeName} needs {needed:N0} bytes after the header, the file has {available:N0}: it was cut short"
            : null;
    }
}
