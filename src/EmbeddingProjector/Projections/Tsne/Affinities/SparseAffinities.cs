using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Projections.Tsne.Affinities;

/// <summary>
/// P, symmetric and sparse: P_ij = (p_{j|i} + p_{i|j}) / 2n over the pairs of which one is among the nearest neighbors of the other, Σ P =
/// 1. Row i lies at <c>Start[i] … Start[i + 1]</c> of <see cref="Columns"/> and <see cref="Values"/>, columns ascending, filled up to whole
/// vectors of sixteen with entries (i, 0), which attract nothing. Memory is O(n × perplexity).
/// </summary>
internal sealed unsafe class SparseAffinities : IDisposable
{
    /// <summary>Rows are filled up to a multiple of this.</summary>
    public const int Alignment = 16;

    private const int RowsPerTask = 512;

    private readonly AlignedBuffer _columns;
    private readonly AlignedBuffer _values;
    private readonly bool _ownsColumns;

    private SparseAffinities(int[] start)
    {
        Start = start;
        _columns = new AlignedBuffer(start[^1]);
        _values = new AlignedBuffer(start[^1]);
        _ownsColumns = true;
    }

    private SparseAffinities(SparseAffinities pattern)
    {
        Start = pattern.Start;
        _columns = pattern._columns;
        _values = new AlignedBuffer(pattern.Start[^1]);
    }

    /// <summary>n.</summary>
    public int Count => Start.Length - 1;

    /// <summary>Where each row begins, <c>[n + 1]</c>.</summary>
    public int[] Start { get; }

    /// <summary>j of each entry.</summary>
    public int* Columns => (int*)_columns.Start;

    /// <summary>P_ij of each entry.</summary>
    public float* Values => _values.Start;

    /// <summary>Σ P ln P, the part of the Kullback–Leibler divergence that does not change while the points move.</summary>
    public double NegativeEntropy { get; private set; }

    /// <summary>P of the rows <paramref name="rows"/> of a table of neighbors, which number the points.</summary>
    /// <exception cref="ArgumentException">There are more entries than an array holds.</exception>
    public static SparseAffinities Build(
        NeighborTable table, int[] rows, double perplexity, int count, int threads, CancellationToken cancellationToken)
    {
        var conditional = Conditional(table, rows, perplexity, count, threads, cancellationToken);
        var transposed = conditional.Transposed();
        var forward = transposed.Transposed();
        return Merge(forward, transposed, threads, cancellationToken);
    }

    /// <summary>The same pairs with other weights, scaled to Σ P = 1; shares the pattern with this one, which must outlive it.</summary>
    /// <param name="weight">The factor for the pair (i, j).</param>
    /// <param name="threads">The most threads to use.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public SparseAffinities Reweighted(Func<int, int, double> weight, int threads, CancellationToken cancellationToken)
    {
        var result = new SparseAffinities(this);
        ParallelBlocks.For(
            (Count + RowsPerTask - 1) / RowsPerTask,
            threads,
            task =>
            {
                for (var i = task * RowsPerTask; i < Math.Min(Count, (task + 1) * RowsPerTask); i++)
                {
                    for (var at = Start[i]; at < Start[i + 1]; at++)
                    {
                        result.Values[at] = Values[at] == 0 ? 0 : (float)(Values[at] * weight(i, Columns[at]));
                    }
                }
            },
            cancellationToken);
        result.Normalise(threads, cancellationToken);
        return result;
    }

    /// <summary>The same P with the points in another order: point i of the result is point <c>order[i]</c> of this one.</summary>
    public SparseAffinities Permuted(int[] order)
    {
        var place = new int[Count];
        var start = new int[Count + 1];
        for (var i = 0; i < Count; i++)
        {
            place[order[i]] = i;
            start[i + 1] = start[i] + Start[order[i] + 1] - Start[order[i]];
        }

        // P is symmetric, so writing each entry into the row of its column, row after row, leaves the columns of every row ascending.
        var result = new SparseAffinities(start) { NegativeEntropy = NegativeEntropy };
        var next = start.AsSpan(0, Count).ToArray();
        for (var i = 0; i < Count; i++)
        {
            for (var at = Start[order[i]]; at < Start[order[i] + 1] && Columns[at] != order[i]; at++)
            {
                var target = next[place[Columns[at]]]++;
                result.Columns[target] = i;
                result.Values[target] = Values[at];
            }
        }

        for (var i = 0; i < Count; i++)
        {
            for (var at = next[i]; at < start[i + 1]; at++)
            {
                result.Columns[at] = i;
                result.Values[at] = 0;
            }
        }

        return result;
    }

    public void Dispose()
    {
        _values.Dispose();
        if (_ownsColumns)
        {
            _columns.Dispose();
        }
    }

