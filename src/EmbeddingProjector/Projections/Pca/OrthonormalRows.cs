namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// Modified Gram–Schmidt over rows, each row twice, which is enough for orthogonality to rounding.
/// Source: Giraud, Langou and Rozložník, Computers and Mathematics with Applications 50 (2005).
/// </summary>
internal static class OrthonormalRows
{
    private const double Dependent = 1e-13;

    /// <summary>Makes the rows of <paramref name="v"/> <c>[p, d]</c>, p ≤ d, orthonormal; a row that depends on those before it becomes random.</summary>
    public static void Make(double[] v, int d, SeededNormal random)
    {
        var p = v.Length / d;
        for (var j = 0; j < p; j++)
        {
            var row = v.AsSpan(j * d, d);
            for (var attempt = 0; !Project(v, j, d, row); attempt++)
            {
                for (var i = 0; i < d; i++)
                {
                    row[i] = random.At(((long)attempt * v.Length) + (j * (long)d) + i);
                }
            }
        }
    }

    private static bool Project(double[] v, int j, int d, Span<double> row)
    {
        var before = Normalise(row);
        if (before == 0)
        {
            return false;
        }

        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < j; i++)
            {
                var other = v.AsSpan(i * d, d);
                DoubleRows.Add(-DoubleRows.Dot(other, row), other, row);
            }

            // What the first pass leaves of a dependent row is rounding.
            if (Normalise(row) < Dependent)
            {
                return false;
            }
        }

        return true;
    }

    private static double Normalise(Span<double> row)
    {
        var norm = Math.Sqrt(DoubleRows.Dot(row, row));
        if (norm > 0)
        {
            for (var i = 0; i < row.Length; i++)
            {
                row[i] /= norm;
            }
        }

        return norm;
    }
}
