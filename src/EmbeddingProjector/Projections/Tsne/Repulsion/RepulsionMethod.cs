using EmbeddingProjector.Projections.Tsne.Interpolation;

namespace EmbeddingProjector.Projections.Tsne.Repulsion;

/// <summary>The ways of computing repulsion.</summary>
internal enum RepulsionMethod
{
    /// <summary>All pairs.</summary>
    Exact,

    /// <summary>A tree.</summary>
    BarnesHut,

    /// <summary>A grid and Fourier transforms; two dimensions only.</summary>
    Interpolation,
}

/// <summary>
/// Which way is the cheapest for a layout, from estimates in nanoseconds of one core. They were fitted to measurements (docs/tsne.md) and
/// depend on the layout alone, never on a clock, so that the choice is the same on every run.
/// </summary>
internal static class RepulsionCost
{
    // A map that is so much smaller than the kernel is one cell of a tree, and a grid would lose its forces in the rounding of the
    // potential.
    private const double SmallestForGrid = 0.2;

    /// <summary>The cheapest way.</summary>
    public static RepulsionMethod Cheapest(int count, int dimensions, float width, float height, double theta)
    {
        var exact = Exact(count, dimensions);
        var tree = BarnesHut(count, dimensions, theta);
        var grid = dimensions == 2 && Math.Max(width, height) > SmallestForGrid
            ? GridPlan.Cheapest(count, width, height).Cost
            : double.PositiveInfinity;
        return exact <= Math.Min(tree, grid) ? RepulsionMethod.Exact
            : tree < grid ? RepulsionMethod.BarnesHut
            : RepulsionMethod.Interpolation;
    }

    /// <summary>All pairs.</summary>
    public static double Exact(double count, int dimensions) => count * count * (dimensions == 2 ? 0.07 : 0.092);

    /// <summary>A tree.</summary>
    public static double BarnesHut(double count, int dimensions, double theta) =>
        count * Math.Log2(count + 1) * (dimensions == 2 ? 15 : 20) * 0.5 / Math.Max(theta, 0.05);
}
