namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// All eigenvalues and the leading eigenvectors of a symmetric matrix in float64: Householder reduction, then the implicit QL method.
/// Source: Bowdler, Martin, Reinsch and Wilkinson, "The QR and QL algorithms for symmetric matrices", Numerische Mathematik 11 (1968).
/// </summary>
internal static class SymmetricEigen
{
    private const int ColumnsPerTask = 64;
    private const int ParallelFrom = 256;
    private const int MaximumSweepsPerValue = 60;

    /// <summary>Decomposes <paramref name="a"/> <c>[d, d]</c>, which is overwritten.</summary>
    /// <param name="a">The matrix, both triangles filled.</param>
    /// <param name="d">Its size.</param>
    /// <param name="vectors">How many eigenvectors are wanted, at most d.</param>
    /// <param name="threads">The most threads to use; the result does not depend on it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>All eigenvalues, largest first, and the leading eigenvectors as rows <c>[vectors, d]</c>.</returns>
    public static EigenPairs Decompose(double[] a, int d, int vectors, int threads = 1, CancellationToken cancellationToken = default)
    {
        if (d == 0)
        {
            return new EigenPairs([], []);
        }

        var scale = Scale(a);
        var reduction = TridiagonalReduction.Reduce(a, d, threads, cancellationToken);
        var (values, z) = (reduction.Diagonal, new double[(long)d * d]);
        for (var i = 0; i < d; i++)
        {
            z[(i * d) + i] = 1;
        }

        Diagonalise(values, reduction.OffDiagonal, z, threads, cancellationToken);

        // Equal eigenvalues keep the order in which they were found, so that the order is deterministic.
        var order = Enumerable.Range(0, d).OrderByDescending(i => values[i]).ToArray();
        var leading = new double[vectors * d];
        ParallelBlocks.For(
            vectors,
            threads,
            v =>
            {
                var target = leading.AsSpan(v * d, d);
                z.AsSpan(order[v] * d, d).CopyTo(target);
                reduction.BackTransform(target);
            },
            cancellationToken);
        return new EigenPairs([.. order.Select(i => values[i] * scale)], leading);
    }

    // Products of four entries occur: entries near 1 keep them inside float64. A power of two costs no accuracy.
    private static double Scale(double[] a)
    {
        var largest = 0.0;
        foreach (var entry in a)
        {
            largest = Math.Max(largest, Math.Abs(entry));
        }

        if (largest == 0)
        {
            return 1;
        }

        var scale = Math.ScaleB(1, Math.ILogB(largest));
        for (var i = 0; i < a.Length; i++)
        {
            a[i] /= scale;
        }

        return scale;
    }

    // The tridiagonal matrix (diagonal, off) becomes diagonal; the rotations are applied to pairs of rows of z.
    private static void Diagonalise(double[] diagonal, double[] off, double[] z, int threads, CancellationToken cancellationToken)
    {
        var d = diagonal.Length;
        var (cosines, sines) = (new double[d], new double[d]);
        for (var l = 0; l < d; l++)
        {
            for (var sweep = 0; ; sweep++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var m = l;
                for (; m < d - 1; m++)
                {
                    if (Math.Abs(off[m]) <= double.Epsilon + (1.1e-16 * (Math.Abs(diagonal[m]) + Math.Abs(diagonal[m + 1]))))
                    {
                        break;
                    }
                }

                if (m == l)
                {
                    break;
                }

                if (sweep == MaximumSweepsPerValue)
                {
                    throw new InvalidOperationException(
                        $"Eigenvalue {l} of {d} did not converge in {sweep} sweeps of the QL method: the matrix is not finite.");
                }

                var from = Sweep(diagonal, off, cosines, sines, l, m);
                Apply(z, d, cosines, sines, from, m, d >= ParallelFrom ? threads : 1, cancellationToken);
            }
        }
    }

    // One implicit QL sweep over rows l to m with Wilkinson's shift; returns the lowest index whose rotation was made.
    private static int Sweep(double[] diagonal, double[] off, double[] cosines, double[] sines, int l, int m)
    {
        var g = (diagonal[l + 1] - diagonal[l]) / (2 * off[l]);
        var r = Hypotenuse(g, 1);
        g = diagonal[m] - diagonal[l] + (off[l] / (g + Math.CopySign(r, g)));
        double s = 1, c = 1, p = 0;
        for (var i = m - 1; i >= l; i--)
        {
            var (f, b) = (s * off[i], c * off[i]);
            r = Hypotenuse(f, g);
            off[i + 1] = r;
            if (r == 0)
            {
                // The matrix has split here: the rest of the sweep has nothing to carry on.
                diagonal[i + 1] -= p;
                off[m] = 0;
                return i + 1;
            }

            (s, c) = (f / r, g / r);
            g = diagonal[i + 1] - p;
            r = ((diagonal[i] - g) * s) + (2 * c * b);
            p = s * r;
            diagonal[i + 1] = g + p;
            g = (c * r) - b;
            (cosines[i], sines[i]) = (c, s);
        }

        diagonal[l] -= p;
        off[l] = g;
        off[m] = 0;
        return l;
    }

    private static void Apply(
        double[] z, int d, double[] cosines, double[] sines, int from, int m, int threads, CancellationToken cancellationToken) =>
        ParallelBlocks.For(
            (d + ColumnsPerTask - 1) / ColumnsPerTask,
            threads,
            task =>
            {
                var column = task * ColumnsPerTask;
                var width = Math.Min(ColumnsPerTask, d - column);
                for (var i = m - 1; i >= from; i--)
                {
                    DoubleRows.Rotate(
                        z.AsSpan((i * d) + column, width), z.AsSpan(((i + 1) * d) + column, width), cosines[i], sines[i]);
                }
            },
            cancellationToken);

    private static double Hypotenuse(double x, double y)
    {
        var (large, small) = (Math.Max(Math.Abs(x), Math.Abs(y)), Math.Min(Math.Abs(x), Math.Abs(y)));
        if (large == 0)
        {
            return 0;
        }

        var ratio = small / large;
        return large * Math.Sqrt(1 + (ratio * ratio));
    }
}

/// <summary>Eigenvalues, largest first, and eigenvectors as rows, in the same order; there may be fewer vectors than values.</summary>
/// <param name="Values">The eigenvalues.</param>
/// <param name="Vectors">Unit vectors <c>[vectors, d]</c>.</param>
internal sealed record EigenPairs(double[] Values, double[] Vectors);
