using System.Runtime.CompilerServices;
using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Neighbors;

/// <summary>
/// The exact distances of one query to a range of rows, each from float64 sums: one pass over the rows at the speed of
/// memory.
/// </summary>
internal static class RowScan
{
    /// <summary>
    /// Offers rows <paramref name="first"/> to <paramref name="end"/> − 1, but for <paramref name="self"/> and rows without a
    /// distance.
    /// </summary>
    /// <param name="vectors">The table.</param>
    /// <param name="norms">Its norms.</param>
    /// <param name="metric">The distance.</param>
    /// <param name="query">The query <c>[d]</c>, finite.</param>
    /// <param name="querySquaredNorm">‖query‖².</param>
    /// <param name="self">The row to leave out, or −1.</param>
    /// <param name="first">The first row.</param>
    /// <param name="end">The row after the last.</param>
    /// <param name="nearest">Takes the rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Offer(
        VectorTable vectors, RowNorms norms, DistanceMetric metric, ReadOnlySpan<float> query, double querySquaredNorm, int self,
        int first, int end, NearestRows nearest)
    {
        for (var row = first; row < end; row++)
        {
            if (row != self && norms.IsFinite(row))
            {
                var distance = Distance(metric, query, querySquaredNorm, vectors.Row(row), norms.Squared[row]);
                if (distance <= nearest.Worst)
                {
                    nearest.Offer(distance, row);
                    if (nearest.Worst == 0 && metric != DistanceMetric.Dot)
                    {
                        // Nothing is nearer than 0 (inner products apart), and rows to come lose a tie.
                        return;
                    }
                }
            }
        }
    }

    /// <summary>The distance of one pair.</summary>
    public static float Distance(
        DistanceMetric metric, ReadOnlySpan<float> x, double squaredNormX, ReadOnlySpan<float> y, double squaredNormY) => metric switch
        {
            DistanceMetric.Cosine => MetricDistance.Cosine(PairSums.Dot(x, y), squaredNormX, squaredNormY),
            DistanceMetric.Euclidean => MetricDistance.Euclidean(PairSums.SquaredDistance(x, y)),
            DistanceMetric.Dot => MetricDistance.Dot(PairSums.Dot(x, y)),
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "The metric is Cosine, Euclidean or Dot."),
        };
}
