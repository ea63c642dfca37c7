namespace EmbeddingProjector.Neighbors;

/// <summary>The nearest rows of one query, nearest first; equal distances are in order of row. It may hold fewer than were asked for.</summary>
/// <param name="Rows">Row indices.</param>
/// <param name="Distances">Their distances, parallel to <paramref name="Rows"/>.</param>
/// <param name="Note">What a person should know of the answer, in sentences: rows left out, a query without a direction. Null for nothing.</param>
public sealed record NeighborList(int[] Rows, float[] Distances, string? Note);
