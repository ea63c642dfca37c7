namespace EmbeddingProjector.Tests.Projections.Pca;

/// <summary>
/// Eigenvalues and eigenvectors by cyclic Jacobi rotations, written plainly: slow, and accurate to the last bits. The twin of the fast solvers.
/// </summary>
internal static class JacobiEigen
{
    /// <summary>Eigenvalues, largest first, and unit eigenvectors as rows.</summary>
    public static (double[] Values, double[][] Vectors) Decompose(double[,] matrix)
    {
        var d = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var v = new double[d, d];
        for (var i = 0; i < d; i++)
        {
            v[i, i] = 1;
        }

        for (var sweep = 0; sweep < 60; sweep++)
        {
            var off = 0.0;
            for (var p = 0; p < d; p++)
            {
                for (var q = p + 1; q < d; q++)
                {
                    off += a[p, q] * a[p, q];
                    if (a[p, q] != 0)
                    {
                        Rotate(a, v, d, p, q);
                    }
                }
            }

            if (off == 0)
            {
                break;
            }
        }

        var order = Enumerable.Range(0, d).OrderByDescending(i => a[i, i]).ToArray();
        return ([.. order.Select(i => a[i, i])],
            [.. order.Select(i => Enumerable.Range(0, d).Select(row => v[row, i]).ToArray())]);
    }

    private static void Rotate(double[,] a, double[,] v, int d, int p, int q)
    {
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = Math.Sign(theta) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        t = theta == 0 ? 1 : t;
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        for (var k = 0; k < d; k++)
        {
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        }

        for (var k = 0; k < d; k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
            (v[k, p], v[k, q]) = ((c * v[k, p]) - (s * v[k, q]), (s * v[k, p]) + (c * v[k, q]));
        }

        a[p, q] = a[q, p] = 0;
    }
}
