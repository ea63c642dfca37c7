using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Neighbors;

/// <summary>Finds in a tile of dot products those that can matter to a row or to a column, eight at a time.</summary>
internal static unsafe class TileScan
{
    /// <summary>Products looked at at once.</summary>
    public const int Lanes = 8;

    /// <summary>Offers the columns to every row: score of column j for row i is s[i, j] − halfNorms[j].</summary>
    /// <param name="s">Products <c>[rows, columns]</c>.</param>
    /// <param name="stride">Floats from a row of <paramref name="s"/> to the next.</param>
    /// <param name="rows">Rows in use.</param>
    /// <param name="columns">Columns in use; up to the next multiple of 8 may be read.</param>
    /// <param name="halfNorms">Half norms of the columns.</param>
    /// <param name="firstColumn">The packed row that column 0 is.</param>
    /// <param name="candidates">Takes the offers for the rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfferColumns(
        float* s, int stride, int rows, int columns, float* halfNorms, int firstColumn, CandidateRows candidates)
    {
        for (var i = 0; i < rows; i++)
        {
            var row = s + (i * (nint)stride);
            var threshold = Vector256.Create(candidates.Thresholds[i]);
            for (var j = 0; j < columns; j += Lanes)
            {
                var scores = Vector256.Load(row + j) - Vector256.Load(halfNorms + j);
                var hits = InUse(Vector256.GreaterThanOrEqual(scores, threshold).ExtractMostSignificantBits(), columns - j);
                for (; hits != 0; hits &= hits - 1)
                {
                    var lane = BitOperations.TrailingZeroCount(hits);
                    candidates.Offer(i, row[j + lane] - halfNorms[j + lane], firstColumn + j + lane);
                }
            }
        }
    }

    /// <summary>Offers the rows to every column: score of row i for column j is s[i, j] − halfNorms[i].</summary>
    /// <param name="s">Products <c>[rows, columns]</c>.</param>
    /// <param name="stride">Floats from a row of <paramref name="s"/> to the next.</param>
    /// <param name="rows">Rows in use.</param>
    /// <param name="columns">Columns in use; up to the next multiple of 8 may be read.</param>
    /// <param name="halfNorms">Half norms of the rows.</param>
    /// <param name="firstRow">The packed row that row 0 is.</param>
    /// <param name="candidates">Takes the offers for the columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfferRows(
        float* s, int stride, int rows, int columns, float* halfNorms, int firstRow, CandidateRows candidates)
    {
        fixed (float* thresholds = candidates.Thresholds)
        {
            for (var i = 0; i < rows; i++)
            {
                var row = s + (i * (nint)stride);
                var half = Vector256.Create(halfNorms[i]);
                for (var j = 0; j < columns; j += Lanes)
                {
                    var scores = Vector256.Load(row + j) - half;
                    var hits = InUse(
                        Vector256.GreaterThanOrEqual(scores, Vector256.Load(thresholds + j)).ExtractMostSignificantBits(), columns - j);
                    for (; hits != 0; hits &= hits - 1)
                    {
                        var lane = BitOperations.TrailingZeroCount(hits);
                        candidates.Offer(j + lane, row[j + lane] - halfNorms[i], firstRow + i);
                    }
                }
            }
        }
    }

    private static uint InUse(uint hits, int left) => left >= Lanes ? hits : hits & ((1u << left) - 1);
}
