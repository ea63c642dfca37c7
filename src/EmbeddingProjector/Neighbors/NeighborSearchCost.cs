namespace EmbeddingProjector.Neighbors;

/// <summary>
/// What searches cost, in seconds of one core of 2025 with 512-bit registers. The figures are fixed, not measured on the spot, so that
/// the same data takes the same way on every machine and with any number of threads; other machines are slower at all of it about alike.
/// </summary>
internal static class NeighborSearchCost
{
    private const double Nano = 1e-9;

    // What the many small stages of an approximate search cost however few the rows are.
    private const double Start = 0.04;

    /// <summary>Every pair once, in tiles, and the choice among them.</summary>
    public static double Exact(long rows, int count, int dimensions) =>
        Nano * rows * ((rows * (0.1 + (0.0055 * dimensions))) + 6000 + (600.0 * count));

    /// <summary>
    /// Clustering, the sample, exact distances at the end and everything else that does not depend on how many groups are looked
    /// in.
    /// </summary>
    public static double Preparation(long rows, int count, int dimensions, double clusters) =>
        Start + (Nano * rows * (2000 + (20.0 * dimensions) + ((count + 8) * (25 + (0.5 * dimensions)))
            + ((500 + (3 * clusters)) * (0.5 + (0.008 * dimensions)))));

    /// <summary>Looking at a number of rows for each row.</summary>
    public static double Scan(long rows, double looked, int dimensions) => Nano * rows * looked * (1.1 + (0.009 * dimensions));

    /// <summary>A round over the neighbors of neighbors.</summary>
    public static double Refinement(long rows, int count, int dimensions) =>
        Nano * rows * 2.0 * count * count * (7 + (0.012 * dimensions));
}
