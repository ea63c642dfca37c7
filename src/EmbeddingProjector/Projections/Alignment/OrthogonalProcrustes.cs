namespace EmbeddingProjector.Projections.Alignment;

/// <summary>
/// The orthogonal matrix R (a rotation, or a rotation and a reflection) that maximises trace(Rᵀ M), and so minimises ‖X R − Y‖ for M = Xᵀ Y:
/// with the singular values M = U S Vᵀ it is R = U Vᵀ. Source: Schönemann, "A generalized solution of the orthogonal Procrustes problem",
/// Psychometrika 31 (1966).
/// </summary>
/// <remarks>
/// The singular values are found by one-sided Jacobi rotations (Hestenes 1958), which is exact to rounding for two or three columns. Directions in which M says
/// nothing (its rank is less than d) turn as little as possible.
/// </remarks>
internal static class OrthogonalProcrustes
{
    private const int MaximumSweeps = 60;

    // A singular value below this share of the largest is rounding.
    private const double Negligible = 1e-12;

    /// <summary>Solves for <paramref name="m"/> <c>[d, d]</c> row-major; x R is where the row x turns to.</summary>
    /// <returns>R <c>[d, d]</c> row-major, and the sum of the singular values.</returns>
    public static (double[] Rotation, double SingularSum) Solve(ReadOnlySpan<double> m, int d)
    {
        // Columns of work become U S, those of v become V.
        var (work, v) = (m.ToArray(), Identity(d));
        Orthogonalise(work, v, d);

        var lengths = new double[d];
        for (var c = 0; c < d; c++)
        {
            lengths[c] = Length(work, c, d);
        }

        var least = lengths.Max() * Negligible;
        var known = new List<double[]>(d);
        var rotation = new double[d * d];
        foreach (var c in Enumerable.Range(0, d).OrderByDescending(i => lengths[i]))
        {
            var right = Column(v, c, d);
            var left = lengths[c] > least ? [.. Column(work, c, d).Select(x => x / lengths[c])] : Nearest(right, known);
            known.Add(left);
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j < d; j++)
                {
                    rotation[(i * d) + j] += left[i] * right[j];
                }
            }
        }

        return (rotation, lengths.Sum());
    }

    /// <summary>The matrix that turns nothing, <c>[d, d]</c>.</summary>
    public static double[] Identity(int d)
    {
        var identity = new double[d * d];
        for (var i = 0; i < d; i++)
        {
            identity[(i * d) + i] = 1;
        }

        return identity;
    }

    // Turns pairs of columns until all are at right angles to each other.
    private static void Orthogonalise(double[] work, double[] v, int d)
    {
        for (var sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            var turned = false;
            for (var p = 0; p < d - 1; p++)
            {
                for (var q = p + 1; q < d; q++)
                {
                    var (alpha, beta, gamma) = (0.0, 0.0, 0.0);
                    for (var i = 0; i < d; i++)
                    {
                        alpha += work[(i * d) + p] * work[(i * d) + p];
                        beta += work[(i * d) + q] * work[(i * d) + q];
                        gamma += work[(i * d) + p] * work[(i * d) + q];
                    }

                    if (Math.Abs(gamma) <= 1e-15 * Math.Sqrt(alpha * beta))
                    {
                        continue;
                    }

                    turned = true;
                    var zeta = (beta - alpha) / (2 * gamma);
                    var tangent = Math.CopySign(1, zeta) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
                    var cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
                    Turn(work, p, q, cosine, cosine * tangent, d);
                    Turn(v, p, q, cosine, cosine * tangent, d);
                }
            }

            if (!turned)
            {
                return;
            }
        }
    }

    private static void Turn(double[] columns, int p, int q, double cosine, double sine, int d)
    {
        for (var i = 0; i < d; i++)
        {
            var (a, b) = (columns[(i * d) + p], columns[(i * d) + q]);
            columns[(i * d) + p] = (cosine * a) - (sine * b);
            columns[(i * d) + q] = (sine * a) + (cosine * b);
        }
    }

    // The unit vector at right angles to the known ones that is nearest to a wish; where the wish lies among them, the nearest to an axis.
    private static double[] Nearest(double[] wish, List<double[]> known)
    {
        var d = wish.Length;
        var wishes = Enumerable.Range(0, d).Select(axis => Enumerable.Range(0, d).Select(i => i == axis ? 1.0 : 0).ToArray()).Prepend(wish);
        foreach (var candidate in wishes)
        {
            var rest = candidate.ToArray();
            // Twice: once leaves rounding behind when little is left.
            foreach (var unit in known.Concat(known))
            {
                var along = rest.Zip(unit, (a, b) => a * b).Sum();
                for (var i = 0; i < d; i++)
                {
                    rest[i] -= along * unit[i];
                }
            }

            var length = Math.Sqrt(rest.Sum(x => x * x));
            if (length > 0.1)
            {
                return [.. rest.Select(x => x / length)];
            }
        }

        throw new InvalidOperationException($"{known.Count} vectors leave no direction of {d} free.");
    }

    private static double Length(double[] columns, int c, int d) => Math.Sqrt(Column(columns, c, d).Sum(x => x * x));

    private static double[] Column(double[] columns, int c, int d) => [.. Enumerable.Range(0, d).Select(i => columns[(i * d) + c])];
}
