using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>
/// How strongly each row holds to each of its neighbors, exp(−max(0, d − ρ) / σ): ρ is the distance to the nearest other place, and σ is
/// chosen so that the strengths of a row add up to log₂ k (McInnes, Healy and Melville, "UMAP", arXiv:1802.03426, section 3.1 and
/// algorithm 3).
/// </summary>
internal static class MembershipStrengths
{
    private const int Bisections = 64;

    private const double Tolerance = 1e-5;

    // A σ below this part of the mean distance is raised to it, as in umap-learn.
    private const double LeastScale = 1e-3;

    /// <summary>The strengths <c>[n, k]</c>, parallel to the first k columns of the table; 0 where there is no neighbor.</summary>
    /// <param name="table">The neighbors.</param>
    /// <param name="k">The columns that are used.</param>
    /// <param name="neighbors">The strengths of a row add up to log₂ of it.</param>
    /// <param name="threads">The most threads to use.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static float[] Of(NeighborTable table, int k, int neighbors, int threads, CancellationToken cancellationToken)
    {
        var n = table.RowCount;
        var strengths = new float[n * k];
        var mean = MeanDistance(table, k);
        const int rowsPerTask = 512;
        ParallelBlocks.For(
            (n + rowsPerTask - 1) / rowsPerTask,
            threads,
            task =>
            {
                for (var row = task * rowsPerTask; row < Math.Min(n, (task + 1) * rowsPerTask); row++)
                {
                    var distances = table.NeighborDistances(row)[..k];
                    Fill(distances, table.Metric, neighbors, localConnectivity: true, mean, strengths.AsSpan(row * k, k));
                }
            },
            cancellationToken);
        return strengths;
    }

    /// <summary>The strengths of one row from its distances, ascending; +∞ is no neighbor.</summary>
    /// <param name="distances">Distances <c>[k]</c>.</param>
    /// <param name="metric">What they are distances of.</param>
    /// <param name="neighbors">The strengths add up to log₂ of it.</param>
    /// <param name="localConnectivity">Whether the nearest neighbor is held to with strength 1 whatever its distance.</param>
    /// <param name="meanOfAll">The mean of the distances of all rows.</param>
    /// <param name="strengths">Receives <c>[k]</c>.</param>
    public static void Fill(
        ReadOnlySpan<float> distances, DistanceMetric metric, int neighbors, bool localConnectivity, double meanOfAll, Span<float> strengths)
    {
        strengths.Clear();
        var count = distances.IndexOf(float.PositiveInfinity);
        count = count < 0 ? distances.Length : count;
        if (count == 0)
        {
            return;
        }

        // Inner products have no zero of their own: the nearest is where distances begin.
        var origin = metric == DistanceMetric.Dot ? distances[0] : 0d;
        Span<double> d = count <= 512 ? stackalloc double[count] : new double[count];
        var rho = 0d;
        var sum = 0d;
        for (var j = 0; j < count; j++)
        {
            d[j] = distances[j] - origin;
            sum += d[j];
            if (localConnectivity && rho == 0 && d[j] > 0 && metric != DistanceMetric.Dot)
            {
                rho = d[j];
            }
        }

        var sigma = Sigma(d, rho, Math.Log2(Math.Max(2, neighbors)));
        var mean = rho > 0 ? sum / count : meanOfAll;
        sigma = Math.Max(sigma, LeastScale * mean);
        for (var j = 0; j < count; j++)
        {
            var beyond = d[j] - rho;
            strengths[j] = beyond <= 0 || sigma <= 0 ? 1 : (float)Math.Exp(-beyond / sigma);
        }
    }

    /// <summary>The mean of all distances that exist (from the nearest of each row, for inner products).</summary>
    public static double MeanDistance(NeighborTable table, int k)
    {
        var (sum, count) = (0d, 0L);
        for (var row = 0; row < table.RowCount; row++)
        {
            var distances = table.NeighborDistances(row)[..k];
            var origin = table.Metric == DistanceMetric.Dot && distances.Length > 0 ? distances[0] : 0f;
            foreach (var distance in distances)
            {
                if (float.IsFinite(distance))
                {
                    sum += distance - origin;
                    count++;
                }
            }
        }

        return count == 0 ? 0 : sum / count;
    }

    private static double Sigma(ReadOnlySpan<double> d, double rho, double target)
    {
        var (low, high, sigma) = (0d, double.PositiveInfinity, 1d);
        for (var step = 0; step < Bisections; step++)
        {
            var sum = 0d;
            foreach (var distance in d)
            {
                var beyond = distance - rho;
                sum += beyond > 0 ? Math.Exp(-beyond / sigma) : 1;
            }

            if (Math.Abs(sum - target) < Tolerance)
            {
                break;
            }

            if (sum > target)
            {
                high = sigma;
                sigma = (low + high) / 2;
            }
            else
            {
                low = sigma;
                sigma = double.IsPositiveInfinity(high) ? sigma * 2 : (low + high) / 2;
            }
        }

        return sigma;
    }
}
