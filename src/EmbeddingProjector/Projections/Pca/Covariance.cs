namespace EmbeddingProjector.Projections.Pca;

/// <summary>Σ(x − m)(x − m)ᵀ over usable rows, <c>[d, d]</c> in float64, summed band by band.</summary>
internal sealed class Covariance(VectorTable vectors, bool[] usable, double[] mean, int threads)
{
    private const int ColumnsPerTask = 8;

    private readonly int _d = vectors.ColumnCount;
    private readonly double[] _sums = new double[checked(vectors.ColumnCount * vectors.ColumnCount)];

    /// <summary>Takes rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1; called in order.</summary>
    public void Add(int first, int count, CancellationToken cancellationToken)
    {
        var centred = new double[count * _d];
        var rows = 0;
        for (var row = first; row < first + count; row++)
        {
            if (usable[row])
            {
                var x = vectors.Row(row);
                var y = centred.AsSpan(rows++ * _d, _d);
                for (var i = 0; i < y.Length; i++)
                {
                    y[i] = x[i] - mean[i];
                }
            }
        }

        ParallelBlocks.For(
            (_d + ColumnsPerTask - 1) / ColumnsPerTask,
            threads,
            task =>
            {
                var end = Math.Min(_d, (task + 1) * ColumnsPerTask);
                for (var r = 0; r < rows; r++)
                {
                    var x = centred.AsSpan(r * _d, _d);
                    for (var i = task * ColumnsPerTask; i < end; i++)
                    {
                        DoubleRows.Add(x[i], x[i..], _sums.AsSpan((i * _d) + i, _d - i));
                    }
                }
            },
            cancellationToken);
    }

    /// <summary>The sums, both triangles filled.</summary>
    public double[] Symmetric()
    {
        for (var i = 0; i < _d; i++)
        {
            for (var j = i + 1; j < _d; j++)
            {
                _sums[(j * _d) + i] = _sums[(i * _d) + j];
            }
        }

        return _sums;
    }
}
