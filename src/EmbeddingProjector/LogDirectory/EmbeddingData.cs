namespace EmbeddingProjector.LogDirectory;

/// <summary>An embedding that has been read.</summary>
/// <param name="Vectors"><c>[n, d]</c>.</param>
/// <param name="Metadata">n rows; null when there is none that can be used.</param>
/// <param name="Problems">What was found while reading: counts that differ, lines that were cut, notes of the reader.</param>
public sealed record EmbeddingData(VectorTable Vectors, MetadataTable? Metadata, IReadOnlyList<LogProblem> Problems)
{
    /// <summary>Maps of the same rows that the file of vectors brings along.</summary>
    public IReadOnlyList<StoredMap> Maps { get; init; } = [];

    /// <summary>The distance that the file of vectors was made for, where it states one that is known here: "cosine" or "euclidean"; else null.</summary>
    public string? Metric { get; init; }
}
