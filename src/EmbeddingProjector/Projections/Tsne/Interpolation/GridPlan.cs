namespace EmbeddingProjector.Projections.Tsne.Interpolation;

/// <summary>
/// How fine a grid is and whether near pairs are summed apart, whichever costs less for a map of that size: many points on a small map are
/// cheapest on a fine grid, a wide map on a coarse one. Costs are estimates in nanoseconds of one core, fitted to measurements
/// (docs/tsne.md).
/// </summary>
internal readonly record struct GridPlan(KernelSplit Split, double Cost)
{
    // Without a split, the kernel needs nodes this near to each other, and a small map does not need more of them than this.
    private const float CoarsestWhole = 1 / 3f;
    private const float FinestWhole = 0.2f;
    private const int NodesWanted = 128;

    private const float FinestSplit = 0.5f;
    private const float CoarsestSplit = 1.3f;
    private const float Step = 1.15f;

    // A map this wide in units of the kernel has left the ground of the method; a larger grid would only cost memory.
    private const double MostNodes = 8192;

    private const double PerOperation = 0.022;
    private const double PerPoint = 40;
    private const double PerVectorOfPairs = 8;

    // The share of its box that a map covers.
    private const double Covered = 0.5;

    /// <summary>The cheapest grid; its cost is +∞ where none is possible.</summary>
    public static GridPlan Cheapest(int count, float width, float height)
    {
        var best = Whole(count, width, height);
        for (var spacing = FinestSplit; spacing <= CoarsestSplit; spacing *= Step)
        {
            var plan = WithShortRange(count, width, height, spacing);
            best = plan.Cost < best.Cost ? plan : best;
        }

        return best;
    }

    /// <summary>The grid that carries the whole kernel.</summary>
    public static GridPlan Whole(int count, float width, float height)
    {
        var spacing = CoarsestWhole;
        while (spacing > FinestWhole && Math.Max(width, height) / spacing < NodesWanted)
        {
            spacing /= Step;
        }

        return new GridPlan(KernelSplit.None(spacing), GridCost(count, width, height, spacing));
    }

    /// <summary>A coarser grid and near pairs.</summary>
    public static GridPlan WithShortRange(int count, float width, float height, float spacing)
    {
        var split = KernelSplit.For(spacing);
        var band = BandHeight(split) * spacing;
        var density = count / (Covered * (width + 1.0) * (height + 1.0));
        var met = 3 * band * density * ((2 * split.Range) + (16 / (density * band)));
        return new GridPlan(split, GridCost(count, width, height, spacing) + (count / 16.0 * Math.Min(count, met) * PerVectorOfPairs));
    }

    /// <summary>Rows in a band: as many as keep bands apart while charges are shared out, and as near pairs reach.</summary>
    public static int BandHeight(KernelSplit split) =>
        split.HasShortRange ? Math.Max(5, (int)MathF.Ceiling(split.Range / split.Spacing)) : 8;

    private static double GridCost(int count, float width, float height, float spacing)
    {
        var (columns, rows) = ((width / spacing) + 8.0, (height / spacing) + 8.0);
        return Math.Max(columns, rows) > MostNodes
            ? double.PositiveInfinity
            : 20_000 + (count * PerPoint) + (PotentialGrid.Operations(rows, columns) * PerOperation);
    }
}
