namespace EmbeddingProjector.Projections;

/// <summary>
/// "Spherize data": the centroid is subtracted from every vector, which is then scaled to unit length, so that differences of direction
/// remain. A preparation for a projection, not one itself; neighbors are always those of the raw vectors.
/// </summary>
public static class Spherize
{
    private const int RowsPerTask = 256;

    // A vector this close to the centroid, relative to its own length, differs from it by rounding only.
    private const double Negligible = 1e-12;

    /// <summary>A new table <c>[n, d]</c> of the spherized vectors.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>. Rows with NaN or infinity take no part in the centroid and are kept as they are.</param>
    /// <param name="threads">The most threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <remarks>A vector that equals the centroid has no direction and becomes zero.</remarks>
    public static VectorTable Apply(VectorTable vectors, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        var moments = new ColumnMoments(vectors, threads);
        moments.Add(0, vectors.RowCount, cancellationToken);
        var mean = moments.Mean();
        return VectorTable.Create(
            vectors.RowCount,
            vectors.ColumnCount,
            (firstRow, target) => Fill(vectors, moments.Usable, mean, firstRow, target, threads, cancellationToken));
    }

    private static unsafe void Fill(
        VectorTable vectors, bool[] usable, double[] mean, int firstRow, Span<float> target, int threads, CancellationToken cancellationToken)
    {
        var d = vectors.ColumnCount;
        var rows = target.Length / d;
        fixed (float* start = target)
        {
            // A span cannot be captured; the pointer is pinned until every worker has returned.
            var pinned = (nint)start;
            ParallelBlocks.For(
                (rows + RowsPerTask - 1) / RowsPerTask,
                threads,
                task =>
                {
                    var end = Math.Min(rows, (task + 1) * RowsPerTask);
                    for (var r = task * RowsPerTask; r < end; r++)
                    {
                        var y = new Span<float>((float*)pinned + ((long)r * d), d);
                        var x = vectors.Row(firstRow + r);
                        if (usable[firstRow + r])
                        {
                            Place(x, mean, y);
                        }
                        else
                        {
                            x.CopyTo(y);
                        }
                    }
                },
                cancellationToken);
        }
    }

    private static void Place(ReadOnlySpan<float> x, double[] mean, Span<float> y)
    {
        var (squared, raw) = (0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var centred = x[i] - mean[i];
            squared += centred * centred;
            raw += (double)x[i] * x[i];
        }

        var scale = squared > Negligible * Negligible * raw ? 1 / Math.Sqrt(squared) : 0;
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = (float)((x[i] - mean[i]) * scale);
        }
    }
}
