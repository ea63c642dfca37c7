using System.Buffers;
using System.Buffers.Binary;

namespace EmbeddingProjector.Formats;

/// <summary>
/// The IDX files of MNIST and its relatives: images <c>[n, h, w]</c> as vectors <c>[n, h·w]</c>, with the labels of the file beside it
/// (<c>train-images-idx3-ubyte</c> → <c>train-labels-idx1-ubyte</c>). Plain or gzip.
/// </summary>
/// <remarks>Source: "The IDX file format" on Yann LeCun's page of MNIST: two zero bytes, the type, the number of axes, their big-endian lengths, the values.</remarks>
public sealed class IdxFormat : IMetadataFormat
{
    private const int MostAxes = 8;

    private IdxFormat()
    {
    }

    /// <summary>The format.</summary>
    public static IdxFormat Instance { get; } = new();

    /// <inheritdoc cref="IVectorFormat.Name"/>
    public string Name => "IDX images and labels (MNIST)";

    /// <inheritdoc/>
    public bool ReadsGzip => true;

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes)
    {
        if (firstBytes is not [0, 0, var type, >= 1 and <= MostAxes and var axes, ..] || TypeOf(type) is null || firstBytes.Length < 4 + (4 * axes)
            || Path.GetExtension(path).Equals(".bytes", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var name = Path.GetFileName(path);
        return name.Contains("idx", StringComparison.OrdinalIgnoreCase) || name.Contains("ubyte", StringComparison.OrdinalIgnoreCase)
            || (File.Exists(path) && new FileInfo(path).Length == 4 + (4 * axes) + Product(firstBytes[4..], axes, TypeOf(type)!.Size));
    }

    bool IMetadataFormat.RecognizesMetadata(string path, ReadOnlySpan<byte> firstBytes) => firstBytes is [_, _, _, 1, ..] && Recognizes(path, firstBytes);

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        using var file = new SequentialFile(path);
        var header = IdxHeader.Read(path, file);
        return [new TensorInfo(Path.GetFileName(path), header.Type.Name, header.Rows, true, header.Problem(file))];
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var file = new SequentialFile(path);
        var header = IdxHeader.Read(path, file);
        var info = new TensorInfo(Path.GetFileName(path), header.Type.Name, header.Rows);
        var (rows, columns) = MatrixShape.Require(path, info);
        header.Require(path, file);
        using var source = new Elements(file, header.Type);
        var table = source.ReadGrowing(rows, columns, settings, cancellationToken);
        var notes = new List<string>();
        if (header.Shape is [_, var height, var width])
        {
            notes.Add($"Each row is an image of {height:N0} × {width:N0}.");
        }

        return new VectorFile(table, Labels(path, rows, notes, cancellationToken), notes);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using var file = new SequentialFile(path);
        var header = IdxHeader.Read(path, file);
        header.Require(path, file);
        using var source = new Elements(file, header.Type);
        source.Visit(header.Rows.Aggregate(1L, (product, length) => product * length), visit, cancellationToken);
    }

    /// <inheritdoc/>
    public MetadataTable ReadMetadata(string path, CancellationToken cancellationToken)
    {
        using var file = new SequentialFile(path);
        var header = IdxHeader.Read(path, file);
        header.Require(path, file);
        if (header.Shape is not [var n] || n > int.MaxValue)
        {
            throw new DataFormatException(path, null, $"{header.Shape.Count} axes", "one value a row");
        }

        const int Step = 1 << 16;
        var column = new MetadataColumnBuilder("label");
        var buffer = new byte[(int)Math.Min(Step, n) * header.Type.Size];
        for (long done = 0; done < n;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = buffer.AsSpan(0, (int)Math.Min(Step, n - done) * header.Type.Size);
            file.ReadExactly(bytes);
            if (BitConverter.IsLittleEndian)
            {
                header.Type.Reverse(bytes);
            }

            ColumnValues.Add(column, bytes, header.Type);
            done += bytes.Length / header.Type.Size;
        }

        return new MetadataTable((int)n, [column.Build()]);
    }

    private MetadataTable? Labels(string path, int rows, List<string> notes, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        var labels = name.Replace("images-idx3", "labels-idx1", StringComparison.Ordinal).Replace("images.idx3", "labels.idx1", StringComparison.Ordinal);
        var directory = Path.GetDirectoryName(path) ?? "";
        string[] candidates = labels == name ? [] : labels.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? [labels, labels[..^3]] : [labels, labels + ".gz"];
        if (Array.Find(candidates, c => File.Exists(Path.Combine(directory, c))) is not { } found)
        {
            return null;
        }

        try
        {
            var table = ReadMetadata(Path.Combine(directory, found), cancellationToken);
            notes.Add(table.RowCount == rows
                ? $"The labels were taken from \"{found}\", which lies beside the file."
                : $"\"{found}\" beside the file holds {table.RowCount:N0} labels for {rows:N0} images and was left out.");
            return table.RowCount == rows ? table : null;
        }
        catch (Exception e) when (e is DataFormatException or IOException or UnauthorizedAccessException)
        {
            notes.Add($"The labels beside the file could not be read: {e.Message}");
            return null;
        }
    }

    private static Int128 Product(ReadOnlySpan<byte> lengths, int axes, int size)
    {
        // An axis of no length does not make the others believable: their product must fit too.
        Int128 product = size;
        var isEmpty = false;
        for (var axis = 0; axis < axes && product <= long.MaxValue; axis++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(lengths[(4 * axis)..]);
            isEmpty |= length == 0;
            product *= Math.Max(length, 1);
        }

        return isEmpty && product <= long.MaxValue ? 0 : product;
    }

    private static ElementType? TypeOf(int code) => code switch
    {
        0x08 => ElementType.UInt8,
        0x09 => ElementType.Int8,
        0x0B => ElementType.Int16,
        0x0C => ElementType.Int32,
        0x0D => ElementType.Float32,
        0x0E => ElementType.Float64,
        _ => null,
    };

    private sealed record IdxHeader(ElementType Type, IReadOnlyList<long> Shape, Int128 Bytes)
    {
        /// <summary>The shape as rows of numbers.</summary>
        public IReadOnlyList<long> Rows => Shape.Count < 2 ? Shape : [Shape[0], Shape.Skip(1).Aggregate(1L, (product, length) => product * length)];

        public static IdxHeader Read(string path, SequentialFile file)
        {
            Span<byte> start = stackalloc byte[4 + (4 * MostAxes)];
            file.ReadExactly(start[..4]);
            if (start is not [0, 0, var code, >= 1 and <= MostAxes and var axes, ..] || TypeOf(code) is not { } type)
            {
                throw new DataFormatException(
                    path, "offset 0", $"the bytes {Convert.ToHexStringLower(start[..4])}", "two zero bytes, a type and the number of axes", "It is no IDX file.");
            }

            file.ReadExactly(start.Slice(4, 4 * axes));
            var bytes = Product(start[4..], axes, type.Size);
            if (bytes > long.MaxValue)
            {
                throw new DataFormatException(path, "offset 4", "lengths whose product is larger than any file", null, "The header is damaged.");
            }

            var shape = new long[axes];
            for (var axis = 0; axis < axes; axis++)
            {
                shape[axis] = BinaryPrimitives.ReadUInt32BigEndian(start[(4 + (4 * axis))..]);
            }

            return new IdxHeader(type, shape, bytes);
        }

        public string? Problem(SequentialFile file) => !file.IsPacked && file.Position + Bytes > file.Length
            ? $"its header [{string.Join(", ", Shape)}] of {Type.Name} needs {Bytes:N0} bytes, {file.Length - file.Position:N0} follow: it was cut short"
            : null;

        public void Require(string path, SequentialFile file)
        {
            if (Problem(file) is { } problem)
            {
                throw new DataFormatException(path, "offset 4", problem);
            }

            // The length of a packed file shows only at its end; a row must fit what it may unpack to.
            if (file.IsPacked && Rows is [_, var columns] && columns > Math.Max(1 << 16, 64 * file.Length))
            {
                throw new DataFormatException(path, "offset 4", $"rows of {columns:N0} numbers in a file of {file.Length:N0} bytes", "shorter ones", "The header is damaged.");
            }
        }
    }

    private sealed class Elements(SequentialFile file, ElementType type) : ElementSource
    {
        private const int ChunkBytes = 1 << 16;

        public override void Read<T>(Span<T> destination)
        {
            var perChunk = ChunkBytes / type.Size;
            var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(perChunk, destination.Length) * type.Size);
            while (destination.Length > 0)
            {
                var count = Math.Min(perChunk, destination.Length);
                var bytes = buffer.AsSpan(0, count * type.Size);
                file.ReadExactly(bytes);
                if (BitConverter.IsLittleEndian)
                {
                    type.Reverse(bytes);
                }

                type.Decode(bytes, destination[..count]);
                destination = destination[count..];
            }

            ArrayPool<byte>.Shared.Return(buffer);
        }

        public override void Complete()
        {
        }

        public override void Dispose()
        {
        }
    }
}
