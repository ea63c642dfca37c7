namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// Most of the k nearest neighbors of all rows <c>[n, d]</c> at a small part of the cost of all pairs. The distances that are given are
/// exact, from float64 sums; what is approximate is which rows were considered.
/// </summary>
/// <remarks>
/// 1. Rows that are equal bit for bit are searched once. 2. k-means puts the rows into about 2√n groups. 3. A few hundred rows are
/// compared with all others: they tell in how many of the nearest groups a row must look for the recall that was asked for. 4. Every row
/// looks there, by dense kernels over the rows of whole groups. 5. Where it is the cheaper way, fewer groups are looked in, and then at
/// the neighbors of neighbors, until the sample shows the recall. Every step is a function of the data and the seed alone.
/// </remarks>
public static class ApproximateNeighbors
{
    private const int MostRounds = 3;

    /// <summary>The neighbors of all rows.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="metric">The distance.</param>
    /// <param name="count">k, 0 or more; where fewer rows exist the rest of a row of the result is −1 and +∞.</param>
    /// <param name="options">How to run.</param>
    /// <param name="progress">Receives the share done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The table; its <see cref="NeighborTable.Origin"/> says what recall the sample showed.</returns>
    public static NeighborTable Search(
        VectorTable vectors, DistanceMetric metric, int count, ApproximateNeighborOptions? options = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Search(vectors, metric, count, options, double.PositiveInfinity, progress, cancellationToken)!;

    /// <summary>
    /// The same, or null when the clustered rows show that it costs, all in all, more than <paramref name="limit"/> seconds of one core: what
    /// saves nothing is not worth being approximate.
    /// </summary>
    internal static NeighborTable? Search(
        VectorTable vectors, DistanceMetric metric, int count, ApproximateNeighborOptions? options, double limit,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        options ??= ApproximateNeighborOptions.Default;
        options.Check();
        var rows = (long)vectors.RowCount;
        if (rows * count > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count,
                $"{rows:N0} rows with {count:N0} neighbors each are more than a table holds ({Array.MaxLength:N0} in all).");
        }

        var norms = RowNorms.Of(vectors, options.Threads, cancellationToken);
        bool HasDirection(int row) => metric != DistanceMetric.Cosine || norms.Squared[row] != 0;
        var copies = DuplicateRows.Find(vectors, row => norms.IsFinite(row) && HasDirection(row), options.Threads, cancellationToken);
        var table = new NeighborTableBuilder(vectors, norms, metric, count, copies);
        if (count == 0 || copies.Distinct.Length < 2)
        {
            return table.Build(null, null, NeighborOrigin.Everything, options.Threads, cancellationToken);
        }

        var search = SearchRows.Of(vectors, norms, metric, copies.Distinct, options.Threads, cancellationToken);
        progress?.Report(0.1);
        var clusters = ClusterCount(search.Count);
        using var data = ClusteredRows.Of(search, clusters, options.Seed, options.Threads, cancellationToken);
        progress?.Report(0.3);
        var sample = RecallSample.Take(data, count, options.Seed, options.Threads, cancellationToken);
        progress?.Report(0.35);
        var plan = SearchPlan.For(sample, data, count, Aim(options.Recall));
        var seconds = NeighborSearchCost.Preparation(rows, count, vectors.ColumnCount, data.Clusters.Count) + plan.Seconds;
        if (seconds > limit)
        {
            return null;
        }

        var candidates = Find(data, sample, plan, count, options, progress, cancellationToken);
        var origin = new NeighborOrigin(false, sample.Recall(candidates), sample.RowCount)
        {
            Seconds = seconds,
        };
        var result = table.Build(data, candidates, origin, options.Threads, cancellationToken);
        progress?.Report(1);
        return result;
    }

    private static CandidateLists Find(
        ClusteredRows data, RecallSample sample, SearchPlan plan, int count, ApproximateNeighborOptions options,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // A few more than wanted are kept, because the order of close scores in float32 is not that of the distances.
        var capacity = Math.Min(data.Rows.Count, count + Math.Max(8, count / 4));
        var candidates = new CandidateLists(data.Rows.Count, capacity);
        new ListScan(data, plan.Groups, candidates).Run(
            options.Threads, progress is null ? null : new ProgressPart(progress, 0.35, plan.Refined ? 0.75 : 0.95), cancellationToken);
        if (!plan.Refined)
        {
            return candidates;
        }

        var refinement = new NeighborhoodRefinement(data.Rows, candidates, count);
        for (var round = 0; round < MostRounds && (round == 0 || sample.Recall(candidates) < Aim(options.Recall)); round++)
        {
            if (refinement.Round(options.Threads, null, cancellationToken) == 0)
            {
                break;
            }
        }

        progress?.Report(0.95);
        if (sample.Recall(candidates) >= Aim(options.Recall))
        {
            return candidates;
        }

        var sure = new SearchPlan(sample.GroupsFor(Aim(options.Recall)), false, 0);
        return Find(data, sample, sure, count, options, progress, cancellationToken);
    }

    /// <summary>The sample speaks for all rows to less than a third of a per cent, so somewhat more than asked for is aimed at.</summary>
    private static double Aim(double recall) => recall + (0.35 * (1 - recall));

    /// <summary>How many groups are made of so many rows.</summary>
    internal static int ClusterCount(int rows) => Math.Max(1, Math.Min((int)(2 * Math.Sqrt(rows)), rows));
}
