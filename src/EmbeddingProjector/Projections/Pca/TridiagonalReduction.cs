namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// A symmetric matrix A <c>[d, d]</c> brought to tridiagonal form T = QᵀAQ by d − 2 Householder reflections.
/// Source: Golub and Van Loan, Matrix Computations, 4th edition, algorithm 8.3.1.
/// </summary>
/// <remarks>
/// The rank-2 update of one step and the matrix-vector product of the next share one pass over the rows, because the algorithm moves at
/// the speed of memory. Both triangles are kept, so that every row is contiguous. A row never depends on which thread updates it.
/// </remarks>
internal sealed class TridiagonalReduction
{
    private const int RowsPerTask = 64;
    private const int ParallelFrom = 256;

    private readonly double[] _reflectors;
    private readonly double[] _scales;
    private readonly int _d;

    private TridiagonalReduction(int d)
    {
        _d = d;
        Diagonal = new double[d];
        OffDiagonal = new double[d];
        _reflectors = new double[(long)d * d];
        _scales = new double[d];
    }

    /// <summary>The diagonal of T, <c>[d]</c>.</summary>
    public double[] Diagonal { get; }

    /// <summary>The entries below the diagonal of T, <c>[d]</c>: the last is 0.</summary>
    public double[] OffDiagonal { get; }

    /// <summary>Reduces <paramref name="a"/> <c>[d, d]</c>, which is overwritten.</summary>
    public static TridiagonalReduction Reduce(double[] a, int d, int threads, CancellationToken cancellationToken)
    {
        var reduction = new TridiagonalReduction(d);
        var (p, w) = (new double[d], new double[d]);
        for (var k = 0; k < d; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var oldReflector = k > 0 ? reduction.Reflector(k - 1) : default;
            var pending = k > 0 && reduction._scales[k - 1] != 0;
            var first = a.AsSpan(k * d, d);
            if (pending)
            {
                Update(first, oldReflector.Span, w, k, k);
            }

            reduction.Diagonal[k] = first[k];
            if (k == d - 1)
            {
                break;
            }

            reduction.MakeReflector(k, first[(k + 1)..]);
            var reflector = reduction.Reflector(k);
            var from = k + 1;
            var rows = d - from;
            var parallel = rows >= ParallelFrom ? threads : 1;
            ParallelBlocks.For(
                (rows + RowsPerTask - 1) / RowsPerTask,
                parallel,
                task =>
                {
                    var end = Math.Min(d, from + ((task + 1) * RowsPerTask));
                    for (var i = from + (task * RowsPerTask); i < end; i++)
                    {
                        var row = a.AsSpan(i * d, d);
                        if (pending)
                        {
                            Update(row, oldReflector.Span, w, i, k);
                        }

                        p[i] = DoubleRows.Dot(row[from..], reflector.Span[from..]);
                    }
                },
                cancellationToken);
            reduction.MakeUpdate(k, p, w);
        }

        return reduction;
    }

    /// <summary>Turns an eigenvector of T into one of A, in place: z ← Qz.</summary>
    public void BackTransform(Span<double> z)
    {
        for (var k = _d - 2; k >= 0; k--)
        {
            if (_scales[k] != 0)
            {
                var v = Reflector(k).Span[(k + 1)..];
                DoubleRows.Add(-_scales[k] * DoubleRows.Dot(v, z[(k + 1)..]), v, z[(k + 1)..]);
            }
        }
    }

    // A ← A − vwᵀ − wvᵀ, one row, from column k on.
    private static void Update(Span<double> row, ReadOnlySpan<double> v, ReadOnlySpan<double> w, int i, int k) =>
        DoubleRows.Add(-v[i], w[k..], -w[i], v[k..], row[k..]);

    private Memory<double> Reflector(int k) => _reflectors.AsMemory(k * _d, _d);

    // H = I − scale vvᵀ takes x to a multiple of the first unit vector.
    private void MakeReflector(int k, ReadOnlySpan<double> x)
    {
        var v = Reflector(k).Span[(k + 1)..];
        x.CopyTo(v);
        var rest = x.Length > 1 ? DoubleRows.Dot(x[1..], x[1..]) : 0;
        if (rest == 0)
        {
            OffDiagonal[k] = x[0];
            return;
        }

        var length = Math.Sqrt((x[0] * x[0]) + rest);
        var target = x[0] > 0 ? -length : length;
        v[0] = x[0] - target;
        _scales[k] = 2 / ((v[0] * v[0]) + rest);
        OffDiagonal[k] = target;
    }

    // w = p − (scale/2)(pᵀv)v with p = scale·Av.
    private void MakeUpdate(int k, double[] p, double[] w)
    {
        var scale = _scales[k];
        if (scale == 0)
        {
            return;
        }

        var v = Reflector(k).Span[(k + 1)..];
        var ps = p.AsSpan(k + 1);
        var ws = w.AsSpan(k + 1);
        var half = scale * scale * DoubleRows.Dot(ps, v) / 2;
        for (var i = 0; i < ps.Length; i++)
        {
            ws[i] = (scale * ps[i]) - (half * v[i]);
        }
    }
}
