namespace EmbeddingProjector.LogDirectory;

/// <summary>The order in which embeddings are listed; the first is the one that is shown first.</summary>
internal static class EmbeddingOrder
{
    /// <summary>
    /// Maps before lines and single points, and those before what cannot be shown; then TensorBoard's order: with metadata first, optimizer slots (/Adagrad) last, more rows first, then by name.
    /// A JSON config is an author's own order (the standalone projector keeps it too).
    /// </summary>
    public static IReadOnlyList<Embedding> Sorted(IEnumerable<Embedding> embeddings, bool keepFileOrder)
    {
        var shown = embeddings.OrderBy(e => !e.CanBeShown ? 2 : e.Shape is [1, _] or [_, 1] ? 1 : 0);
        return keepFileOrder
            ? [.. shown]
            :
            [
                .. shown.ThenBy(e => e.MetadataPath is null ? 1 : 0)
                    .ThenBy(e => e.TensorName.Contains("/Adagrad", StringComparison.Ordinal) ? 1 : 0)
                    .ThenByDescending(e => e.Shape.Count == 2 ? e.Shape[0] : 0)
                    .ThenBy(e => e.TensorName, StringComparer.Ordinal),
            ];
    }
}
