namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>How an approximate search runs.</summary>
/// <param name="Recall">The share of the true neighbors to find at least, on average over the rows: 0.5 to 1.</param>
/// <param name="Seed">Every random choice follows from it.</param>
/// <param name="Threads">The most threads to use, 0 for all cores; the result does not depend on it.</param>
public sealed record ApproximateNeighborOptions(double Recall = 0.95, ulong Seed = 42, int Threads = 0)
{
    internal static ApproximateNeighborOptions Default { get; } = new();

    internal void Check()
    {
        if (!(Recall is >= 0.5 and <= 1))
        {
            throw new ArgumentException($"A recall of {Recall} cannot be asked for: it is a share from 0.5 to 1.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
