namespace EmbeddingProjector.Formats;

/// <summary>Which of several tensors of one file is most likely the one to be looked at.</summary>
public static class TensorChoice
{
    private static readonly string[] _likely = ["embed", "vector", "wte", "feature", "emb"];
    private static readonly string[] _unlikely = ["position", "token_type", "segment", "wpe", "idx", "index", "mask"];

    /// <summary>Tables of vectors, the best guess first: of more than one row and column, what their format prefers, called an embedding, of real numbers, with most rows; else in file order.</summary>
    public static IReadOnlyList<TensorInfo> Ranked(IEnumerable<TensorInfo> tensors) =>
    [
        .. tensors.Where(t => t.IsMatrix)
            .OrderBy(t => t.Problem is null ? 0 : 1)
            .ThenBy(t => t.Shape[0] > 1 && t.Shape[1] > 1 ? 0 : 1)
            .ThenByDescending(t => t.Preference)
            .ThenBy(t => Says(t, _unlikely) ? 2 : Says(t, _likely) ? 0 : 1)
            .ThenBy(t => t.ElementType.Contains("float", StringComparison.Ordinal) ? 0 : 1)
            .ThenByDescending(t => t.Shape[0]),
    ];

    /// <summary>The best guess, or null when none is a table.</summary>
    public static TensorInfo? Best(IEnumerable<TensorInfo> tensors) => Ranked(tensors) is [var best, ..] ? best : null;

    private static bool Says(TensorInfo tensor, string[] words) =>
        Array.Exists(words, w => tensor.Name.Contains(w, StringComparison.OrdinalIgnoreCase));
}
