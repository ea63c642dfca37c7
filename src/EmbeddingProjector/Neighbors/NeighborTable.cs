namespace EmbeddingProjector.Neighbors;

/// <summary>How far two vectors are apart. Always of the vectors as they are, never of normalised copies that change the answer.</summary>
public enum DistanceMetric
{
    /// <summary>1 − cos(x, y), 0 to 2. A zero vector has no direction: it is at distance 1 from every other vector.</summary>
    Cosine,

    /// <summary>√Σ(xᵢ − yᵢ)².</summary>
    Euclidean,

    /// <summary>
    /// −Σxᵢyᵢ: the largest inner product is the nearest. It has the order of the cosine where all vectors have the same length, is
    /// negative where vectors agree, and is no metric in the sense of mathematics: a vector need not be nearest to itself. (1 − Σxᵢyᵢ
    /// would look like the cosine distance, but lose the digits of short vectors.)
    /// </summary>
    Dot,
}

/// <summary>
/// The k nearest neighbors of each of n rows, self excluded: indices <c>[n, k]</c> and distances <c>[n, k]</c>, nearest first; equal
/// distances are in order of row. Where fewer than k exist (few rows, rows with NaN or infinity, which are nobody's neighbors and have
/// none) the rest is index −1 and distance +∞.
/// </summary>
/// <param name="Metric">The metric of the distances.</param>
/// <param name="Count">k.</param>
/// <param name="Indices"><c>[n, k]</c> row-major.</param>
/// <param name="Distances"><c>[n, k]</c> row-major, parallel to <paramref name="Indices"/>.</param>
/// <param name="Unusable">What was found of rows that have no distance.</param>
public sealed record NeighborTable(DistanceMetric Metric, int Count, int[] Indices, float[] Distances, UnusableRows Unusable)
{
    /// <summary>How the neighbors were found.</summary>
    public NeighborOrigin Origin { get; init; } = NeighborOrigin.Everything;

    /// <summary>n, the number of rows.</summary>
    public int RowCount => Count == 0 ? 0 : Indices.Length / Count;

    /// <summary>The neighbors of a row, <c>[k]</c>.</summary>
    public ReadOnlySpan<int> Neighbors(int row) => Indices.AsSpan(row * Count, Count);

    /// <summary>Their distances, <c>[k]</c>.</summary>
    public ReadOnlySpan<float> NeighborDistances(int row) => Distances.AsSpan(row * Count, Count);
}

/// <summary>Rows that distances treat apart, so that it can be said.</summary>
/// <param name="ZeroRows">Rows that are all zero: no direction, hence cosine distance 1 to everything.</param>
/// <param name="NonFiniteRows">Rows with NaN or infinity: no distance to anything.</param>
public sealed record UnusableRows(IReadOnlyList<int> ZeroRows, IReadOnlyList<int> NonFiniteRows)
{
    /// <summary>None.</summary>
    public static UnusableRows None { get; } = new([], []);
}
