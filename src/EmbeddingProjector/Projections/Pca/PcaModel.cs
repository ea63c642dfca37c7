namespace EmbeddingProjector.Projections.Pca;

/// <summary>What a principal component analysis found; a vector x has the scores (x − mean) · component.</summary>
/// <param name="Mean">What is subtracted, <c>[d]</c>: the mean of the usable rows, or zeros for an uncentred analysis.</param>
/// <param name="Components">
/// Orthonormal directions <c>[k, d]</c> row-major, in order of falling variance. The entry of largest magnitude of each is positive (the
/// first of them, when several are equal), so that signs do not depend on the solver.
/// </param>
/// <param name="ExplainedVariance">The variance along each component, <c>[k]</c>, over n − 1; about the origin over n when uncentred.</param>
/// <param name="TotalVariance">The sum of the variances of all columns, in the same sense.</param>
public sealed record PcaModel(double[] Mean, double[] Components, double[] ExplainedVariance, double TotalVariance)
{
    /// <summary>k, the number of components.</summary>
    public int ComponentCount => ExplainedVariance.Length;

    /// <summary>d, the number of columns.</summary>
    public int ColumnCount => Mean.Length;

    /// <summary>The share of the total variance of each component, <c>[k]</c>; zeros when there is no variance.</summary>
    public IReadOnlyList<double> ExplainedVarianceRatio { get; } =
        [.. ExplainedVariance.Select(v => TotalVariance > 0 ? Math.Clamp(v / TotalVariance, 0, 1) : 0)];

    /// <summary>One component, <c>[d]</c>.</summary>
    public ReadOnlySpan<double> Component(int component) => Components.AsSpan(component * ColumnCount, ColumnCount);
}
