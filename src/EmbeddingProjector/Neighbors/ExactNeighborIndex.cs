using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Neighbors;

/// <summary>
/// Exact nearest rows of single queries over one table <c>[n, d]</c>: what does not depend on the query (the norms, the rows that have no
/// distance) is computed once, so that a query is one pass over the rows at the speed of memory, on all cores.
/// </summary>
/// <remarks>
/// Immutable and safe for any number of threads. It keeps the table but does not own it. Distances are of the raw vectors, from float64
/// sums; the answer is the same for any number of threads.
/// </remarks>
public sealed class ExactNeighborIndex
{
    // A task of this many numbers takes a fraction of a millisecond: cheap enough to balance, long enough not to notice its start.
    private const int NumbersPerTask = 1 << 19;

    private const int RowsNamedInNotes = 5;

    private readonly VectorTable _vectors;
    private readonly RowNorms _norms;
    private readonly int _threads;

    /// <summary>Scans the table once for norms and unusable rows.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="threads">The most threads to use, here and by each query; 0 for all cores.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    public ExactNeighborIndex(VectorTable vectors, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _vectors = vectors;
        _threads = threads;
        _norms = RowNorms.Of(vectors, threads, cancellationToken);
    }

    /// <summary>Rows that are treated apart.</summary>
    public UnusableRows Unusable => _norms.Unusable;

    internal RowNorms Norms => _norms;

    /// <summary>The rows nearest to a row of the table, itself excluded.</summary>
    /// <param name="metric">The distance.</param>
    /// <param name="row">The query row.</param>
    /// <param name="count">How many rows at most, 0 or more.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public NeighborList Query(DistanceMetric metric, int row, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, _vectors.RowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!_norms.IsFinite(row))
        {
            return new NeighborList([], [], $"Row {row} holds NaN or infinity: it has no distance to any row.");
        }

        var note = metric == DistanceMetric.Cosine && _norms.Squared[row] == 0
            ? $"Row {row} is all zeros: it has no direction, so every other row is at distance 1."
            : null;
        return Search(metric, _vectors.Row(row), _norms.Squared[row], row, count, note, cancellationToken);
    }

    /// <summary>The rows nearest to a vector that need not be in the table.</summary>
    /// <param name="metric">The distance.</param>
    /// <param name="vector">The query <c>[d]</c>.</param>
    /// <param name="count">How many rows at most, 0 or more.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ArgumentException">The vector does not have d numbers.</exception>
    public NeighborList Query(
        DistanceMetric metric, ReadOnlySpan<float> vector, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (vector.Length != _vectors.ColumnCount)
        {
            throw new ArgumentException(
                $"A query of {vector.Length} numbers does not fit vectors of {_vectors.ColumnCount} dimensions.", nameof(vector));
        }

        var squaredNorm = PairSums.SquaredNorm(vector);
        if (!double.IsFinite(squaredNorm))
        {
            return new NeighborList([], [], "The query holds NaN or infinity: it has no distance to any row.");
        }

        var note = metric == DistanceMetric.Cosine && squaredNorm == 0
            ? "The query is all zeros: it has no direction, so every row is at distance 1."
            : null;
        return Search(metric, vector, squaredNorm, -1, count, note, cancellationToken);
    }

    private NeighborList Search(
        DistanceMetric metric, ReadOnlySpan<float> query, double squaredNorm, int self, int count, string? note,
        CancellationToken cancellationToken)
    {
        var possible = _vectors.RowCount - _norms.Unusable.NonFiniteRows.Count - (self >= 0 ? 1 : 0);
        var wanted = Math.Min(count, possible);
        var x = query.ToArray();
        var rowsPerTask = Math.Max(1, NumbersPerTask / _vectors.ColumnCount);
        var merged = new NearestRows(wanted);
        ParallelBlocks.For(
            (_vectors.RowCount + rowsPerTask - 1) / rowsPerTask,
            _threads,
            () =>
            {
                var nearest = new NearestRows(wanted);
                return task =>
                {
                    nearest.Clear();
                    var first = task * rowsPerTask;
                    var end = Math.Min(_vectors.RowCount, first + rowsPerTask);
                    RowScan.Offer(_vectors, _norms, metric, x, squaredNorm, self, first, end, nearest);
                    lock (merged)
                    {
                        merged.OfferAll(nearest);
                    }
                };
            },
            cancellationToken);

        var rows = new int[wanted];
        var distances = new float[wanted];
        merged.Drain(rows, distances);
        return new NeighborList(rows, distances, Join(note, LeftOut()));
    }

    private string? LeftOut()
    {
        var rows = _norms.Unusable.NonFiniteRows;
        return rows.Count switch
        {
            0 => null,
            1 => $"Row {rows[0]} holds NaN or infinity and was left out.",
            _ => $"{rows.Count} rows with NaN or infinity were left out: {string.Join(", ", rows.Take(RowsNamedInNotes))}"
                + (rows.Count > RowsNamedInNotes ? " and more." : "."),
        };
    }

    private static string? Join(string? first, string? second) => first is null || second is null ? first ?? second : $"{first} {second}";
}
