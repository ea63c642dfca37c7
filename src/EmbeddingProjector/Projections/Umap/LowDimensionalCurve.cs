namespace EmbeddingProjector.Projections.Umap;

/// <summary>
/// The similarity of two points of the map at distance δ: 1 / (1 + a δ²ᵇ).
/// </summary>
/// <param name="A">a.</param>
/// <param name="B">b.</param>
internal readonly record struct LowDimensionalCurve(double A, double B)
{
    /// <summary>
    /// The curve nearest to 1 up to <paramref name="minDist"/> and exp(−(δ − min_dist) / spread) beyond: a least-squares fit over 300
    /// distances from 0 to 3 spread, as in umap-learn, by Levenberg's and Marquardt's method.
    /// </summary>
    public static LowDimensionalCurve Fit(double minDist, double spread)
    {
        const int count = 300;
        var x = new double[count];
        var target = new double[count];
        for (var i = 0; i < count; i++)
        {
            x[i] = 3 * spread * i / (count - 1);
            target[i] = x[i] < minDist ? 1 : Math.Exp(-(x[i] - minDist) / spread);
        }

        var (a, b, damping) = (1.0, 1.0, 1e-3);
        var error = Error(x, target, a, b);
        for (var iteration = 0; iteration < 200; iteration++)
        {
            var (saa, sab, sbb, ga, gb) = Normal(x, target, a, b);
            var determinant = (saa * (1 + damping) * (sbb * (1 + damping))) - (sab * sab);
            if (!(Math.Abs(determinant) > 1e-300))
            {
                break;
            }

            var da = ((ga * sbb * (1 + damping)) - (gb * sab)) / determinant;
            var db = ((gb * saa * (1 + damping)) - (ga * sab)) / determinant;
            var (nextA, nextB) = (a + da, b + db);
            var next = nextA > 0 && nextB > 0 ? Error(x, target, nextA, nextB) : double.PositiveInfinity;
            if (next < error)
            {
                var gain = error - next;
                (a, b, error, damping) = (nextA, nextB, next, Math.Max(damping / 10, 1e-12));
                if (gain < 1e-14 * error)
                {
                    break;
                }
            }
            else
            {
                damping *= 10;
                if (damping > 1e12)
                {
                    break;
                }
            }
        }

        return new LowDimensionalCurve(a, b);
    }

    /// <summary>1 / (1 + a δ²ᵇ).</summary>
    public double Similarity(double squaredDistance) => 1 / (1 + (A * Math.Pow(squaredDistance, B)));

    private static double Error(double[] x, double[] target, double a, double b)
    {
        var sum = 0d;
        for (var i = 0; i < x.Length; i++)
        {
            var difference = target[i] - (1 / (1 + (a * Math.Pow(x[i], 2 * b))));
            sum += difference * difference;
        }

        return sum;
    }

    private static (double Aa, double Ab, double Bb, double Ga, double Gb) Normal(double[] x, double[] target, double a, double b)
    {
        var (saa, sab, sbb, ga, gb) = (0d, 0d, 0d, 0d, 0d);
        for (var i = 0; i < x.Length; i++)
        {
            var power = x[i] > 0 ? Math.Pow(x[i], 2 * b) : 0;
            var value = 1 / (1 + (a * power));
            var byA = -power * value * value;
            var byB = x[i] > 0 ? -2 * a * power * Math.Log(x[i]) * value * value : 0;
            var difference = target[i] - value;
            saa += byA * byA;
            sab += byA * byB;
            sbb += byB * byB;
            ga += byA * difference;
            gb += byB * difference;
        }

        return (saa, sab, sbb, ga, gb);
    }
}
