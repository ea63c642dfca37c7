namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>An element type of TensorFlow (types.proto): its number, its name, and how it is decoded where it is a real number.</summary>
internal sealed record DataType(int Code, string Name, ElementType? Elements)
{
    public const int StringCode = 7;

    private const int RefOffset = 100;

    private static readonly Dictionary<int, DataType> _all = new[]
    {
        Number(1, ElementType.Float32), Number(2, ElementType.Float64), Number(3, ElementType.Int32), Number(4, ElementType.UInt8),
        Number(5, ElementType.Int16), Number(6, ElementType.Int8), Other(StringCode, "string"), Other(8, "complex64"),
        Number(9, ElementType.Int64), Number(10, ElementType.Bool), Quantized(11, "qint8", ElementType.Int8),
        Quantized(12, "quint8", ElementType.UInt8), Quantized(13, "qint32", ElementType.Int32), Number(14, ElementType.BFloat16),
        Quantized(15, "qint16", ElementType.Int16), Quantized(16, "quint16", ElementType.UInt16), Number(17, ElementType.UInt16),
        Other(18, "complex128"), Number(19, ElementType.Float16), Other(20, "resource"), Other(21, "variant"),
        Number(22, ElementType.UInt32), Number(23, ElementType.UInt64), Number(24, ElementType.Float8E5M2),
        Number(25, ElementType.Float8E4M3FN), Number(29, ElementType.Int4), Number(30, ElementType.UInt4),
    }.ToDictionary(type => type.Code);

    /// <summary>Bytes an element; 0 where elements have no fixed size.</summary>
    public int ElementSize => Elements?.Size ?? Name switch
    {
        "complex64" => 2 * sizeof(float),
        "complex128" => 2 * sizeof(double),
        _ => 0,
    };

    /// <summary>Why tensors of this type are not vectors; null for numbers.</summary>
    public string? Problem => Elements is not null
        ? null
        : Name.StartsWith("complex", StringComparison.Ordinal)
            ? $"{Name} values have an imaginary part, which float32 vectors cannot hold; save the real and imaginary parts as columns"
            : Code == StringCode ? null : $"elements of type {Name} are not numbers";

    /// <summary>The type of a number in a file; one that is not known gets a name of its own and cannot be read.</summary>
    public static DataType FromCode(long code)
    {
        // "Ref" types, 100 higher, describe variables that hold the same values.
        var plain = code > RefOffset ? code - RefOffset : code;
        return plain is >= 0 and <= int.MaxValue && _all.TryGetValue((int)plain, out var type) ? type : Other(-1, $"type {code}");
    }

    /// <summary>The type of a name ("float32", "bfloat16", "complex64"), if it has elements of a fixed size and can so be saved.</summary>
    public static DataType? FromName(string name) => _all.Values.FirstOrDefault(type => type.Name == name && type.ElementSize > 0);

    /// <summary>The names that <see cref="FromName"/> knows.</summary>
    public static IEnumerable<string> NamesOfNumbers => _all.Values.Where(type => type.ElementSize > 0).Select(type => type.Name);

    private static DataType Number(int code, ElementType elements) => new(code, elements.Name, elements);

    // Quantized types are stored as the integers they are made of; their range is kept elsewhere.
    private static DataType Quantized(int code, string name, ElementType elements) => new(code, name, elements);

    private static DataType Other(int code, string name) => new(code, name, null);
}
