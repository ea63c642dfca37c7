using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// The leading eigenpairs of a positive semidefinite operator, from a random block of vectors that a Chebyshev polynomial turns towards
/// them: the polynomial is at most 1 on [0, b], where the unwanted eigenvalues are, and grows as fast as a polynomial can above b.
/// Sources: Halko, Martinsson and Tropp, SIAM Review 53 (2011), for the random block; Zhou, Saad, Tiago and Chelikowsky,
/// Journal of Computational Physics 219 (2006), for the filter and its scaling.
/// </summary>
/// <remarks>
/// b is the smallest Ritz value of the block, which never exceeds the eigenvalue of its rank, so no wanted pair is damped. A pair is
/// accepted when ‖Av − θv‖ ≤ tolerance · θ₁; its eigenvalue is then right to that squared, divided by the gap.
/// </remarks>
internal sealed class FilteredSubspace
{
    // Amplification in one filter: larger would let rounding of the first vector drown the last.
    private const double MaximumGrowth = 1e10;
    private const int MaximumDegree = 30;
    private const int ExtraVectors = 8;

    private readonly ISymmetricOperator _a;
    private readonly int _count;
    private readonly double _tolerance;
    private readonly int _maximumProducts;
    private readonly SeededNormal _random;
    private readonly int _d;
    private readonly int _p;
    private double[] _v;
    private double[] _av;

    /// <summary>Prepares the search for <paramref name="count"/> pairs.</summary>
    public FilteredSubspace(ISymmetricOperator a, int count, double tolerance, int maximumProducts, ulong seed)
    {
        (_a, _count, _tolerance, _maximumProducts) = (a, count, tolerance, maximumProducts);
        _random = new SeededNormal(seed, 0);
        _d = a.Size;
        _p = Math.Min(_d, (count + ExtraVectors + a.BlockWidth - 1) / a.BlockWidth * a.BlockWidth);
        _v = new double[checked(_p * _d)];
        _av = new double[_v.Length];
        Values = new double[_p];
    }

    /// <summary>Ritz values, largest first.</summary>
    public double[] Values { get; }

    /// <summary>The leading vectors, <c>[count, d]</c>.</summary>
    public double[] Vectors => _v[..(_count * _d)];

    /// <summary>The largest ‖Av − θv‖ of the wanted pairs, divided by θ₁.</summary>
    public double Residual { get; private set; } = double.PositiveInfinity;

    /// <summary>Products with the operator so far.</summary>
    public int Products { get; private set; }

    public bool Converged => Residual <= _tolerance;

    /// <summary>Works until the pairs are accepted or the products are used up; yields after each product.</summary>
    public IEnumerable<int> Run(Func<CancellationToken> cancellation)
    {
        for (var i = 0; i < _v.Length; i++)
        {
            _v[i] = _random.At(i);
        }

        while (true)
        {
            OrthonormalRows.Make(_v, _d, new SeededNormal((ulong)Products, 1));
            Multiply(_v, _av, cancellation());
            yield return Products;
            RotateToRitz();
            if (Converged || Products >= _maximumProducts || Values[0] <= 0)
            {
                yield break;
            }

            foreach (var _ in Filter(cancellation))
            {
                yield return Products;
            }
        }
    }

    // v ← p(A) v by the three-term recurrence, scaled so that the first pair keeps its length.
    private IEnumerable<int> Filter(Func<CancellationToken> cancellation)
    {
        var top = Values[0];
        var half = Math.Max(Values[^1], 1e-12 * top) / 2;
        var growth = ((top - half) / half) + Math.Sqrt(Math.Max(0, ((top - half) / half * ((top - half) / half)) - 1));
        var degree = growth > 1 ? (int)Math.Clamp(Math.Log(MaximumGrowth) / Math.Log(growth), 1, MaximumDegree) : MaximumDegree;
        var first = half / (top - half);
        var sigma = first;
        var previous = _v;
        var current = new double[_v.Length];
        DoubleRows.Add(first / half, _av, -first, _v, current);
        for (var step = 2; step <= degree; step++)
        {
            Multiply(current, _av, cancellation());
            yield return Products;
            var next = 1 / ((2 / first) - sigma);
            for (var i = 0; i < previous.Length; i++)
            {
                previous[i] *= -sigma * next;
            }

            DoubleRows.Add(2 * next / half, _av, -2 * next, current, previous);
            (previous, current, sigma) = (current, previous, next);
        }

        _v = current;
    }

    // The Rayleigh–Ritz step: the best pairs within the span of the block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RotateToRitz()
    {
        var gram = new double[_p * _p];
        for (var i = 0; i < _p; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var one = DoubleRows.Dot(Row(_v, i), Row(_av, j));
                var other = DoubleRows.Dot(Row(_v, j), Row(_av, i));
                gram[(i * _p) + j] = gram[(j * _p) + i] = (one + other) / 2;
            }
        }

        var pairs = SymmetricEigen.Decompose(gram, _p, _p);
        pairs.Values.CopyTo(Values, 0);
        _v = Rotated(_v, pairs.Vectors);
        _av = Rotated(_av, pairs.Vectors);
        var worst = 0.0;
        var difference = new double[_d];
        for (var i = 0; i < _count; i++)
        {
            Row(_av, i).CopyTo(difference);
            DoubleRows.Add(-Values[i], Row(_v, i), difference);
            worst = Math.Max(worst, Math.Sqrt(DoubleRows.Dot(difference, difference)));
        }

        Residual = Values[0] > 0 ? worst / Values[0] : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double[] Rotated(double[] rows, double[] rotation)
    {
        var result = new double[rows.Length];
        for (var i = 0; i < _p; i++)
        {
            for (var j = 0; j < _p; j++)
            {
                DoubleRows.Add(rotation[(i * _p) + j], Row(rows, j), result.AsSpan(i * _d, _d));
            }
        }

        return result;
    }

    private void Multiply(double[] v, double[] av, CancellationToken cancellationToken)
    {
        _a.Multiply(v, av, cancellationToken);
        Products++;
    }

    private ReadOnlySpan<double> Row(double[] rows, int row) => rows.AsSpan(row * _d, _d);
}
