namespace EmbeddingProjector.Projections.Tsne.Affinities;

/// <summary>
/// Finds, for one row, the width of the Gaussian under which its neighbors have a given perplexity: p_{j|i} ∝ exp(−β dⱼ) with
/// H(β) = −Σⱼ p_{j|i} ln p_{j|i} = ln perplexity. Source: van der Maaten and Hinton, JMLR 9 (2008), section 2.
/// </summary>
internal static class PerplexityCalibration
{
    private const double Tolerance = 1e-7;
    private const int MaximumSteps = 100;

    /// <summary>
    /// Writes p_{j|i}, whose sum is 1. Where the perplexity cannot be reached (as many neighbors or fewer, more equal nearest ones than
    /// that) the weights are equal, over all or over the nearest.
    /// </summary>
    /// <param name="distances">Squared distances dⱼ of the neighbors (or another energy), ascending, finite.</param>
    /// <param name="perplexity">The wanted perplexity.</param>
    /// <param name="probabilities">Receives p_{j|i}, as many.</param>
    /// <returns>β.</returns>
    public static double Calibrate(ReadOnlySpan<double> distances, double perplexity, Span<double> probabilities)
    {
        var n = distances.Length;
        if (n == 0)
        {
            return 0;
        }

        var nearest = distances[0];
        var mean = 0.0;
        foreach (var distance in distances)
        {
            mean += (distance - nearest) / n;
        }

        if (perplexity >= n || !(mean > 0))
        {
            probabilities[..n].Fill(1.0 / n);
            return 0;
        }

        // ln β is searched between bounds that close in, by Newton's step where it stays between them: dH/dβ = −β Var(d).
        var target = Math.Log(perplexity);
        var beta = 1 / mean;
        var (low, high) = (0.0, double.PositiveInfinity);
        for (var step = 0; step < MaximumSteps; step++)
        {
            var (sum, first, second) = (0.0, 0.0, 0.0);
            for (var j = 0; j < n; j++)
            {
                var d = distances[j] - nearest;
                var p = Math.Exp(-beta * d);
                probabilities[j] = p;
                sum += p;
                first += p * d;
                second += p * d * d;
            }

            var average = first / sum;
            var excess = Math.Log(sum) + (beta * average) - target;
            if (Math.Abs(excess) < Tolerance)
            {
                break;
            }

            (low, high) = excess > 0 ? (beta, high) : (low, beta);
            var slope = beta * beta * ((second / sum) - (average * average));
            var newton = slope > 0 ? beta * Math.Exp(Math.Clamp(excess / slope, -2, 2)) : double.NaN;
            beta = newton > low && newton < high ? newton
                : double.IsInfinity(high) ? beta * 4
                : low == 0 ? beta / 4
                : Math.Sqrt(low * high);
            if (beta * mean > 1e12)
            {
                break;
            }
        }

        var total = 0.0;
        for (var j = 0; j < n; j++)
        {
            probabilities[j] = Math.Exp(-beta * (distances[j] - nearest));
            total += probabilities[j];
        }

        for (var j = 0; j < n; j++)
        {
            probabilities[j] /= total;
        }

        return beta;
    }
}
