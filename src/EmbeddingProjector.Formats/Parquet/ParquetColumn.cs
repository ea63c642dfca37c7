using EmbeddingProjector.Formats.Columnar;
using Parquet;
using Parquet.Schema;
using PhysicalType = Parquet.Meta.Type;
using SchemaElement = Parquet.Meta.SchemaElement;

namespace EmbeddingProjector.Formats.Parquet;

/// <summary>A column of a Parquet file; structures are taken apart, and their names stand before those of their fields ("meta.title").</summary>
/// <param name="Name">Its name.</param>
/// <param name="Leaf">Where its values are; null where it is no column of single values or lists of them.</param>
/// <param name="Description">What its cells are.</param>
/// <param name="Elements">How its numbers are stored; null where it has none.</param>
internal sealed record ParquetColumn(string Name, DataField? Leaf, ColumnarColumn Description, ElementType? Elements)
{
    private const int HalfBytes = 2;

    private static readonly HashSet<Type> _texts =
        [typeof(ReadOnlyMemory<char>), typeof(string), typeof(bool), typeof(DateTime), typeof(DateOnly), typeof(TimeSpan), typeof(TimeOnly), typeof(decimal), typeof(Guid)];

    /// <summary>The columns of an open file.</summary>
    public static IReadOnlyList<ParquetColumn> Of(ParquetReader reader)
    {
        // The library makes no schema of float16; to it, those are two bytes.
        var elements = (reader.Metadata?.Schema ?? []).Where(e => e.Type is not null).ToList();
        var halves = elements.ConvertAll(e => e is { Type: PhysicalType.FIXED_LEN_BYTE_ARRAY, TypeLength: HalfBytes, LogicalType.FLOAT16: not null });
        foreach (var (element, _) in elements.Zip(halves).Where(e => e.Second))
        {
            element.LogicalType = null;
        }

        var stored = reader.Schema.DataFields.Zip(elements.Zip(halves)).ToDictionary(f => f.First.Path.ToString(), f => Stored(f.Second.First, f.Second.Second, f.First.ClrType));
        return [.. reader.Schema.Fields.SelectMany(f => Flatten(f, "", stored))];
    }

    private static IEnumerable<ParquetColumn> Flatten(Field field, string prefix, Dictionary<string, ElementType?> stored) => field is StructField structure
        ? structure.Fields.SelectMany(f => Flatten(f, $"{prefix}{field.Name}.", stored))
        : [Describe(prefix + field.Name, field, stored)];

    private static ParquetColumn Describe(string name, Field field, Dictionary<string, ElementType?> stored)
    {
        if (FindLeaf(field) is not { } leaf)
        {
            return new ParquetColumn(name, null, new ColumnarColumn(name, ColumnKind.Other, field.SchemaType.ToString()), null);
        }

        var isList = leaf.MaxRepetitionLevel > 0;
        if (stored.GetValueOrDefault(leaf.Path.ToString()) is { } elements)
        {
            return new ParquetColumn(name, leaf, new ColumnarColumn(name, isList ? ColumnKind.List : ColumnKind.Number, TypeName(leaf.ClrType) ?? elements.Name), elements);
        }

        var text = leaf.ClrType == typeof(ReadOnlyMemory<char>) ? "texts" : leaf.ClrType.Name;
        return new ParquetColumn(
            name, leaf, new ColumnarColumn(name, !isList && _texts.Contains(leaf.ClrType) ? ColumnKind.Text : ColumnKind.Other, (isList ? "lists of " : "") + text), null);
    }

    private static DataField? FindLeaf(Field field) => field switch
    {
        DataField leaf => leaf,
        ListField list => FindLeaf(list.Item),
        _ => null,
    };

    // Short whole numbers are stored in 32 bits.
    private static ElementType? Stored(SchemaElement element, bool isHalf, Type type) => element.Type switch
    {
        _ when isHalf => ElementType.Float16,
        PhysicalType.FLOAT => ElementType.Float32,
        PhysicalType.DOUBLE => ElementType.Float64,
        PhysicalType.INT32 when TypeName(type) is { } name => name[0] == 'u' ? ElementType.UInt32 : ElementType.Int32,
        PhysicalType.INT64 when TypeName(type) is { } name => name[0] == 'u' ? ElementType.UInt64 : ElementType.Int64,
        _ => null,
    };

    private static string? TypeName(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.SByte => "int8",
        TypeCode.Int16 => "int16",
        TypeCode.Int32 => "int32",
        TypeCode.Int64 => "int64",
        TypeCode.Byte => "uint8",
        TypeCode.UInt16 => "uint16",
        TypeCode.UInt32 => "uint32",
        TypeCode.UInt64 => "uint64",
        _ => null,
    };
}
