using EmbeddingProjector.Projections.Tsne;

namespace EmbeddingProjector.Tests.Projections.Tsne;

/// <summary>The definitions of t-SNE, written plainly in float64 over all pairs: what every fast part is compared with.</summary>
internal static class NaiveTsne
{
    public static double[][] Points(Layout layout) =>
        [.. Enumerable.Range(0, layout.Count)
            .Select(i => Enumerable.Range(0, layout.Dimensions).Select(axis => At(layout, axis, i)).ToArray())];

    public static (double[][] Forces, double Z) Repulsion(double[][] points)
    {
        var z = 0.0;
        var forces = points.Select(p => new double[p.Length]).ToArray();
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = 0; j < points.Length; j++)
            {
                if (i != j)
                {
                    var kernel = Kernel(points[i], points[j]);
                    z += kernel;
                    for (var axis = 0; axis < points[i].Length; axis++)
                    {
                        forces[i][axis] += kernel * kernel * (points[i][axis] - points[j][axis]);
                    }
                }
            }
        }

        return (forces, z);
    }

    /// <summary>KL(P‖Q) for a dense P.</summary>
    public static double KullbackLeibler(double[,] p, double[][] points)
    {
        var (_, z) = Repulsion(points);
        var sum = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = 0; j < points.Length; j++)
            {
                if (i != j && p[i, j] > 0)
                {
                    sum += p[i, j] * Math.Log(p[i, j] * z / Kernel(points[i], points[j]));
                }
            }
        }

        return sum;
    }

    /// <summary>Points of a few clusters, at a scale.</summary>
    public static Layout Clusters(int count, int dimensions, double scale, int seed)
    {
        var random = new Random(seed);
        var values = new float[count * dimensions];
        for (var at = 0; at < values.Length; at++)
        {
            var (cluster, axis) = (at / dimensions % 7, at % dimensions);
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            values[at] = (float)(scale * (Math.Cos((cluster * 1.3) + (axis * 1.9)) + (0.15 * normal)));
        }

        var layout = new Layout(count, dimensions);
        layout.Set(values);
        return layout;
    }

    /// <summary>‖a − b‖ / ‖b‖ over all numbers.</summary>
    public static unsafe double RelativeError(float* planes, Layout layout, double[][] expected)
    {
        var (error, size) = (0.0, 0.0);
        for (var i = 0; i < layout.Count; i++)
        {
            for (var axis = 0; axis < layout.Dimensions; axis++)
            {
                error += Math.Pow(planes[((long)axis * layout.Capacity) + i] - expected[i][axis], 2);
                size += Math.Pow(expected[i][axis], 2);
            }
        }

        return Math.Sqrt(error / size);
    }

    private static double Kernel(double[] a, double[] b) => 1 / (1 + a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    private static unsafe double At(Layout layout, int axis, int i) => layout.Axis(axis)[i];
}
