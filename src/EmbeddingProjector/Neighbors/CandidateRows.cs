using System.Runtime.CompilerServices;
using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Neighbors;

/// <summary>
/// For each row of one tile of packed rows, a superset of its k nearest among the rows offered so far. Offers carry a score,
/// c·c′ − (1 − ε)‖c′‖²/2, which is high for near rows and at most (the row's own half norm − D/2) too low.
/// </summary>
/// <remarks>
/// Let L = (1 − ε)(‖c‖² + ‖c′‖²) − 2c·c′ be the lower bound of D that a score stands for, and T the k-th smallest L so far. Those k rows
/// have D ≤ L + 2ε(‖c‖² + ‖c′‖²) and, since ‖c′‖ ≤ ‖c‖ + √D, D ≤ (T + 6ε‖c‖²)/(1 − 4ε). A row of which even L is larger is not among the k
/// nearest: the bound is proven, not a margin that is usually enough. Which rows stay depends on the order of offers; that all k nearest
/// stay does not. A row with so many nearly equal candidates that the buffer cannot tell them apart is crowded, and must be searched
/// directly. Not thread-safe: who offers holds the lock of the object.
/// </remarks>
internal sealed class CandidateRows
{
    private readonly PackedRows _packed;
    private readonly int _first;
    private readonly int _wanted;
    private readonly int _capacity;
    private readonly float[] _scores;
    private readonly int[] _rows;
    private readonly int[] _counts;
    private readonly float[] _selection;

    /// <summary>Candidates of <paramref name="count"/> packed rows from <paramref name="first"/> on.</summary>
    public CandidateRows(PackedRows packed, int first, int count, int wanted)
    {
        (_packed, _first, _wanted) = (packed, first, wanted);
        _capacity = Math.Min(packed.Rows.Length, (2 * wanted) + 16);
        _scores = new float[count * _capacity];
        _rows = new int[count * _capacity];
        _counts = new int[count];
        _selection = new float[_capacity];

        // The scan of columns reads whole vectors.
        Thresholds = new float[count + TileScan.Lanes];
        Array.Fill(Thresholds, float.MinValue);
    }

    /// <summary>The least score that can still matter, for each row; +∞ for a crowded one.</summary>
    public float[] Thresholds { get; }

    public bool IsCrowded(int row) => float.IsPositiveInfinity(Thresholds[row]);

    /// <summary>Takes a candidate for a row of this tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Offer(int row, float score, int packedRow)
    {
        // An offer before this one may have raised the threshold.
        if (score < Thresholds[row])
        {
            return;
        }

        var at = (row * _capacity) + _counts[row]++;
        _scores[at] = score;
        _rows[at] = packedRow;
        if (_counts[row] == _capacity && !Compact(row))
        {
            Thresholds[row] = float.PositiveInfinity;
            _counts[row] = 0;
        }
    }

    /// <summary>The packed rows that may be among the k nearest of a row.</summary>
    public ReadOnlySpan<int> Finish(int row)
    {
        if (_counts[row] > _wanted)
        {
            Compact(row);
        }

        return _rows.AsSpan(row * _capacity, _counts[row]);
    }

    // Drops what cannot be among the k nearest; false when too little could be dropped for the buffer to be of use.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Compact(int row)
    {
        var count = _counts[row];
        var scores = _scores.AsSpan(row * _capacity, count);
        var rows = _rows.AsSpan(row * _capacity, count);
        scores.CopyTo(_selection);
        var threshold = Threshold(_first + row, Selection.Largest(_selection.AsSpan(0, count), _wanted));
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (scores[i] >= threshold)
            {
                scores[kept] = scores[i];
                rows[kept++] = rows[i];
            }
        }

        Thresholds[row] = threshold;
        _counts[row] = kept;
        return kept <= _capacity - (_capacity / 8) - 1;
    }

    private float Threshold(int packedRow, float score)
    {
        var squared = _packed.SquaredNorm(packedRow);
        var (epsilon, half) = (_packed.RelativeError, (1 - _packed.RelativeError) * squared / 2);
        var least = 2 * (half - score);
        least = _packed.IsInnerProduct ? least : Math.Max(0, least);
        var bound = ((least + (6 * epsilon * squared)) * (1 + (8 * epsilon))) + (4 * _packed.AbsoluteError);
        var threshold = half - (bound / 2);

        // The conversion must not round up.
        return (float)(threshold - (Math.Abs(threshold) * 1e-7));
    }
}
