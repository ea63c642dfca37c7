namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// A few rows whose true neighbors are known, found by looking everywhere: they tell beforehand how many groups to look in, and
/// afterwards how many of the true neighbors were found.
/// </summary>
internal sealed unsafe class RecallSample
{
    // The recall of single rows spreads by some 7 %: over 500 rows the mean is known to a third of a per cent.
    private const int Size = 500;

    // Scores of the same pair from two kernels differ by rounding.
    private const float Rounding = 2e-6f;

    private readonly ClusteredRows _data;
    private readonly int[] _rows;
    private readonly CandidateLists _truth;
    private readonly double[] _reached;

    private RecallSample(ClusteredRows data, int[] rows, CandidateLists truth, double[] reached)
    {
        _data = data;
        _rows = rows;
        _truth = truth;
        _reached = reached;
    }

    /// <summary>The number of sampled rows.</summary>
    public int RowCount => _rows.Length;

    /// <summary>The share of true neighbors that lie in the <paramref name="groups"/> groups nearest to their row.</summary>
    public double Reached(int groups) => _reached[Math.Min(groups, _reached.Length) - 1];

    /// <summary>The smallest number of groups that hold a share of the true neighbors; all of them hold all.</summary>
    public int GroupsFor(double share)
    {
        var at = Array.FindIndex(_reached, r => r >= share);
        return at < 0 ? _reached.Length : at + 1;
    }

    public static RecallSample Take(ClusteredRows data, int count, ulong seed, int threads, CancellationToken cancellationToken)
    {
        var rows = CounterRandom.Sample(seed ^ 0x5EED, data.Rows.Count, Math.Min(Size, data.Rows.Count));
        Array.Sort(rows);
        var truth = new CandidateLists(rows.Length, Math.Min(count, Math.Max(1, data.Rows.Count - 1)));
        var ranks = new int[rows.Length][];
        ParallelBlocks.For(
            (rows.Length + GatheredProducts.RowsAtOnce - 1) / GatheredProducts.RowsAtOnce,
            threads,
            () =>
            {
                var block = new PanelScores();
                var centers = new CandidateLists(GatheredProducts.RowsAtOnce, data.Clusters.Count);
                return task =>
                {
                    var first = task * GatheredProducts.RowsAtOnce;
                    var size = Math.Min(GatheredProducts.RowsAtOnce, rows.Length - first);
                    block.Clear();
                    for (var r = 0; r < size; r++)
                    {
                        block.Add(data.Rows.Row(rows[first + r]), first + r, rows[first + r]);
                    }

                    for (var g = 0; g < data.Clusters.Count; g++)
                    {
                        block.Offer(data.Lists, g, data.Clusters.GroupFirst[g], truth);
                    }

                    block.Clear();
                    for (var r = 0; r < size; r++)
                    {
                        block.Add(data.Rows.Row(rows[first + r]), r, -1);
                        centers.Scores(r).Fill(float.PositiveInfinity);
                    }

                    block.Offer(data.Centers, 0, 0, centers);
                    for (var r = 0; r < size; r++)
                    {
                        ranks[first + r] = Ranks(data.Clusters, truth.Rows(first + r), centers.Rows(r));
                    }
                };
            },
            cancellationToken);
        return new RecallSample(data, rows, truth, Curve(ranks, data.Clusters.Count));
    }

    /// <summary>The share of true neighbors among the first candidates of the sampled rows; one at the same distance is as good.</summary>
    public double Recall(CandidateLists candidates)
    {
        var (found, all) = (0L, 0L);
        for (var s = 0; s < _rows.Length; s++)
        {
            var wanted = _truth.Rows(s).IndexOf(-1);
            wanted = wanted < 0 ? _truth.Capacity : wanted;
            if (wanted == 0)
            {
                continue;
            }

            var last = _truth.Scores(s)[wanted - 1];
            var row = _data.Rows.Row(_rows[s]);
            var limit = last + (Rounding * (NeighborhoodRefinement.Dot(row, row, _data.Rows.Stride) + Math.Abs(last)));
            foreach (var score in candidates.Scores(_rows[s])[..wanted])
            {
                found += score <= limit ? 1 : 0;
            }

            all += wanted;
        }

        return all == 0 ? 1 : (double)found / all;
    }

    /// <summary>For each true neighbor the rank of its group among the centres of the row.</summary>
    private static int[] Ranks(RowClusters clusters, ReadOnlySpan<int> neighbors, ReadOnlySpan<int> centers)
    {
        var rankOf = new int[centers.Length];
        for (var rank = 0; rank < centers.Length; rank++)
        {
            rankOf[centers[rank]] = rank;
        }

        var ranks = new List<int>(neighbors.Length);
        foreach (var neighbor in neighbors)
        {
            if (neighbor >= 0)
            {
                ranks.Add(rankOf[clusters.GroupOf(neighbor)]);
            }
        }

        return [.. ranks];
    }

    private static double[] Curve(int[][] ranks, int groups)
    {
        var counts = new double[groups];
        var all = 0;
        foreach (var rank in ranks.SelectMany(r => r))
        {
            counts[rank]++;
            all++;
        }

        var sum = 0d;
        for (var g = 0; g < groups; g++)
        {
            sum += counts[g];
            counts[g] = all == 0 ? 1 : sum / all;
        }

        return counts;
    }
}
