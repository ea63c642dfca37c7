namespace EmbeddingProjector.Projections.Pca;

/// <summary>Σ‖x − m‖² over usable rows in float64: the whole of which components explain shares, where no covariance is formed.</summary>
internal sealed class TotalVariance(VectorTable vectors, bool[] usable, double[] mean, int threads)
{
    private const int RowsPerBlock = 256;

    public double Sum { get; private set; }

    /// <summary>Takes rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1; called in order.</summary>
    public void Add(int first, int count, CancellationToken cancellationToken)
    {
        var partial = new double[(count + RowsPerBlock - 1) / RowsPerBlock];
        ParallelBlocks.For(
            partial.Length,
            threads,
            () =>
            {
                var centred = new double[vectors.ColumnCount];
                return block =>
                {
                    var end = first + Math.Min(count, (block + 1) * RowsPerBlock);
                    for (var row = first + (block * RowsPerBlock); row < end; row++)
                    {
                        if (usable[row])
                        {
                            DoubleRows.Subtract(vectors.Row(row), mean, centred);
                            partial[block] += DoubleRows.Dot(centred, centred);
                        }
                    }
                };
            },
            cancellationToken);
        foreach (var sum in partial)
        {
            Sum += sum;
        }
    }
}
