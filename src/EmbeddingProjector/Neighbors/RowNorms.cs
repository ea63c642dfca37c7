using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Neighbors;

/// <summary>‖x‖² of every row in float64, and which rows have no direction or no distance.</summary>
internal sealed class RowNorms
{
    private const int RowsPerTask = 1024;

    private RowNorms(double[] squared, UnusableRows unusable)
    {
        Squared = squared;
        Unusable = unusable;
    }

    /// <summary>‖x‖² <c>[n]</c>; not finite for rows with NaN or infinity, 0 for rows that are all zero.</summary>
    public double[] Squared { get; }

    public UnusableRows Unusable { get; }

    public bool IsFinite(int row) => double.IsFinite(Squared[row]);

    public static RowNorms Of(VectorTable vectors, int threads, CancellationToken cancellationToken)
    {
        var squared = new double[vectors.RowCount];
        ParallelBlocks.For(
            (squared.Length + RowsPerTask - 1) / RowsPerTask,
            threads,
            task =>
            {
                var end = Math.Min(squared.Length, (task + 1) * RowsPerTask);
                for (var row = task * RowsPerTask; row < end; row++)
                {
                    squared[row] = PairSums.SquaredNorm(vectors.Row(row));
                }
            },
            cancellationToken);

        List<int> zero = [], nonFinite = [];
        for (var row = 0; row < squared.Length; row++)
        {
            if (!double.IsFinite(squared[row]))
            {
                nonFinite.Add(row);
            }
            else if (squared[row] == 0)
            {
                zero.Add(row);
            }
        }

        return new RowNorms(squared, zero.Count + nonFinite.Count == 0 ? UnusableRows.None : new UnusableRows(zero, nonFinite));
    }
}
