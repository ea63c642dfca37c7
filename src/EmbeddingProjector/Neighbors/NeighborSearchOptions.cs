namespace EmbeddingProjector.Neighbors;

/// <summary>How a search for all rows runs. Nothing here changes its result.</summary>
/// <param name="Threads">The most threads to use; 0 for all cores.</param>
public sealed record NeighborSearchOptions(int Threads = 0);
