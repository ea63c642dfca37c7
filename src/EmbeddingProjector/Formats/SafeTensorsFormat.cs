using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Tensors as Hugging Face's safetensors stores them: eight bytes of length, a JSON header, and the bytes of all tensors behind it; also the index of a
/// model in several files (<c>model.safetensors.index.json</c>). Whole numbers of one value a row that stand beside a matrix become its metadata.
/// </summary>
/// <remarks>Source: the format section of the safetensors documentation.</remarks>
public sealed class SafeTensorsFormat : IVectorFormat
{
    private const int LengthBytes = 8;

    // The limit of the reference implementation.
    private const long MaxHeader = 100_000_000;
    private const int MaxDepth = 8;
    private const string IndexEnding = ".safetensors.index.json";
    private const string HeaderPlace = "header";

    private static readonly JsonDocumentOptions _options = new() { MaxDepth = MaxDepth };

    private SafeTensorsFormat()
    {
    }

    /// <summary>The format.</summary>
    public static SafeTensorsFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "safetensors (.safetensors)";

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes) =>
        path.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase)
        || (firstBytes.Length > LengthBytes && firstBytes[LengthBytes] == '{' && BinaryPrimitives.ReadInt64LittleEndian(firstBytes) is > 0 and <= MaxHeader)
        || Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken) =>
        [.. Files(path).SelectMany(Entries).Select(e => e.Info)];

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var (file, entries, entry) = Find(path, tensor);
        var (rows, columns) = MatrixShape.Require(path, entry.Info);
        var columnsBeside = new List<MetadataColumn>();
        using (var handle = FileBytes.Open(file))
        {
            foreach (var other in entries.Where(e => e.Info.Shape is [var n] && n == rows && e.Type is { } type && IsWhole(type) && e.Info.Problem is null).Take(ColumnValues.MostColumns))
            {
                columnsBeside.Add(Column(file, handle, other));
            }
        }

        var metadata = columnsBeside.Count > 0 ? new MetadataTable(rows, columnsBeside) : null;
        using var source = Open(file, entry);
        return new VectorFile(source.ReadTable(rows, columns, settings, cancellationToken), metadata, []);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var (file, _, entry) = Find(path, tensor);
        using var source = Open(file, entry);
        source.Visit(entry.Info.ElementCount, visit, cancellationToken);
    }

    private static FileElements Open(string file, Entry entry) =>
        new(file, FileBytes.Open(file, FileOptions.SequentialScan), entry.Offset, entry.Type!, bigEndian: false);

    private static (string File, List<Entry> Entries, Entry Entry) Find(string path, TensorInfo tensor)
    {
        foreach (var file in Files(path))
        {
            var entries = Entries(file);
            if (entries.Find(e => e.Info.Name == tensor.Name) is { } found)
            {
                return found.Type is not null && found.Info.Problem is null
                    ? (file, entries, found)
                    : throw new DataFormatException(file, $"tensor \"{tensor.Name}\"", found.Info.Problem ?? $"elements of type {found.Info.ElementType}", found.Info.Problem is null ? "numbers" : null);
            }
        }

        throw new DataFormatException(path, null, $"no tensor \"{tensor.Name}\"");
    }

    // A model in several files has an index that says which tensor is in which; the files lie beside it.
    private static List<string> Files(string path)
    {
        if (!path.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase))
        {
            return [path];
        }

        if (new FileInfo(path).Length > MaxHeader)
        {
            throw new DataFormatException(path, null, "a file that is too large for an index", $"at most {MaxHeader:N0} bytes");
        }

        using var index = Parse(path, File.ReadAllBytes(path), null);
        if (index.RootElement.ValueKind != JsonValueKind.Object || !index.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new DataFormatException(path, null, "no \"weight_map\"", "an object that names the file of each tensor");
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        List<string> names;
        try
        {
            names = map.EnumerateObject().Select(m => m.Value.ValueKind == JsonValueKind.String ? m.Value.GetString()! : "").Distinct(StringComparer.Ordinal).ToList();
        }
        catch (InvalidOperationException e)
        {
            throw new DataFormatException(path, "\"weight_map\"", "a name that is no text", "UTF-8", "The index is damaged.", e);
        }

        return names.Find(n => n.Length == 0 || n != Path.GetFileName(n) || n is "." or "..") is { } wrong
            ? throw new DataFormatException(path, "\"weight_map\"", $"the file name \"{wrong}\"", "a name without a directory")
            : names.ConvertAll(n => Path.Combine(directory, n));
    }

    private static List<Entry> Entries(string path)
    {
        using var file = FileBytes.Open(path);
        Span<byte> length = stackalloc byte[LengthBytes];
        FileBytes.ReadExactly(path, file, 0, length);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        var available = RandomAccess.GetLength(file) - LengthBytes;
        if (headerLength > (ulong)Math.Min(available, MaxHeader))
        {
            throw new DataFormatException(
                path, "offset 0", $"a header of {headerLength:N0} bytes", $"at most {Math.Min(available, MaxHeader):N0}", "It was cut short, or is no safetensors file.");
        }

        var bytes = new byte[headerLength];
        FileBytes.ReadExactly(path, file, LengthBytes, bytes);
        using var header = Parse(path, bytes, HeaderPlace);
        if (header.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new DataFormatException(path, HeaderPlace, "JSON that is no object", "an object of tensors");
        }

        var start = LengthBytes + (long)headerLength;
        try
        {
            return [.. header.RootElement.EnumerateObject().Where(m => m.Name != "__metadata__").Select(m => ReadEntry(path, m, start, RandomAccess.GetLength(file)))];
        }
        catch (InvalidOperationException e)
        {
            throw new DataFormatException(path, HeaderPlace, "a name that is no text", "UTF-8", "The header is damaged.", e);
        }
    }

    private static Entry ReadEntry(string path, JsonProperty member, long start, long fileLength)
    {
        var value = member.Value;
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shapes) || Numbers(shapes) is not { } shape
            || !value.TryGetProperty("data_offsets", out var offsets) || Numbers(offsets) is not [var begin, var end] || begin > end)
        {
            throw new DataFormatException(path, $"{HeaderPlace}, tensor \"{member.Name}\"", "an entry that does not describe a tensor", "\"dtype\", \"shape\" and \"data_offsets\" [begin, end]", "The header is damaged.");
        }

        Int128 elements = 1;
        foreach (var axis in shape)
        {
            elements *= axis;
            if (elements > long.MaxValue)
            {
                throw new DataFormatException(path, $"{HeaderPlace}, tensor \"{member.Name}\"", $"the shape [{string.Join(", ", shape)}], which has more elements than any file", null, "The header is damaged.");
            }
        }

        var (name, type) = TypeOf(dtype.GetString()!);
        var needed = elements * (type?.Size ?? 0);
        var problem = end > fileLength - start ? $"its bytes {begin:N0} to {end:N0} go beyond the end of the file: it was cut short"
            : type is not null && needed != end - begin ? $"its shape [{string.Join(", ", shape)}] of {name} needs {needed:N0} bytes, the header gives it {end - begin:N0}"
            : null;
        return new Entry(new TensorInfo(member.Name, name, shape, type is not null, problem), type, start + begin, end - begin);
    }

    private static List<long>? Numbers(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var numbers = new List<long>();
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var number) || number < 0)
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private static (string Name, ElementType? Type) TypeOf(string dtype)
    {
        ElementType? type = dtype switch
        {
            "F64" => ElementType.Float64,
            "F32" => ElementType.Float32,
            "F16" => ElementType.Float16,
            "BF16" => ElementType.BFloat16,
            "F8_E4M3" => ElementType.Float8E4M3FN,
            "F8_E5M2" => ElementType.Float8E5M2,
            "I64" => ElementType.Int64,
            "I32" => ElementType.Int32,
            "I16" => ElementType.Int16,
            "I8" => ElementType.Int8,
            "U64" => ElementType.UInt64,
            "U32" => ElementType.UInt32,
            "U16" => ElementType.UInt16,
            "U8" => ElementType.UInt8,
            "BOOL" => ElementType.Bool,
            _ => null,
        };
        return (type?.Name ?? dtype, type);
    }

    private static bool IsWhole(ElementType type) => !type.Name.Contains("float", StringComparison.Ordinal);

    private static MetadataColumn Column(string path, SafeFileHandle file, Entry entry)
    {
        const int ChunkBytes = 1 << 16;
        var column = new MetadataColumnBuilder(entry.Info.Name);
        var buffer = new byte[(int)Math.Min(ChunkBytes, entry.Length)];
        for (long done = 0; done < entry.Length;)
        {
            var bytes = buffer.AsSpan(0, (int)Math.Min(buffer.Length, entry.Length - done));
            FileBytes.ReadExactly(path, file, entry.Offset + done, bytes);
            if (!BitConverter.IsLittleEndian)
            {
                entry.Type!.Reverse(bytes);
            }

            ColumnValues.Add(column, bytes, entry.Type!);
            done += bytes.Length;
        }

        return column.Build();
    }

    private static JsonDocument Parse(string path, byte[] bytes, string? place)
    {
        try
        {
            return JsonDocument.Parse(bytes, _options);
        }
        catch (JsonException e)
        {
            throw new DataFormatException(path, place, $"no JSON: {e.Message.TrimEnd('.')}", "an object of tensors", "It was cut short, or is no safetensors file.", e);
        }
    }

    private sealed record Entry(TensorInfo Info, ElementType? Type, long Offset, long Length);
}
