using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Projections.Tsne.Interpolation;

/// <summary>
/// The cardinal B-spline of degree 5, β(x) with support (−3, 3): how a point is shared among the six nearest nodes of a grid line.
/// For a point at node c plus t, 0 ≤ t &lt; 1, node c − 2 + j has the weight β(t + 2 − j), a polynomial in t, j = 0 … 5.
/// Source: Schoenberg, Cardinal Spline Interpolation (1973).
/// </summary>
internal static class SplineBasis
{
    /// <summary>Nodes that a point touches on a line.</summary>
    public const int Support = 6;

    /// <summary>How many of them lie before the node before the point.</summary>
    public const int Reach = (Support / 2) - 1;

    private const int Degree = Support - 1;

    private static readonly Vector256<float>[] _value = Coefficients(derivative: false);
    private static readonly Vector256<float>[] _slope = Coefficients(derivative: true);

    /// <summary>The weights of the six nodes in lanes 0 to 5; lanes 6 and 7 are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Weights(float t)
    {
        var at = Vector256.Create(t);
        var c = _value;
        var sum = Vector256.FusedMultiplyAdd(c[5], at, c[4]);
        sum = Vector256.FusedMultiplyAdd(sum, at, c[3]);
        sum = Vector256.FusedMultiplyAdd(sum, at, c[2]);
        sum = Vector256.FusedMultiplyAdd(sum, at, c[1]);
        return Vector256.FusedMultiplyAdd(sum, at, c[0]);
    }

    /// <summary>The derivatives of the weights by t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Slopes(float t)
    {
        var at = Vector256.Create(t);
        var c = _slope;
        var sum = Vector256.FusedMultiplyAdd(c[4], at, c[3]);
        sum = Vector256.FusedMultiplyAdd(sum, at, c[2]);
        sum = Vector256.FusedMultiplyAdd(sum, at, c[1]);
        return Vector256.FusedMultiplyAdd(sum, at, c[0]);
    }

    /// <summary>β(x).</summary>
    public static double Value(double x)
    {
        var sum = 0.0;
        for (var k = 0; k <= Support; k++)
        {
            sum += (k % 2 == 0 ? 1 : -1) * Binomial(Support, k) * Math.Pow(Math.Max(0, x + (Support / 2) - k), Degree);
        }

        return Math.Abs(x) >= Support / 2 ? 0 : sum / Factorial(Degree);
    }

    /// <summary>Σⱼ β(j) e^(−2πi jk/N), which is real: what sharing and collecting do to frequency k of a line of N nodes.</summary>
    public static double Spectrum(int k, int length)
    {
        var sum = Value(0);
        for (var j = 1; j < Support / 2; j++)
        {
            sum += 2 * Value(j) * Math.Cos(2 * Math.PI * j * k / length);
        }

        return sum;
    }

    // β(t + 2 − j) = Σ_{k ≤ 5 − j} (−1)^k C(6, k) (t + 5 − j − k)⁵ / 5!, expanded in powers of t.
    private static Vector256<float>[] Coefficients(bool derivative)
    {
        var powers = new double[Support][];
        for (var j = 0; j < Support; j++)
        {
            powers[j] = new double[Support];
            for (var k = 0; k <= Degree - j; k++)
            {
                var shift = Degree - j - k;
                for (var power = 0; power <= Degree; power++)
                {
                    powers[j][power] += (k % 2 == 0 ? 1 : -1) * Binomial(Support, k) * Binomial(Degree, power)
                        * Math.Pow(shift, Degree - power) / Factorial(Degree);
                }
            }
        }

        var result = new Vector256<float>[derivative ? Degree : Support];
        for (var power = 0; power < result.Length; power++)
        {
            var lanes = new float[8];
            for (var j = 0; j < Support; j++)
            {
                lanes[j] = (float)(derivative ? (power + 1) * powers[j][power + 1] : powers[j][power]);
            }

            result[power] = Vector256.Create(lanes);
        }

        return result;
    }

    private static double Binomial(int n, int k)
    {
        var result = 1.0;
        for (var i = 1; i <= k; i++)
        {
            result *= (double)(n - k + i) / i;
        }

        return result;
    }

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);
}
