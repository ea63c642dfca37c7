namespace EmbeddingProjector.Projections.Tsne.Lanes;

/// <summary>
/// 2^f for |f| at most 1/2 as a polynomial: the Taylor series of e^(f ln 2), whose first term left out is below 2 in 10⁷.
/// </summary>
internal static class ExpPolynomial
{
    public const float Log2E = 1.44269504f;
    public const float RoundingShift = 12582912;
    public const float C1 = 0.693147181f;
    public const float C2 = 0.240226507f;
    public const float C3 = 0.0555041087f;
    public const float C4 = 0.00961812911f;
    public const float C5 = 0.00133335581f;
    public const float C6 = 0.000154035304f;
}
