namespace EmbeddingProjector.Tests;

/// <summary>Small tables made in code.</summary>
internal static class Tables
{
    /// <summary>Rows as given, in one block.</summary>
    public static VectorTable Of(params float[][] rows) => Blocks(rows.Length == 0 ? 1 : rows.Length, rows);

    /// <summary>Rows as given, in blocks of <paramref name="rowsPerBlock"/>.</summary>
    public static VectorTable Blocks(int rowsPerBlock, float[][] rows)
    {
        var blocks = rows.Chunk(rowsPerBlock)
            .Select(chunk => (ReadOnlyMemory<float>)chunk.SelectMany(row => row).ToArray())
            .ToArray();
        return new VectorTable(blocks, rowsPerBlock, rows.Length, rows.Length == 0 ? 1 : rows[0].Length);
    }

    /// <summary>Rows of a table as arrays.</summary>
    public static float[][] Rows(this VectorTable table) =>
        [.. Enumerable.Range(0, table.RowCount).Select(row => table.Row(row).ToArray())];

    /// <summary>n rows of d independent normal numbers.</summary>
    public static float[][] Gaussian(int n, int d, int seed, float offset = 0, float scale = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, n).Select(_ =>
            Enumerable.Range(0, d).Select(_ => offset + (scale * Normal(random))).ToArray())];
    }

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
