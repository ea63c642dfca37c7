namespace EmbeddingProjector;

/// <summary>A map of its rows that a file of vectors brings along, as some program made it before.</summary>
/// <param name="Name">What the file calls it: "X_umap".</param>
/// <param name="Positions">Where each row stands, <c>[n, 2|3]</c>.</param>
public sealed record StoredMap(string Name, Positions Positions)
{
    private const int MostDimensions = 3;

    /// <summary>Whether a matrix of these axes beside vectors <c>[n, d]</c> is a map of their rows.</summary>
    internal static bool IsOne(IReadOnlyList<long> shape, int rows) => shape is [var n, 2 or MostDimensions] && n == rows;

    /// <summary>Whether vectors of so many numbers can have a map: one of the plane or of space is one itself.</summary>
    internal static bool CanBelongTo(int columns) => columns > MostDimensions;

    /// <summary>The map that a table holds.</summary>
    internal static StoredMap Of(string name, VectorTable table)
    {
        var values = new float[table.ElementCount];
        for (var row = 0; row < table.RowCount; row++)
        {
            table.Row(row).CopyTo(values.AsSpan(row * table.ColumnCount));
        }

        return new StoredMap(name, new Positions(values, table.ColumnCount));
    }

    /// <summary>What a person is told of maps that were found; nothing where there are none.</summary>
    internal static IEnumerable<string> Notes(IReadOnlyList<StoredMap> maps) =>
        maps.Count > 0 ? [$"The file brings maps of these rows: {string.Join(", ", maps.Select(m => m.Name))}."] : [];
}
