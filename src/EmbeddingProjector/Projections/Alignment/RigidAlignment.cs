namespace EmbeddingProjector.Projections.Alignment;

/// <summary>
/// Moves one map onto another of the same rows without changing any distance in it: a rotation, a reflection where that fits better, and a shift. So the axes
/// of a map stay where they were while the vectors behind it are trained on.
/// </summary>
/// <remarks>
/// With both maps centred, Xc and Yc <c>[n, d]</c>, R minimises ‖Xc R − Yc‖ (see <see cref="OrthogonalProcrustes"/>); a row x moves to
/// (x − centre of X) R + centre of Y. Scale is left as it is: growth during training is a finding, not a fault. Rows that are not finite in both maps do
/// not count. Sums are float64, in the order of the rows: the same bytes every time.
/// </remarks>
/// <param name="Dimensions">d, 2 or 3.</param>
/// <param name="Rotation">R, <c>[d, d]</c> row-major: row i says where axis i of the moved map points to.</param>
/// <param name="From">The centre of the moved map, <c>[d]</c>.</param>
/// <param name="To">Where that centre goes, <c>[d]</c>.</param>
/// <param name="Agreement">
/// How alike the two maps are in shape, 0 to 1 whatever their scales: 1 minus the Procrustes statistic, (Σ singular values of XcᵀYc)² / (‖Xc‖² ‖Yc‖²).
/// Source: Gower, "Generalized Procrustes analysis", Psychometrika 40 (1975). NaN when one of them is a single place.
/// </param>
public sealed record RigidAlignment(
    int Dimensions, IReadOnlyList<double> Rotation, IReadOnlyList<double> From, IReadOnlyList<double> To, double Agreement)
{
    /// <summary>Leaves a map as it is.</summary>
    public static RigidAlignment None(int dimensions) =>
        new(dimensions, OrthogonalProcrustes.Identity(dimensions), new double[dimensions], new double[dimensions], 1);

    /// <summary>True when it moves nothing.</summary>
    public bool IsNone => From.Concat(To).All(x => x == 0) && Rotation.SequenceEqual(OrthogonalProcrustes.Identity(Dimensions));

    /// <summary>What moves <paramref name="moving"/> onto <paramref name="reference"/>, both <c>[n, d]</c>.</summary>
    /// <exception cref="ArgumentException">Their rows or dimensions differ.</exception>
    public static RigidAlignment Between(Positions moving, Positions reference)
    {
        ArgumentNullException.ThrowIfNull(moving);
        ArgumentNullException.ThrowIfNull(reference);
        if (moving.RowCount != reference.RowCount || moving.Dimensions != reference.Dimensions)
        {
            throw new ArgumentException(
                $"A map of {moving.RowCount:N0} rows in {moving.Dimensions} dimensions cannot be aligned to one of {reference.RowCount:N0} rows in "
                + $"{reference.Dimensions}: both must hold the same rows.", nameof(moving));
        }

        var d = moving.Dimensions;
        var x = moving.Values;
        var y = reference.Values;
        var (from, to) = (new double[d], new double[d]);
        var counted = 0L;
        for (var at = 0; at < x.Length; at += d)
        {
            if (IsFinite(x.Slice(at, d)) && IsFinite(y.Slice(at, d)))
            {
                counted++;
                for (var axis = 0; axis < d; axis++)
                {
                    from[axis] += x[at + axis];
                    to[axis] += y[at + axis];
                }
            }
        }

        if (counted == 0)
        {
            return None(d) with { Agreement = double.NaN };
        }

        for (var axis = 0; axis < d; axis++)
        {
            (from[axis], to[axis]) = (from[axis] / counted, to[axis] / counted);
        }

        var products = new double[d * d];
        var (xx, yy) = (0.0, 0.0);
        Span<double> a = stackalloc double[d];
        Span<double> b = stackalloc double[d];
        for (var at = 0; at < x.Length; at += d)
        {
            if (!IsFinite(x.Slice(at, d)) || !IsFinite(y.Slice(at, d)))
            {
                continue;
            }

            for (var axis = 0; axis < d; axis++)
            {
                a[axis] = x[at + axis] - from[axis];
                b[axis] = y[at + axis] - to[axis];
                xx += a[axis] * a[axis];
                yy += b[axis] * b[axis];
            }

            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j < d; j++)
                {
                    products[(i * d) + j] += a[i] * b[j];
                }
            }
        }

        var (rotation, sum) = OrthogonalProcrustes.Solve(products, d);
        return new(d, rotation, from, to, xx > 0 && yy > 0 ? Math.Clamp(sum / xx * (sum / yy), 0, 1) : double.NaN);
    }

    /// <summary>Moves a map <c>[n, d]</c>; coordinates that leave float32 stay at its ends.</summary>
    /// <exception cref="ArgumentException">It has other dimensions.</exception>
    public Positions Apply(Positions positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (positions.Dimensions != Dimensions)
        {
            throw new ArgumentException($"A map in {positions.Dimensions} dimensions cannot be turned in {Dimensions}.", nameof(positions));
        }

        if (IsNone)
        {
            return positions;
        }

        var d = Dimensions;
        var source = positions.Values;
        var (rotation, from, to) = (Rotation.ToArray(), From.ToArray(), To.ToArray());
        var moved = new float[source.Length];
        for (var at = 0; at < source.Length; at += d)
        {
            for (var j = 0; j < d; j++)
            {
                var sum = to[j];
                for (var i = 0; i < d; i++)
                {
                    sum += (source[at + i] - from[i]) * rotation[(i * d) + j];
                }

                moved[at + j] = double.IsFinite(sum) ? (float)Math.Clamp(sum, -float.MaxValue, float.MaxValue) : (float)sum;
            }
        }

        return new Positions(moved, d);
    }

    private static bool IsFinite(ReadOnlySpan<float> row)
    {
        foreach (var x in row)
        {
            if (!float.IsFinite(x))
            {
                return false;
            }
        }

        return true;
    }
}
