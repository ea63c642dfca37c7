namespace EmbeddingProjector.Neighbors.Distances;

/// <summary>
/// Rows of a table moved into a space where the metric is a plain Euclidean distance D = ‖c − c′‖² (for inner products D = −2c·c′), and
/// packed into panels for <see cref="PanelProduct"/>.
/// </summary>
/// <remarks>
/// Euclidean: c = (x − m) · 2ˢ; cosine: c = x/‖x‖ − m, where ‖c − c′‖² = 2(1 − cos). The centre m is subtracted because neither distance
/// depends on it while the rounding of ‖c‖² + ‖c′‖² − 2c·c′ grows with the norms: data far from the origin, or vectors that all point
/// about the same way, keep their digits. The power of two keeps squares inside float32. Inner products: c = x · 2ˢ, and half norms are 0;
/// as no ‖c‖ exceeds 1, ε(‖c‖² + ‖c′‖²) is at most 2ε, which is then all of the error.
/// </remarks>
internal sealed unsafe class PackedRows : IDisposable
{
    private const double Unit = 1.0 / (1 << 24);
    private const int CentreSample = 4096;

    private readonly AlignedBuffer _panels;
    private readonly AlignedBuffer _half;
    private readonly double[] _squaredNorms;

    private PackedRows(int[] rows, int depth, DistanceMetric metric)
    {
        Rows = rows;
        Depth = depth;
        IsInnerProduct = metric == DistanceMetric.Dot;
        var chain = Math.Min(depth, PanelProduct.DepthStep) + ((double)depth / PanelProduct.DepthStep) + 1;

        // To the chain of sums come the rounding of c (4 units), of the norms and of the two subtractions (6 units).
        var epsilon = 1.01 * Unit * (chain + 10);
        RelativeError = IsInnerProduct ? 0 : epsilon;
        AbsoluteError = metric switch
        {
            DistanceMetric.Cosine => Math.ScaleB(1, -46),
            DistanceMetric.Euclidean => Math.ScaleB(1, -100),
            _ => 2 * epsilon,
        };
        var panels = (long)(rows.Length + PanelProduct.GroupRows - 1) / PanelProduct.GroupRows * PanelProduct.GroupPanels;
        _panels = new AlignedBuffer(panels * PanelStride);
        _half = new AlignedBuffer(panels * PanelProduct.PanelRows);
        _squaredNorms = new double[rows.Length];
    }

    /// <summary>Whether D is −2c·c′, which may be negative.</summary>
    public bool IsInnerProduct { get; }

    /// <summary>The rows of the table that are packed, ascending: those that have a place in the space.</summary>
    public int[] Rows { get; }

    /// <summary>d.</summary>
    public int Depth { get; }

    /// <summary>
    /// ε: |‖c‖² + ‖c′‖² − 2c·c′ − D| ≤ ε(‖c‖² + ‖c′‖²) + <see cref="AbsoluteError"/> when c·c′ comes from <see cref="PanelProduct"/>.
    /// </summary>
    public double RelativeError { get; }

    /// <summary>What underflow and the rounding of shown distances may add to D.</summary>
    public double AbsoluteError { get; }

    /// <summary>Floats from a panel to the next.</summary>
    public nint PanelStride => (nint)Depth * PanelProduct.PanelRows;

    /// <summary>Panel <paramref name="panel"/>, <c>[depth, 16]</c>; rows beyond the last are zeros.</summary>
    public float* Panel(int panel) => _panels.Start + (panel * PanelStride);

    /// <summary>
    /// (1 − ε)‖c‖²/2 of all packed rows, 0 for inner products: then their sum for two rows less c·c′ is a lower bound of
    /// D/2.
    /// </summary>
    public float* HalfNorms => _half.Start;

    /// <summary>‖c‖² of a packed row; 0 for inner products, where it does not enter.</summary>
    public double SquaredNorm(int packed) => _squaredNorms[packed];

    /// <summary>Packs every row that is finite and, for cosine, not zero.</summary>
    public static PackedRows Pack(
        VectorTable vectors, RowNorms norms, DistanceMetric metric, int threads, CancellationToken cancellationToken)
    {
        var cosine = metric == DistanceMetric.Cosine;
        var rows = Enumerable.Range(0, vectors.RowCount)
            .Where(row => norms.IsFinite(row) && !(cosine && norms.Squared[row] == 0))
            .ToArray();
        var exponent = cosine || rows.Length == 0 ? 0 : Exponent(rows.Max(row => norms.Squared[row]));
        double Scale(int row) => cosine ? 1 / Math.Sqrt(norms.Squared[row]) : Math.ScaleB(1, -exponent);

        var centre = metric == DistanceMetric.Dot ? new double[vectors.ColumnCount] : Centre(vectors, rows, Scale);
        var packed = new PackedRows(rows, vectors.ColumnCount, metric);
        ParallelBlocks.For(
            (rows.Length + PanelProduct.PanelRows - 1) / PanelProduct.PanelRows,
            threads,
            () =>
            {
                var panel = new float[PanelProduct.PanelRows * vectors.ColumnCount];
                return p => packed.Fill(p, panel, vectors, Scale, centre);
            },
            cancellationToken);
        return packed;
    }

    public void Dispose()
    {
        _panels.Dispose();
        _half.Dispose();
    }

    // ‖x − m‖ is at most twice the largest norm; the exponent brings that to 1 at most.
    private static int Exponent(double largestSquaredNorm) =>
        largestSquaredNorm == 0 ? 0 : Math.ILogB(Math.Sqrt(largestSquaredNorm)) + 2;

    // Any point amid the rows serves, so a sample is enough.
    private static double[] Centre(VectorTable vectors, int[] rows, Func<int, double> scale)
    {
        var centre = new double[vectors.ColumnCount];
        var count = Math.Min(rows.Length, CentreSample);
        for (var s = 0; s < count; s++)
        {
            var row = rows[(int)((long)s * rows.Length / count)];
            var (x, factor) = (vectors.Row(row).ToArray(), scale(row));
            for (var i = 0; i < centre.Length; i++)
            {
                centre[i] += x[i] * factor / count;
            }
        }

        return centre;
    }

    private void Fill(int panel, float[] buffer, VectorTable vectors, Func<int, double> scale, double[] centre)
    {
        var first = panel * PanelProduct.PanelRows;
        var count = Math.Min(PanelProduct.PanelRows, Rows.Length - first);
        for (var r = 0; r < count; r++)
        {
            var c = buffer.AsSpan(r * Depth, Depth);
            ShiftedRow.Write(vectors.Row(Rows[first + r]), scale(Rows[first + r]), centre, c);
            var squared = PairSums.SquaredNorm(c);
            _squaredNorms[first + r] = IsInnerProduct ? 0 : squared;
            HalfNorms[first + r] = (float)((1 - RelativeError) * _squaredNorms[first + r] / 2);
        }

        PanelPacking.Transpose(buffer, Depth, count, Depth, Panel(panel));
    }
}
