namespace EmbeddingProjector;

/// <summary>A map of its rows that a file of vectors brings along, as some program made it before.</summary>
/// <param name="Name">What the file calls it: "X_umap".</param>
/// <param name="Positions">Where each row stands, <c>[n, 2|3]</c>.</param>
public sealed record StoredMap(string Name, Positions Positions);
