namespace EmbeddingProjector.Neighbors.Distances;

/// <summary>From float64 sums over a pair of vectors to the distance that is shown and ordered by.</summary>
internal static class MetricDistance
{
    // Below it, 1 − cos is the rounding of float64 sums, not a distance.
    private const double CosineQuantum = 1.0 / (1L << 50);

    /// <summary>√Σ(xᵢ − yᵢ)², at most the largest float32, because +∞ means "no neighbor".</summary>
    public static float Euclidean(double squaredDistance) => (float)Math.Min(Math.Sqrt(squaredDistance), float.MaxValue);

    /// <summary>
    /// 1 − x·y / √(‖x‖²‖y‖²) within [0, 2], rounded to whole 2⁻⁵⁰. One root over the product of the squared norms makes the distance of a
    /// vector to itself, and to itself times a power of two, exactly 0. 1 when either norm is 0.
    /// </summary>
    public static float Cosine(double dot, double squaredNormX, double squaredNormY)
    {
        if (squaredNormX == 0 || squaredNormY == 0)
        {
            return 1;
        }

        // Norms of float32 vectors are at most 2¹²⁸√d, so the product of their squares stays inside float64.
        var distance = 1 - (dot / Math.Sqrt(squaredNormX * squaredNormY));
        return (float)Math.Clamp(Math.Round(distance / CosineQuantum) * CosineQuantum, 0, 2);
    }

    /// <summary>−x·y, inside the range of float32, because +∞ means "no neighbor".</summary>
    public static float Dot(double dot) => (float)Math.Clamp(0 - dot, -float.MaxValue, float.MaxValue);
}
