namespace EmbeddingProjector.Formats;

/// <summary>One tensor that a file holds, as its header describes it; nothing of its values has been read.</summary>
/// <param name="Name">Its name in the file; the file's base name for formats that hold one unnamed tensor.</param>
/// <param name="ElementType">The element type in numpy's words: float32, int64, bfloat16, string …</param>
/// <param name="Shape">The length of each axis; empty for a scalar.</param>
/// <param name="IsNumeric">False for strings, variants and other elements that have no float32 value.</param>
/// <param name="Problem">Why it cannot be read (a missing shard, a bad checksum in its description), or null.</param>
public sealed record TensorInfo(string Name, string ElementType, IReadOnlyList<long> Shape, bool IsNumeric = true, string? Problem = null)
{
    /// <summary>How much sooner than others of its file it is looked at, in the judgement of the format, which knows what names mean; 0 without one.</summary>
    public int Preference { get; init; }

    /// <summary>True for a numeric tensor of two axes, the only kind that is a table of vectors.</summary>
    public bool IsMatrix => IsNumeric && Shape.Count == 2;

    /// <summary>The number of elements.</summary>
    public long ElementCount => Shape.Aggregate(1L, (product, length) => checked(product * length));
}
