using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>Which tensor of a checkpoint a name in a config means.</summary>
internal static class TensorNames
{
    private const string Suffix = ":0";
    private const string OptimizerSlot = ".OPTIMIZER_SLOT";
    private const string ObjectAttributes = "/.ATTRIBUTES/";

    /// <summary>The name without the ":0" of a TensorFlow 1 output.</summary>
    public static string WithoutSuffix(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;

    /// <summary>Whether TensorBoard adds such a tensor by itself: two axes and no slot of an optimizer; its type plays no part.</summary>
    public static bool IsAdded(TensorInfo tensor) => tensor.Shape.Count == 2 && !tensor.Name.Contains(OptimizerSlot, StringComparison.Ordinal);

    /// <summary>The tensor of that name, or the one that must have been meant (which is noted), or null.</summary>
    public static TensorInfo? Match(string name, IReadOnlyList<TensorInfo> tensors, ICollection<LogProblem> notes)
    {
        if (tensors.FirstOrDefault(t => string.Equals(WithSuffix(t.Name), WithSuffix(name), StringComparison.Ordinal)) is { } exact)
        {
            return exact;
        }

        // The key of an object-based checkpoint is the path of attributes to the variable; people write its last part, or all but the ending.
        var candidates = tensors
            .Where(t => t.IsMatrix && ObjectPath(t.Name) is { } path && (path == name || path.EndsWith("/" + name, StringComparison.Ordinal)))
            .ToList();
        var best = candidates.Count == 1 ? candidates[0] : candidates.FirstOrDefault(t => ObjectPath(t.Name) == name);
        if (best is not null)
        {
            notes.Add(new(
                ProblemSeverity.Note, $"tensor_name \"{name}\" was taken for \"{best.Name}\", as the checkpoint calls it.",
                $"For TensorBoard write tensor_name: \"{best.Name}\"."));
        }

        return best;
    }

    private static string WithSuffix(string name) => name.Contains(':', StringComparison.Ordinal) ? name : name + Suffix;

    private static string? ObjectPath(string key)
    {
        var at = key.IndexOf(ObjectAttributes, StringComparison.Ordinal);
        return at > 0 && !key.Contains(OptimizerSlot, StringComparison.Ordinal) ? key[..at] : null;
    }
}
