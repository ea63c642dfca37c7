namespace EmbeddingProjector.Projections.Pca;

/// <summary>Where the leading eigenpairs of Σ(x − m)(x − m)ᵀ come from: the matrix itself, or products with the data.</summary>
internal sealed class EigenSource
{
    // With the matrix, residuals reach the rounding of float64; with float32 data products, theirs.
    private const double ExactTolerance = 1e-11;
    private const double DataTolerance = 2e-6;
    private const int ExactProducts = 1200;
    private const int DataProducts = 60;

    // Small matrices are decomposed whole: the block would be a good part of them.
    private const int DenseColumns = 120;

    private readonly double[]? _matrix;
    private readonly ISymmetricOperator? _operator;
    private readonly PcaOptions _options;
    private readonly int _d;
    private readonly double _unit;

    private EigenSource(double[]? matrix, ISymmetricOperator? product, int d, double unit, PcaOptions options)
    {
        (_matrix, _operator, _d, _unit, _options) = (matrix, product, d, unit, options);
        for (var i = 0; matrix is not null && i < d; i++)
        {
            Trace += matrix[(i * d) + i] * unit;
        }
    }

    /// <summary>The sum of the diagonal, where there is a matrix.</summary>
    public double Trace { get; }

    /// <summary>Eigenvalues, largest first; at least as many as were wanted.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>The wanted eigenvectors, <c>[count, d]</c>.</summary>
    public double[] Vectors { get; private set; } = [];

    /// <summary>The largest ‖Av − θv‖ / θ₁ of an iterative search; 0 for a whole decomposition.</summary>
    public double Residual { get; private set; }

    /// <summary>Whether the search reached its tolerance.</summary>
    public bool Converged { get; private set; } = true;

    /// <summary>Pairs of the matrix <paramref name="a"/> <c>[d, d]</c>, in units of <paramref name="unit"/>; it is overwritten.</summary>
    public static EigenSource Exact(double[] a, int d, double unit, PcaOptions options) => new(a, null, d, unit, options);

    /// <summary>Pairs from products with the data.</summary>
    public static EigenSource FromData(DataOperator product, double unit, PcaOptions options) =>
        new(null, product, product.Size, unit, options);

    /// <summary>Finds <paramref name="count"/> pairs; yields the share done, roughly, after each product.</summary>
    public IEnumerable<double> Find(int count, Func<CancellationToken> cancellation)
    {
        if (_matrix is not null && _d <= DenseColumns)
        {
            Decompose(count, cancellation());
            yield break;
        }

        var search = _matrix is null
            ? new FilteredSubspace(_operator!, count, DataTolerance, DataProducts, _options.Seed)
            : new FilteredSubspace(
                new CovarianceOperator(_matrix, _d, _options.Threads), count, ExactTolerance, ExactProducts, _options.Seed);
        foreach (var products in search.Run(cancellation))
        {
            yield return 1 - Math.Exp(-products / 20.0);
        }

        if (_matrix is not null && !search.Converged)
        {
            Decompose(count, cancellation());
            yield break;
        }

        (Values, Vectors, Residual, Converged) = (InUnits(search.Values), search.Vectors, search.Residual, search.Converged);
    }

    private void Decompose(int count, CancellationToken cancellationToken)
    {
        var pairs = SymmetricEigen.Decompose(_matrix!, _d, count, _options.Threads, cancellationToken);
        (Values, Vectors, Residual) = (InUnits(pairs.Values), pairs.Vectors, 0);
    }

    private double[] InUnits(double[] values) => [.. values.Select(value => value * _unit)];
}
