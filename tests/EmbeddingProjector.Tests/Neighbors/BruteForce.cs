using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Tests.Neighbors;

/// <summary>The definition, written plainly in float64: the twin of every neighbor search.</summary>
internal static class BruteForce
{
    public static (int[] Rows, float[] Distances) Query(float[][] rows, DistanceMetric metric, float[] query, int self, int count)
    {
        var found = Enumerable.Range(0, rows.Length)
            .Where(row => row != self && rows[row].All(float.IsFinite))
            .Select(row => (Row: row, Distance: Distance(metric, query, rows[row])))
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.Row)
            .Take(count)
            .ToArray();
        return ([.. found.Select(pair => pair.Row)], [.. found.Select(pair => pair.Distance)]);
    }

    public static float Distance(DistanceMetric metric, float[] x, float[] y)
    {
        double dot = 0, xx = 0, yy = 0, squared = 0;
        for (var i = 0; i < x.Length; i++)
        {
            dot += (double)x[i] * y[i];
            xx += (double)x[i] * x[i];
            yy += (double)y[i] * y[i];
            squared += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
        }

        return metric == DistanceMetric.Euclidean ? (float)Math.Sqrt(squared)
            : metric == DistanceMetric.Dot ? (float)(0 - dot)
            : xx == 0 || yy == 0 ? 1 : (float)Math.Clamp(1 - (dot / Math.Sqrt(xx * yy)), 0, 2);
    }
}
