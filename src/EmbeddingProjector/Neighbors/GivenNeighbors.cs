using System.Globalization;

namespace EmbeddingProjector.Neighbors;

/// <summary>
/// A table of neighbors from rows that somebody else found: their distances are computed here, and the neighbors of each row put in order.
/// </summary>
public static class GivenNeighbors
{
    private const int RowsPerTask = 512;

    /// <summary>The table. A row that is listed as its own neighbor, twice, or as −1 (none) is left out; so are rows with NaN or infinity.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="metric">The distance.</param>
    /// <param name="indices">Rows <c>[n, k]</c> in any order, −1 for none.</param>
    /// <param name="threads">The most threads to use; 0 for all cores.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>A table of as many columns as the row with the most neighbors has.</returns>
    /// <exception cref="ArgumentException">The indices are not whole rows of a table, or one names a row that there is not.</exception>
    public static NeighborTable Of(
        VectorTable vectors, DistanceMetric metric, int[] indices, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(indices);
        var n = vectors.RowCount;
        if (n == 0 || indices.Length % n != 0)
        {
            throw new ArgumentException($"{indices.Length:N0} neighbors are not the same number for each of {n:N0} rows.", nameof(indices));
        }

        var given = indices.Length / n;
        CheckRange(indices, n, given);
        var norms = RowNorms.Of(vectors, threads, cancellationToken);
        var rows = new int[indices.Length];
        var distances = new float[indices.Length];
        rows.AsSpan().Fill(-1);
        distances.AsSpan().Fill(float.PositiveInfinity);
        var most = new int[n];
        ParallelBlocks.For(
            (n + RowsPerTask - 1) / RowsPerTask,
            threads,
            task =>
            {
                var end = Math.Min(n, (task + 1) * RowsPerTask);
                for (var row = task * RowsPerTask; row < end; row++)
                {
                    var of = indices.AsSpan(row * given, given);
                    most[row] = Order(vectors, norms, metric, row, of, rows.AsSpan(row * given), distances.AsSpan(row * given));
                }
            },
            cancellationToken);
        var count = most.Max();
        return new NeighborTable(metric, count, Narrow(rows, given, count), Narrow(distances, given, count), norms.Unusable)
        {
            // Nobody measured how many of the true ones they are.
            Origin = new NeighborOrigin(false, double.NaN, 0) { IsForced = true },
        };
    }

    private static void CheckRange(int[] indices, int n, int given)
    {
        var wrong = Array.FindIndex(indices, index => index < -1 || index >= n);
        if (wrong >= 0)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Row {wrong / given} has {indices[wrong]} as a neighbor, but there are rows 0 to {n - 1} (and −1 for none)."));
        }
    }

    private static int Order(
        VectorTable vectors, RowNorms norms, DistanceMetric metric, int row, ReadOnlySpan<int> given, Span<int> rows, Span<float> distances)
    {
        if (!norms.IsFinite(row))
        {
            return 0;
        }

        var found = new List<(float Distance, int Row)>(given.Length);
        foreach (var other in given)
        {
            if (other >= 0 && other != row && norms.IsFinite(other) && !found.Exists(f => f.Row == other))
            {
                var distance = RowScan.Distance(metric, vectors.Row(row), norms.Squared[row], vectors.Row(other), norms.Squared[other]);
                found.Add((distance, other));
            }
        }

        found.Sort();
        for (var i = 0; i < found.Count; i++)
        {
            (distances[i], rows[i]) = found[i];
        }

        return found.Count;
    }

    private static T[] Narrow<T>(T[] values, int from, int to)
    {
        if (from == to)
        {
            return values;
        }

        var narrow = new T[values.Length / from * to];
        for (var row = 0; row * from < values.Length; row++)
        {
            values.AsSpan(row * from, to).CopyTo(narrow.AsSpan(row * to));
        }

        return narrow;
    }
}
