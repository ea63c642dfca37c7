using System.Runtime.Intrinsics;
using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// The rows that are searched, in the form in which nearness is an inner product: <c>[m, stride]</c> float32.
/// Cosine: divided by their length. Euclidean: the mean of some of them taken off, because ‖x‖² − 2x·y + ‖y‖² loses what the rows have in
/// common, and divided by twice the largest length, so that squares neither overflow nor vanish. Inner product: divided by the largest
/// length, with one more coordinate √(1 − ‖x‖²) that makes all lengths 1 (Bachrach et al., "Speeding up the Xbox recommender system using
/// a Euclidean transformation", RecSys 2014); it counts where rows are compared as what is searched, and not where they ask.
/// </summary>
internal sealed unsafe class SearchRows : IDisposable
{
    private const int RowsPerTask = 512;

    private const int CentreSample = 1024;

    private readonly AlignedBuffer _values;

    private SearchRows(DistanceMetric metric, int count, int dimensions, int extra)
    {
        Metric = metric;
        Count = count;
        Dimensions = dimensions;
        StoredDimensions = dimensions + extra;
        Stride = (StoredDimensions + 15) / 16 * 16;
        _values = new AlignedBuffer((long)count * Stride);
        Offset = new float[count];
    }

    public DistanceMetric Metric { get; }

    /// <summary>m.</summary>
    public int Count { get; }

    /// <summary>The coordinates of a row that asks.</summary>
    public int Dimensions { get; }

    /// <summary>The coordinates of a row that is searched.</summary>
    public int StoredDimensions { get; }

    /// <summary>The numbers from one row to the next; those beyond the coordinates are 0.</summary>
    public int Stride { get; }

    /// <summary>‖y‖² for Euclidean distances, else 0: score(x, y) = offset(y) − 2 x·y, smaller is nearer.</summary>
    public float[] Offset { get; }

    public float* Row(int row) => _values.Start + ((long)row * Stride);

    public void Dispose() => _values.Dispose();

    /// <summary>The given rows of a table, all finite, in that order.</summary>
    public static SearchRows Of(
        VectorTable vectors, RowNorms norms, DistanceMetric metric, int[] rows, int threads, CancellationToken cancellationToken)
    {
        var result = new SearchRows(metric, rows.Length, vectors.ColumnCount, metric == DistanceMetric.Dot ? 1 : 0);
        var largest = 0d;
        foreach (var row in rows)
        {
            largest = Math.Max(largest, norms.Squared[row]);
        }

        // No row is farther than twice the largest length from the centre, which is a mean of rows.
        var common = metric == DistanceMetric.Euclidean ? 0.5 / Math.Sqrt(largest) : 1 / Math.Sqrt(largest);
        var centre = metric == DistanceMetric.Euclidean ? Centre(vectors, rows) : new float[vectors.ColumnCount];
        ForRows(
            rows.Length,
            threads,
            i =>
            {
                var scale = metric == DistanceMetric.Cosine ? 1 / Math.Sqrt(norms.Squared[rows[i]]) : common;
                result.Fill(i, vectors.Row(rows[i]), centre, double.IsFinite(scale) ? scale : 0);
            },
            cancellationToken);
        return result;
    }

    /// <summary>The same rows in another order.</summary>
    public SearchRows Reordered(int[] order, int threads, CancellationToken cancellationToken)
    {
        var result = new SearchRows(Metric, Count, Dimensions, StoredDimensions - Dimensions);
        ForRows(Count, threads, i =>
        {
            new ReadOnlySpan<float>(Row(order[i]), Stride).CopyTo(new Span<float>(result.Row(i), Stride));
            result.Offset[i] = Offset[order[i]];
        }, cancellationToken);
        return result;
    }

    private void Fill(int at, ReadOnlySpan<float> from, float[] centre, double scale)
    {
        var row = new Span<float>(Row(at), Stride)[..Dimensions];

        // A scale outside float32 belongs to vectors so short or long that each number must be scaled in float64.
        if (scale is > 1e-30 and < 1e30)
        {
            Scale(from, centre, (float)scale, row);
        }
        else
        {
            for (var k = 0; k < row.Length; k++)
            {
                row[k] = (float)(((double)from[k] - centre[k]) * scale);
            }
        }

        if (Metric == DistanceMetric.Cosine)
        {
            return;
        }

        var squared = (float)PairSums.SquaredNorm(row);
        if (Metric == DistanceMetric.Euclidean)
        {
            Offset[at] = squared;
        }
        else
        {
            Row(at)[Dimensions] = MathF.Sqrt(Math.Max(0, 1 - squared));
        }
    }

    private static void Scale(ReadOnlySpan<float> from, ReadOnlySpan<float> centre, float scale, Span<float> to)
    {
        var k = 0;
        var factor = Vector512.Create(scale);
        for (; k + Vector512<float>.Count <= to.Length; k += Vector512<float>.Count)
        {
            ((Vector512.Create(from[k..]) - Vector512.Create(centre[k..])) * factor).CopyTo(to[k..]);
        }

        for (; k < to.Length; k++)
        {
            to[k] = (from[k] - centre[k]) * scale;
        }
    }

    /// <summary>The mean of some of the rows: distances do not depend on it, so that any point amid the rows serves.</summary>
    private static float[] Centre(VectorTable vectors, int[] rows)
    {
        var count = Math.Min(rows.Length, CentreSample);
        var sum = new double[vectors.ColumnCount];
        for (var s = 0; s < count; s++)
        {
            var row = vectors.Row(rows[(int)((long)s * rows.Length / count)]);
            for (var k = 0; k < sum.Length; k++)
            {
                sum[k] += row[k];
            }
        }

        return Array.ConvertAll(sum, x => (float)(x / count));
    }

    private static void ForRows(int count, int threads, Action<int> body, CancellationToken cancellationToken) => ParallelBlocks.For(
        (count + RowsPerTask - 1) / RowsPerTask,
        threads,
        task =>
        {
            for (var i = task * RowsPerTask; i < Math.Min(count, (task + 1) * RowsPerTask); i++)
            {
                body(i);
            }
        },
        cancellationToken);
}
