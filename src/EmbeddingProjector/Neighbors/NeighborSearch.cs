using EmbeddingProjector.Neighbors.Approximate;

namespace EmbeddingProjector.Neighbors;

/// <summary>Which search is used.</summary>
public enum NeighborSearchMode
{
    /// <summary>The cheaper one, by estimated cost.</summary>
    Auto,

    /// <summary>Every pair.</summary>
    Exact,

    /// <summary>Most of the neighbors, see <see cref="ApproximateNeighbors"/>.</summary>
    Approximate,
}

/// <summary>The neighbors of all rows by whichever search is cheaper: exact while that is, else approximate.</summary>
public static class NeighborSearch
{
    // Groups that a row looks in when nothing is known of the data yet.
    private const int UsualGroups = 10;

    /// <summary>Finds them.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="metric">The distance.</param>
    /// <param name="count">k, 0 or more.</param>
    /// <param name="mode">Which search; by estimated cost by default.</param>
    /// <param name="options">Recall, seed and threads; the first two matter to an approximate search alone.</param>
    /// <param name="progress">Receives the share done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The table; its <see cref="NeighborTable.Origin"/> says which search it was and why.</returns>
    public static NeighborTable Run(
        VectorTable vectors, DistanceMetric metric, int count, NeighborSearchMode mode = NeighborSearchMode.Auto,
        ApproximateNeighborOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        options ??= ApproximateNeighborOptions.Default;
        options.Check();
        var (rows, d) = (vectors.RowCount, vectors.ColumnCount);
        var exact = NeighborSearchCost.Exact(rows, count, d);
        NeighborTable? table = null;
        if (mode == NeighborSearchMode.Approximate || (mode == NeighborSearchMode.Auto && UsualCost(rows, count, d) < exact))
        {
            // Clustered, the data shows what the rest will cost; it may turn out that all pairs are cheaper still.
            var limit = mode == NeighborSearchMode.Auto ? exact : double.PositiveInfinity;
            table = ApproximateNeighbors.Search(vectors, metric, count, options, limit, progress, cancellationToken);
        }

        table ??= ExactNeighbors.Search(vectors, metric, count, new NeighborSearchOptions(options.Threads), progress, cancellationToken);
        return table with { Origin = table.Origin with { ExactSeconds = exact, IsForced = mode != NeighborSearchMode.Auto } };
    }

    private static double UsualCost(int rows, int count, int d)
    {
        var clusters = ApproximateNeighbors.ClusterCount(rows);
        return NeighborSearchCost.Preparation(rows, count, d, clusters)
            + NeighborSearchCost.Scan(rows, (double)UsualGroups * rows / Math.Max(1, clusters), d);
    }
}
