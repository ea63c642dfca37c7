using EmbeddingProjector.Formats.Columnar;

namespace EmbeddingProjector.Formats.Arrow;

/// <summary>A column as people see it: a field of the schema, or one inside of structures, whose names stand before its own ("meta.title").</summary>
/// <param name="Name">Its name with those of the structures around it.</param>
/// <param name="Path">From the fields of the schema inward: the index at each step.</param>
/// <param name="Field">The field.</param>
internal sealed record ArrowColumn(string Name, IReadOnlyList<int> Path, ArrowField Field)
{
    /// <summary>What it is for whoever chooses vectors and metadata.</summary>
    public ColumnarColumn Description => Leaf(Field) is var leaf && leaf is { Dictionary: null, Type.Kind: ArrowKind.Number }
        ? new ColumnarColumn(Name, IsList(Field) ? ColumnKind.List : ColumnKind.Number, leaf.Type.Name)
        : new ColumnarColumn(
            Name, !IsList(Field) && ArrowTexts.IsReadable(Field.Type.Kind) ? ColumnKind.Text : ColumnKind.Other, (IsList(Field) ? "lists of " : "") + leaf.Type.Name);

    /// <summary>The columns of a schema; structures are taken apart.</summary>
    public static IEnumerable<ArrowColumn> Of(IReadOnlyList<ArrowField> fields, string prefix = "", IReadOnlyList<int>? path = null) =>
        fields.Index().SelectMany(f =>
        {
            var (name, inner) = (prefix + f.Item.Name, (IReadOnlyList<int>)[.. path ?? [], f.Index]);
            return f.Item.Stored.Kind == ArrowKind.Struct ? Of(f.Item.Children, name + ".", inner) : [new ArrowColumn(name, inner, f.Item)];
        });

    /// <summary>Whether the cells of a field are lists.</summary>
    public static bool IsList(ArrowField field) => field.Stored.Kind is ArrowKind.List or ArrowKind.LargeList or ArrowKind.FixedSizeList;

    // The elements of lists, of lists of lists and so on; the field itself where it is no list.
    private static ArrowField Leaf(ArrowField field) => IsList(field) ? Leaf(field.Children[0]) : field;
}
