namespace EmbeddingProjector.Projections.Umap;

/// <summary>Eigenvalues of a symmetric matrix of a few rows, by Jacobi's rotations (Golub and Van Loan, "Matrix computations", section 8.5).</summary>
internal static class SmallEigen
{
    private const int MostSweeps = 60;

    /// <summary>The eigenvalues, largest first, and the eigenvectors as columns of a matrix <c>[n, n]</c>.</summary>
    /// <param name="matrix"><c>[n, n]</c>; only its symmetric part counts.</param>
    /// <param name="n">The number of rows.</param>
    public static (double[] Values, double[] Vectors) Decompose(double[] matrix, int n)
    {
        var a = new double[n * n];
        var v = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            v[(i * n) + i] = 1;
            for (var j = 0; j < n; j++)
            {
                a[(i * n) + j] = (matrix[(i * n) + j] + matrix[(j * n) + i]) / 2;
            }
        }

        for (var sweep = 0; sweep < MostSweeps && OffDiagonal(a, n) > 1e-28 * a.Sum(x => x * x); sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    Rotate(a, v, n, p, q);
                }
            }
        }

        var order = Enumerable.Range(0, n).OrderByDescending(i => a[(i * n) + i]).ThenBy(i => i).ToArray();
        var vectors = new double[n * n];
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < n; i++)
            {
                vectors[(i * n) + j] = v[(i * n) + order[j]];
            }
        }

        return (Array.ConvertAll(order, i => a[(i * n) + i]), vectors);
    }

    /// <summary>M with Mᵀ A M = 1 for a positive definite A; null when A is not, within rounding.</summary>
    public static double[]? InverseRoot(double[] matrix, int n)
    {
        var (values, vectors) = Decompose(matrix, n);
        if (!(values[n - 1] > 1e-10 * values[0]) || !double.IsFinite(values[0]))
        {
            return null;
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                vectors[(i * n) + j] /= Math.Sqrt(values[j]);
            }
        }

        return vectors;
    }

    private static double OffDiagonal(double[] a, int n)
    {
        var sum = 0d;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                sum += i == j ? 0 : a[(i * n) + j] * a[(i * n) + j];
            }
        }

        return sum;
    }

    private static void Rotate(double[] a, double[] v, int n, int p, int q)
    {
        if (a[(p * n) + q] == 0)
        {
            return;
        }

        var theta = (a[(q * n) + q] - a[(p * n) + p]) / (2 * a[(p * n) + q]);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        for (var i = 0; i < n; i++)
        {
            (a[(i * n) + p], a[(i * n) + q]) = Turned(a[(i * n) + p], a[(i * n) + q], c, s);
            (v[(i * n) + p], v[(i * n) + q]) = Turned(v[(i * n) + p], v[(i * n) + q], c, s);
        }

        for (var i = 0; i < n; i++)
        {
            (a[(p * n) + i], a[(q * n) + i]) = Turned(a[(p * n) + i], a[(q * n) + i], c, s);
        }
    }

    private static (double X, double Y) Turned(double x, double y, double c, double s) => ((c * x) - (s * y), (s * x) + (c * y));
}
