namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// From candidates among distinct rows to the table of all rows: exact distances in float64 choose among the candidates, copies of a row
/// stand where it stands, and rows without a direction are at distance 1.
/// </summary>
internal sealed class NeighborTableBuilder(VectorTable vectors, RowNorms norms, DistanceMetric metric, int count, DuplicateRows copies)
{
    private readonly int[] _indices = new int[vectors.RowCount * count];
    private readonly float[] _distances = new float[vectors.RowCount * count];

    /// <summary>The table; without data and candidates, the distinct rows (at most one) have no neighbors but their copies.</summary>
    public NeighborTable Build(
        ClusteredRows? data, CandidateLists? candidates, NeighborOrigin origin, int threads, CancellationToken cancellationToken)
    {
        _indices.AsSpan().Fill(-1);
        _distances.AsSpan().Fill(float.PositiveInfinity);
        if (count > 0)
        {
            const int rowsPerTask = 256;
            var distinct = copies.Distinct;
            ParallelBlocks.For(
                (distinct.Length + rowsPerTask - 1) / rowsPerTask,
                threads,
                () =>
                {
                    var nearest = new NearestRows(count);
                    return task =>
                    {
                        for (var i = task * rowsPerTask; i < Math.Min(distinct.Length, (task + 1) * rowsPerTask); i++)
                        {
                            Fill(data, candidates, i, nearest);
                        }
                    };
                },
                cancellationToken);
            if (metric == DistanceMetric.Cosine)
            {
                FillZeroRows();
            }
        }

        return new NeighborTable(metric, count, _indices, _distances, norms.Unusable) { Origin = origin };
    }

    /// <summary>Fills the row at a place, and its copies.</summary>
    private void Fill(ClusteredRows? data, CandidateLists? candidates, int place, NearestRows nearest)
    {
        var self = copies.Distinct[data is null ? place : data.Clusters.Order[place]];
        for (var row = self; row >= 0; row = copies.NextCopy(row))
        {
            // All copies have the same neighbors but for themselves, so one more than wanted of each set is enough.
            OfferCopies(self, row, Distance(self, self), nearest);
            if (data is not null)
            {
                foreach (var candidate in candidates!.Rows(place))
                {
                    if (candidate < 0)
                    {
                        break;
                    }

                    var other = copies.Distinct[data.Clusters.Order[candidate]];
                    OfferCopies(other, row, Distance(self, other), nearest);
                }
            }

            if (metric == DistanceMetric.Cosine)
            {
                foreach (var zero in norms.Unusable.ZeroRows.Take(count))
                {
                    nearest.Offer(1, zero);
                }
            }

            nearest.Drain(_indices.AsSpan(row * count, count), _distances.AsSpan(row * count, count));
        }
    }

    private void OfferCopies(int first, int leaveOut, float distance, NearestRows nearest)
    {
        var offered = 0;
        for (var row = first; row >= 0 && offered <= count; row = copies.NextCopy(row))
        {
            if (row != leaveOut)
            {
                nearest.Offer(distance, row);
                offered++;
            }
        }
    }

    private void FillZeroRows()
    {
        var finite = Enumerable.Range(0, vectors.RowCount).Where(norms.IsFinite).Take(count + 1).ToArray();
        foreach (var row in norms.Unusable.ZeroRows)
        {
            var at = row * count;
            foreach (var other in finite.Where(other => other != row).Take(count))
            {
                (_indices[at], _distances[at++]) = (other, 1);
            }
        }
    }

    private float Distance(int row, int other) =>
        RowScan.Distance(metric, vectors.Row(row), norms.Squared[row], vectors.Row(other), norms.Squared[other]);
}
