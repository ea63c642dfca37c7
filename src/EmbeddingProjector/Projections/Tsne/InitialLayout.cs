namespace EmbeddingProjector.Projections.Tsne;

/// <summary>Where the points start: a tiny map, so that the first iterations are free to arrange it.</summary>
internal static class InitialLayout
{
    /// <summary>The standard deviation along the first axis.</summary>
    public const double Scale = 1e-4;

    // Equal rows must not start at the same place, because nothing could then part them.
    private const double Jitter = 0.01 * Scale;

    private const ulong Stream = 1;

    /// <summary>Independent normal numbers, <c>[n, dimensions]</c>.</summary>
    public static float[] Random(int[] rows, int dimensions, ulong seed)
    {
        var noise = new SeededNormal(seed, Stream);
        var values = new float[rows.Length * dimensions];
        for (var at = 0; at < values.Length; at++)
        {
            values[at] = (float)(Scale * noise.At(Counter(rows[at / dimensions], at % dimensions)));
        }

        return values;
    }

    /// <summary>
    /// The rows <paramref name="rows"/> of given positions, centred, scaled to <see cref="Scale"/> along their first axis and shaken a
    /// little; null when they do not spread along it.
    /// </summary>
    public static float[]? From(Positions positions, int[] rows, ulong seed)
    {
        var dimensions = positions.Dimensions;
        var means = new double[dimensions];
        var variance = 0.0;
        foreach (var row in rows)
        {
            for (var axis = 0; axis < dimensions; axis++)
            {
                means[axis] += (double)positions.Row(row)[axis] / rows.Length;
            }
        }

        foreach (var row in rows)
        {
            variance += Math.Pow(positions.Row(row)[0] - means[0], 2) / rows.Length;
        }

        var scale = Scale / Math.Sqrt(variance);
        if (!double.IsFinite(scale))
        {
            return null;
        }

        var noise = new SeededNormal(seed, Stream);
        var values = new float[rows.Length * dimensions];
        for (var at = 0; at < values.Length; at++)
        {
            var (row, axis) = (rows[at / dimensions], at % dimensions);
            values[at] = (float)((scale * (positions.Row(row)[axis] - means[axis])) + (Jitter * noise.At(Counter(row, axis))));
        }

        return values;
    }

    private static long Counter(int row, int axis) => (4L * row) + axis;
}
