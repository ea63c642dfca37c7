namespace EmbeddingProjector.Tests;

/// <summary>Rows about a few centres, with the centre of each: what neighbors and maps should find again.</summary>
internal static class ClusteredData
{
    public static (float[][] Rows, int[] Labels) Make(int n, int d, int clusters, int seed, float spread = 1, float distance = 10)
    {
        var centres = Tables.Gaussian(clusters, d, seed, 0, distance);
        var noise = Tables.Gaussian(n, d, seed + 1, 0, spread);
        var labels = Enumerable.Range(0, n).Select(i => i % clusters).ToArray();
        return ([.. noise.Select((row, i) => row.Select((v, k) => v + centres[labels[i]][k]).ToArray())], labels);
    }
}
