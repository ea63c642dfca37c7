namespace EmbeddingProjector.Neighbors;

/// <summary>
/// Exact k nearest neighbors over raw vectors <c>[n, d]</c>: every pair is considered and nothing is approximated. Distances come from
/// float64 sums, equal distances are in order of row, and the bytes of the result are the same for any number of threads.
/// </summary>
public static class ExactNeighbors
{
    /// <summary>The neighbors of all rows.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="metric">The distance.</param>
    /// <param name="count">k, 0 or more; where fewer rows exist the rest of a row of the result is −1 and +∞.</param>
    /// <param name="options">How to run.</param>
    /// <param name="progress">Receives the share done, 0 to 1, from several threads.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static NeighborTable Search(
        VectorTable vectors, DistanceMetric metric, int count, NeighborSearchOptions? options = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var threads = options?.Threads ?? 0;
        ArgumentOutOfRangeException.ThrowIfNegative(threads, nameof(options));
        var n = vectors.RowCount;
        if ((long)n * count > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"{n:N0} rows with {count:N0} neighbors each are more than a table holds ({Array.MaxLength:N0} in all).");
        }

        var norms = RowNorms.Of(vectors, threads, cancellationToken);
        var indices = new int[n * count];
        var distances = new float[n * count];
        AllRowsSearch.Run(vectors, norms, metric, count, threads, indices, distances, progress, cancellationToken);
        return new NeighborTable(metric, count, indices, distances, norms.Unusable);
    }

    /// <summary>The rows nearest to one row, itself excluded. For many queries keep an <see cref="ExactNeighborIndex"/>.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="metric">The distance.</param>
    /// <param name="row">The query row.</param>
    /// <param name="count">How many rows at most, 0 or more.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static NeighborList Query(
        VectorTable vectors, DistanceMetric metric, int row, int count, CancellationToken cancellationToken = default) =>
        new ExactNeighborIndex(vectors, 0, cancellationToken).Query(metric, row, count, cancellationToken);

    /// <summary>The rows nearest to a vector that need not be in the table.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="metric">The distance.</param>
    /// <param name="vector">The query <c>[d]</c>.</param>
    /// <param name="count">How many rows at most, 0 or more.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ArgumentException">The vector does not have d numbers.</exception>
    public static NeighborList Query(
        VectorTable vectors, DistanceMetric metric, ReadOnlySpan<float> vector, int count, CancellationToken cancellationToken = default) =>
        new ExactNeighborIndex(vectors, 0, cancellationToken).Query(metric, vector, count, cancellationToken);
}
