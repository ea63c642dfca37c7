namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// An eigenvector is known up to its sign. Here the entry of largest magnitude is positive, as in scikit-learn's svd_flip for
/// components, so that neither solver nor seed turns a map around.
/// </summary>
internal static class ComponentSigns
{
    // Entries that are equal in exact arithmetic differ in their last bits; the first of those within this of the largest decides.
    private const double Slack = 1e-6;

    /// <summary>Turns each row of <paramref name="vectors"/> <c>[k, d]</c> to the positive side.</summary>
    public static void Fix(Span<double> vectors, int d)
    {
        for (var first = 0; first < vectors.Length; first += d)
        {
            var vector = vectors.Slice(first, d);
            var largest = 0.0;
            foreach (var entry in vector)
            {
                largest = Math.Max(largest, Math.Abs(entry));
            }

            foreach (var entry in vector)
            {
                if (Math.Abs(entry) >= largest * (1 - Slack))
                {
                    if (entry < 0)
                    {
                        for (var i = 0; i < d; i++)
                        {
                            vector[i] = -vector[i];
                        }
                    }

                    break;
                }
            }
        }
    }
}
