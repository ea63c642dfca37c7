namespace EmbeddingProjector.Projections.Tsne.Interpolation;

/// <summary>
/// 1 / (1 + r²) as a smooth part that a grid carries and a rest that reaches only a few units and is summed over near pairs: ∫₀^∞ e^(−τ (1
/// + r²)) dτ, cut at t. The smooth part is (1 − e^(−t (1 + r²))) / (1 + r²), whose spectrum falls like e^(−k² / 4t), so that its grid may
/// be coarse; the rest is e^(−t (1 + r²)) / (1 + r²). With t = ∞ the grid carries all. The idea is Ewald's (1921); the gain is that of
/// particle-particle particle-mesh methods: Hockney and Eastwood (1988), chapter 8.
/// </summary>
internal readonly record struct KernelSplit
{
    // At the highest frequency of the grid the smooth part has fallen to e^−6, and the rest is dropped where it is e^−5 of the kernel:
    // errors of force of a few thousandths, like those of a grid that is fine enough without a split.
    public const double Fall = 6;
    public const double Cut = 5;

    private KernelSplit(float spacing, float sharpness, float range)
    {
        Spacing = spacing;
        Sharpness = sharpness;
        Range = range;
    }

    /// <summary>h, the distance of neighboring nodes in units of the map.</summary>
    public float Spacing { get; }

    /// <summary>t; +∞ when there is no short-range part.</summary>
    public float Sharpness { get; }

    /// <summary>How far the short-range part reaches; 0 when there is none.</summary>
    public float Range { get; }

    /// <summary>Whether there is a short-range part.</summary>
    public bool HasShortRange => Range > 0;

    /// <summary>A grid that carries the whole kernel.</summary>
    public static KernelSplit None(float spacing) => new(spacing, float.PositiveInfinity, 0);

    /// <summary>The split for a grid of that spacing.</summary>
    public static KernelSplit For(float spacing)
    {
        var highest = Math.PI / spacing;
        var sharpness = highest * highest / (4 * Fall);
        return new KernelSplit(spacing, (float)sharpness, (float)Math.Sqrt(Math.Max(1, (Cut / sharpness) - 1)));
    }

    /// <summary>The smooth part at a squared distance.</summary>
    public double LongRange(double squaredDistance) => -double.ExpM1(-Sharpness * (1 + squaredDistance)) / (1 + squaredDistance);
}
