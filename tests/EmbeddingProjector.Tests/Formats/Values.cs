using EmbeddingProjector.Formats;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Takes values out of a reader in a form that a test can compare.</summary>
internal static class Values
{
    /// <summary>All values that are visited, in order.</summary>
    public static List<double> Of(Action<VisitValues> run)
    {
        var values = new List<double>();
        run(piece => values.AddRange(piece));
        return values;
    }

    /// <summary>All values of a table, row by row.</summary>
    public static float[] Of(VectorTable table) =>
        [.. Enumerable.Range(0, table.RowCount).SelectMany(row => table.Row(row).ToArray())];
}
