namespace EmbeddingProjector.Projections.Pca;

/// <summary>How the eigenpairs are found.</summary>
public enum PcaSolver
{
    /// <summary>The cheaper of the two by estimated work.</summary>
    Auto,

    /// <summary>Exact, through the d × d covariance matrix.</summary>
    Covariance,

    /// <summary>From a random block of vectors and products with the data, without the matrix; the remaining error is measured and told.</summary>
    Randomized,
}

/// <summary>The estimated work of the solvers, in multiply-adds, by which <see cref="PcaSolver.Auto"/> chooses.</summary>
internal static class SolverCost
{
    /// <summary>The widest data for which the matrix is formed: its two copies then take 4 GiB.</summary>
    public const int MaximumColumns = 16384;

    // Below this the matrix is so cheap that nothing is gained by a second opinion.
    private const int AlwaysExactColumns = 1024;

    // Products that the filtered iteration needs, typically; exact ones are with the matrix, in float64, which runs at half the speed.
    private const int Products = 24;

    /// <summary>Half of n·d² by symmetry, then products of the matrix with blocks of vectors.</summary>
    public static double Covariance(int n, int d, int components) =>
        ((double)n * d * d / 2) + (2.0 * Products * Blocks(components, 24) * 24 * d * d);

    /// <summary>Two passes over the data for each product with a block of 48 vectors.</summary>
    public static double Randomized(int n, int d, int components) => 2.0 * Products * Blocks(components, 48) * 48 * n * d;

    /// <summary>The solver in effect.</summary>
    public static PcaSolver Choose(PcaSolver wanted, int n, int d, int components) => wanted switch
    {
        not PcaSolver.Auto => wanted,
        _ when d <= AlwaysExactColumns => PcaSolver.Covariance,
        _ when d > MaximumColumns => PcaSolver.Randomized,
        _ => Covariance(n, d, components) <= Randomized(n, d, components) ? PcaSolver.Covariance : PcaSolver.Randomized,
    };

    private static int Blocks(int components, int width) => (components + 8 + width - 1) / width;
}
