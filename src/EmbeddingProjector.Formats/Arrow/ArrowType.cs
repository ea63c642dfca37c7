namespace EmbeddingProjector.Formats.Arrow;

/// <summary>How the cells of a column are stored.</summary>
internal enum ArrowKind
{
    /// <summary>No bytes at all: every cell is missing.</summary>
    Null,

    /// <summary>Numbers of one size.</summary>
    Number,

    /// <summary>A bit each.</summary>
    Boolean,

    /// <summary>Texts: offsets of 32 bits, and characters.</summary>
    Text,

    /// <summary>Texts: offsets of 64 bits, and characters.</summary>
    LargeText,

    /// <summary>Texts: 16 bytes each, that hold it or say where it is.</summary>
    TextView,

    /// <summary>Days since 1970, 32 bits.</summary>
    Date32,

    /// <summary>Milliseconds since 1970, 64 bits.</summary>
    Date64,

    /// <summary>A time of the day.</summary>
    Time,

    /// <summary>A time since 1970.</summary>
    Timestamp,

    /// <summary>A length of time.</summary>
    Duration,

    /// <summary>A whole number of 4 to 32 bytes with a decimal point somewhere.</summary>
    Decimal,

    /// <summary>Lists: offsets of 32 bits into a column of elements.</summary>
    List,

    /// <summary>Lists: offsets of 64 bits into a column of elements.</summary>
    LargeList,

    /// <summary>Lists of one length over a column of elements.</summary>
    FixedSizeList,

    /// <summary>Several columns side by side.</summary>
    Struct,

    /// <summary>A type whose cells are neither numbers nor texts here.</summary>
    Other,
}

/// <summary>A type of Arrow's schema (format/Schema.fbs), as far as reading needs it.</summary>
/// <param name="Kind">How it is stored.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Buffers">How many buffers a column of it has, besides those of its children.</param>
/// <param name="Size">Bytes of a cell, or the length of a fixed-size list.</param>
/// <param name="Elements">The numbers, for <see cref="ArrowKind.Number"/>.</param>
/// <param name="UnitsPerSecond">For times.</param>
/// <param name="Scale">For decimals: digits after the point.</param>
/// <param name="Zone">For timestamps: whether they say where on Earth.</param>
/// <param name="HasVariadicBuffers">Whether the batch says how many more buffers there are.</param>
internal sealed record ArrowType(
    ArrowKind Kind, string Name, int Buffers, int Size = 0, ElementType? Elements = null, long UnitsPerSecond = 0, int Scale = 0, bool Zone = false, bool HasVariadicBuffers = false)
{
    private const short MetadataVersion5 = 4;

    private static readonly long[] _unitsPerSecond = [1, 1_000, 1_000_000, 1_000_000_000];

    /// <summary>Reads the union "type" of a field: its number and its table.</summary>
    public static ArrowType Of(byte number, FlatTable type, short version) => number switch
    {
        1 => new(ArrowKind.Null, "null", 0),
        2 => Whole(type),
        3 => type.Int16(0) switch
        {
            0 => Number(ElementType.Float16),
            1 => Number(ElementType.Float32),
            2 => Number(ElementType.Float64),
            _ => throw Unknown($"a floating point type number {type.Int16(0)}"),
        },
        4 => new(ArrowKind.Other, "binary", 3),
        5 => new(ArrowKind.Text, "texts", 3),
        6 => new(ArrowKind.Boolean, "bool", 2),
        7 => new(ArrowKind.Decimal, "decimal", 2, Bytes(type.Int32(2, 128)), Scale: type.Int32(1)),
        8 => type.Int16(0, 1) == 0 ? new(ArrowKind.Date32, "date", 2, 4) : new(ArrowKind.Date64, "date", 2, 8),
        9 => new(ArrowKind.Time, "time", 2, Bytes(type.Int32(1, 32)), UnitsPerSecond: Unit(type.Int16(0, 1))),
        10 => new(ArrowKind.Timestamp, "timestamp", 2, 8, UnitsPerSecond: Unit(type.Int16(0)), Zone: type.Text(1) is { Length: > 0 }),
        11 => new(ArrowKind.Other, "interval", 2),
        12 => new(ArrowKind.List, "list", 2),
        13 => new(ArrowKind.Struct, "struct", 1),
        14 => new(ArrowKind.Other, "union", (type.Int16(0) == 1 ? 2 : 1) + (version < MetadataVersion5 ? 1 : 0)),
        15 => new(ArrowKind.Other, "fixed-size binary", 2),
        16 => new(ArrowKind.FixedSizeList, "fixed-size list", 1, type.Int32(0)),
        17 => new(ArrowKind.Other, "map", 2),
        18 => new(ArrowKind.Duration, "duration", 2, 8, UnitsPerSecond: Unit(type.Int16(0, 1))),
        19 => new(ArrowKind.Other, "large binary", 3),
        20 => new(ArrowKind.LargeText, "texts", 3),
        21 => new(ArrowKind.LargeList, "large list", 2),
        22 => new(ArrowKind.Other, "run-end encoded", 0),
        23 => new(ArrowKind.Other, "binary view", 2, HasVariadicBuffers: true),
        24 => new(ArrowKind.TextView, "texts", 2, HasVariadicBuffers: true),
        25 => new(ArrowKind.Other, "list view", 3),
        26 => new(ArrowKind.Other, "large list view", 3),
        _ => throw Unknown($"a type number {number}"),
    };

    /// <summary>A whole number, as fields and the indices of dictionaries have it.</summary>
    public static ArrowType Whole(FlatTable type) => (type.Int32(0), type.Byte(1) != 0) switch
    {
        (8, true) => Number(ElementType.Int8),
        (16, true) => Number(ElementType.Int16),
        (32, true) => Number(ElementType.Int32),
        (64, true) => Number(ElementType.Int64),
        (8, false) => Number(ElementType.UInt8),
        (16, false) => Number(ElementType.UInt16),
        (32, false) => Number(ElementType.UInt32),
        (64, false) => Number(ElementType.UInt64),
        var (bits, _) => throw Unknown($"whole numbers of {bits} bits"),
    };

    private static ArrowType Number(ElementType elements) => new(ArrowKind.Number, elements.Name, 2, elements.Size, elements);

    private static int Bytes(int bits) => bits is 32 or 64 or 128 or 256 ? bits / 8 : throw Unknown($"cells of {bits} bits");

    private static long Unit(short unit) => unit >= 0 && unit < _unitsPerSecond.Length ? _unitsPerSecond[unit] : throw Unknown($"a unit of time number {unit}");

    private static InvalidDataException Unknown(string what) => new($"its schema has {what}, which Arrow did not define when this was written");
}