    private static Rows Conditional(
        NeighborTable table, int[] rows, double perplexity, int count, int threads, CancellationToken cancellationToken)
    {
        var n = rows.Length;
        var point = new int[table.RowCount];
        Array.Fill(point, -1);
        for (var i = 0; i < n; i++)
        {
            point[rows[i]] = i;
        }

        var start = new int[n + 1];
        for (var i = 0; i < n; i++)
        {
            var found = 0;
            foreach (var j in table.Neighbors(rows[i])[..Math.Min(count, table.Count)])
            {
                found += j >= 0 && point[j] >= 0 ? 1 : 0;
            }

            start[i + 1] = start[i] + found;
        }

        var result = new Rows(start, new int[start[n]], new float[start[n]]);
        ParallelBlocks.For(
            (n + RowsPerTask - 1) / RowsPerTask,
            threads,
            () =>
            {
                var energies = new double[count];
                var probabilities = new double[count];
                return task =>
                {
                    for (var i = task * RowsPerTask; i < Math.Min(n, (task + 1) * RowsPerTask); i++)
                    {
                        var neighbors = table.Neighbors(rows[i]);
                        var distances = table.NeighborDistances(rows[i]);
                        var found = 0;
                        for (var l = 0; l < Math.Min(count, table.Count); l++)
                        {
                            if (neighbors[l] >= 0 && point[neighbors[l]] >= 0)
                            {
                                result.Columns[start[i] + found] = point[neighbors[l]];
                                energies[found++] = Energy(table.Metric, distances[l]);
                            }
                        }

                        PerplexityCalibration.Calibrate(energies.AsSpan(0, found), perplexity, probabilities);
                        for (var l = 0; l < found; l++)
                        {
                            result.Values[start[i] + l] = (float)probabilities[l];
                        }
                    }
                };
            },
            cancellationToken);
        return result;
    }

    // 1 − cos is half of the squared distance of the two directions, so it takes the place of a square; a distance is squared.
    private static double Energy(DistanceMetric metric, float distance) =>
        metric == DistanceMetric.Cosine ? distance : (double)distance * distance;

    private static SparseAffinities Merge(Rows forward, Rows backward, int threads, CancellationToken cancellationToken)
    {
        var n = forward.Start.Length - 1;
        var start = new int[n + 1];
        var total = 0L;
        for (var i = 0; i < n; i++)
        {
            var length = MergeRow(forward, backward, i, null, null);
            total += (length + Alignment - 1) / Alignment * Alignment;
            if (total > Array.MaxLength)
            {
                throw new ArgumentException(
                    $"{n:N0} points with this perplexity have more than {Array.MaxLength:N0} affinities, which is more than fits. "
                    + "Use a smaller perplexity.");
            }

            start[i + 1] = (int)total;
        }

        var result = new SparseAffinities(start);
        ParallelBlocks.For(
            (n + RowsPerTask - 1) / RowsPerTask,
            threads,
            task =>
            {
                for (var i = task * RowsPerTask; i < Math.Min(n, (task + 1) * RowsPerTask); i++)
                {
                    var columns = result.Columns + start[i];
                    var values = result.Values + start[i];
                    var length = MergeRow(forward, backward, i, columns, values);
                    for (var at = length; at < start[i + 1] - start[i]; at++)
                    {
                        columns[at] = i;
                        values[at] = 0;
                    }
                }
            },
            cancellationToken);
        result.Normalise(threads, cancellationToken);
        return result;
    }

    private static int MergeRow(Rows a, Rows b, int row, int* columns, float* values)
    {
        var (atA, endA, atB, endB) = (a.Start[row], a.Start[row + 1], b.Start[row], b.Start[row + 1]);
        var length = 0;
        while (atA < endA || atB < endB)
        {
            var columnA = atA < endA ? a.Columns[atA] : int.MaxValue;
            var columnB = atB < endB ? b.Columns[atB] : int.MaxValue;
            if (columns != null)
            {
                columns[length] = Math.Min(columnA, columnB);
                values[length] = (columnA <= columnB ? a.Values[atA] : 0) + (columnB <= columnA ? b.Values[atB] : 0);
            }

            length++;
            atA += columnA <= columnB ? 1 : 0;
            atB += columnB <= columnA ? 1 : 0;
        }

        return length;
    }

    private void Normalise(int threads, CancellationToken cancellationToken)
    {
        var tasks = (Count + RowsPerTask - 1) / RowsPerTask;
        var sums = new double[tasks];
        var entropies = new double[tasks];
        ParallelBlocks.For(tasks, threads, task => sums[task] = Sum(task), cancellationToken);
        var total = sums.Sum();
        var scale = total > 0 ? 1 / total : 0;
        ParallelBlocks.For(tasks, threads, task => entropies[task] = Scale(task, scale), cancellationToken);
        NegativeEntropy = entropies.Sum();
    }

    private double Sum(int task)
    {
        var sum = 0.0;
        var end = Start[Math.Min(Count, (task + 1) * RowsPerTask)];
        for (var at = Start[task * RowsPerTask]; at < end; at++)
        {
            sum += Values[at];
        }

        return sum;
    }

    private double Scale(int task, double scale)
    {
        var entropy = 0.0;
        var end = Start[Math.Min(Count, (task + 1) * RowsPerTask)];
        for (var at = Start[task * RowsPerTask]; at < end; at++)
        {
            var value = Values[at] * scale;
            Values[at] = (float)value;
            entropy += value > 0 ? value * Math.Log(value) : 0;
        }

        return entropy;
    }

    /// <summary>Compressed rows.</summary>
    private sealed record Rows(int[] Start, int[] Columns, float[] Values)
    {
        /// <summary>The transpose; within a row columns ascend, because rows are taken in order.</summary>
        public Rows Transposed()
        {
            var n = Start.Length - 1;
            var start = new int[n + 1];
            foreach (var column in Columns)
            {
                start[column + 1]++;
            }

            for (var i = 0; i < n; i++)
            {
                start[i + 1] += start[i];
            }

            var next = start.AsSpan(0, n).ToArray();
            var columns = new int[Columns.Length];
            var values = new float[Values.Length];
            for (var i = 0; i < n; i++)
            {
                for (var at = Start[i]; at < Start[i + 1]; at++)
                {
                    var target = next[Columns[at]]++;
                    columns[target] = i;
                    values[target] = Values[at];
                }
            }

            return new Rows(start, columns, values);
        }
    }
}
