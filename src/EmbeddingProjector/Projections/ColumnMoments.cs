using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Projections;

/// <summary>
/// The first pass of an analysis: which rows are finite, and the float64 mean of those. Sums are kept by blocks of a fixed number of rows
/// and added in order, so they do not depend on the number of threads.
/// </summary>
internal sealed class ColumnMoments(VectorTable vectors, int threads)
{
    private const int RowsPerBlock = 512;

    private readonly double[] _sums = new double[vectors.ColumnCount];
    private readonly List<int> _nonFinite = [];
    private readonly bool[] _usable = new bool[vectors.RowCount];

    /// <summary>Whether each row is finite, <c>[n]</c>, for the rows passed so far.</summary>
    public bool[] Usable => _usable;

    /// <summary>The rows with NaN or infinity, ascending.</summary>
    public IReadOnlyList<int> NonFiniteRows => _nonFinite;

    public int UsableRows { get; private set; }

    /// <summary>The largest ‖x‖² of the usable rows passed so far.</summary>
    public double LargestSquaredNorm { get; private set; }

    /// <summary>Takes rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1; called in order.</summary>
    public void Add(int first, int count, CancellationToken cancellationToken)
    {
        var blocks = (count + RowsPerBlock - 1) / RowsPerBlock;
        var partial = new double[blocks][];
        var largest = new double[blocks];
        ParallelBlocks.For(
            blocks,
            threads,
            block =>
            {
                partial[block] = new double[vectors.ColumnCount];
                largest[block] = AddBlock(first + (block * RowsPerBlock), first + Math.Min(count, (block + 1) * RowsPerBlock), partial[block]);
            },
            cancellationToken);
        foreach (var sums in partial)
        {
            DoubleRows.Add(1, sums, _sums);
        }

        LargestSquaredNorm = Math.Max(LargestSquaredNorm, largest.DefaultIfEmpty().Max());
        for (var row = first; row < first + count; row++)
        {
            if (_usable[row])
            {
                UsableRows++;
            }
            else
            {
                _nonFinite.Add(row);
            }
        }
    }

    /// <summary>The mean <c>[d]</c> of the usable rows passed so far; zeros when there are none.</summary>
    public double[] Mean() => [.. _sums.Select(s => UsableRows > 0 ? s / UsableRows : 0)];

    // The largest squared norm of the usable rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double AddBlock(int first, int end, double[] sums)
    {
        var (largest, finite) = (0.0, true);
        for (var row = first; row < end; row++)
        {
            var squared = DoubleRows.AddAndSquare(vectors.Row(row), sums);
            _usable[row] = double.IsFinite(squared);
            finite &= _usable[row];
            largest = _usable[row] ? Math.Max(largest, squared) : largest;
        }

        if (!finite)
        {
            // Rare, so that the usual block is read once: now that it is known which rows are usable, only those are added.
            Array.Clear(sums);
            for (var row = first; row < end; row++)
            {
                if (_usable[row])
                {
                    DoubleRows.AddAndSquare(vectors.Row(row), sums);
                }
            }
        }

        return largest;
    }
}
