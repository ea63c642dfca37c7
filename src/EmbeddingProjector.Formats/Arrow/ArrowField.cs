namespace EmbeddingProjector.Formats.Arrow;

/// <summary>A field of a schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Children">Fields inside, for lists and structures.</param>
/// <param name="Dictionary">The number of the dictionary that holds the values, or null.</param>
/// <param name="Stored">What the batches hold: the type itself, or the indices into the dictionary.</param>
internal sealed record ArrowField(string Name, ArrowType Type, IReadOnlyList<ArrowField> Children, long? Dictionary, ArrowType Stored)
{
    private const int MostDepth = 32;

    // A field takes more than this in a schema; what states more of them goes round in circles.
    private const int LeastBytes = 12;

    /// <summary>The fields of a schema (Schema.fbs).</summary>
    public static IReadOnlyList<ArrowField> Of(FlatTable schema, short version)
    {
        if (schema.Int16(0) != 0)
        {
            throw new InvalidDataException("its numbers are big-endian, which is not read; write it again on a little-endian machine");
        }

        var left = schema.MessageLength / LeastBytes;
        return Many(schema, 1, version, MostDepth, ref left);
    }

    private static List<ArrowField> Many(FlatTable parent, int slot, short version, int depth, ref int left)
    {
        var fields = new List<ArrowField>();
        for (var i = 0; i < parent.Count(slot); i++)
        {
            fields.Add(--left < 0 || depth == 0 ? throw new InvalidDataException("its schema nests without end") : One(parent.TableAt(slot, i), version, depth, ref left));
        }

        return fields;
    }

    private static ArrowField One(FlatTable field, short version, int depth, ref int left)
    {
        var type = ArrowType.Of(field.Byte(2), field.Table(3) ?? field, version);
        var children = Many(field, 5, version, depth - 1, ref left);
        if (type.Kind is ArrowKind.List or ArrowKind.LargeList or ArrowKind.FixedSizeList && children.Count != 1)
        {
            throw new InvalidDataException($"the list \"{field.Text(0)}\" has {children.Count} kinds of elements");
        }

        if (field.Table(4) is not { } dictionary)
        {
            return new ArrowField(field.Text(0) ?? "", type, children, null, type);
        }

        var indices = dictionary.Table(1) is { } index ? ArrowType.Whole(index) : new ArrowType(ArrowKind.Number, "int32", 2, 4, ElementType.Int32);
        return new ArrowField(field.Text(0) ?? "", type, children, dictionary.Int64(0), indices);
    }
}
