using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Neighbors.Distances;

/// <summary>
/// Sums over one pair of vectors <c>[d]</c> of float32, taken in float64: Σxᵢyᵢ, Σ(xᵢ − yᵢ)², Σxᵢ². They are the truth that every faster
/// kernel is re-ranked by.
/// </summary>
/// <remarks>
/// Element i is added to lane i mod 16 and the lanes are added in a fixed order, so that the vector path and <see cref="Scalar"/> give the
/// same bits on any hardware, and so that a pair gives the same bits in either order.
/// </remarks>
internal static class PairSums
{
    private const int Lanes = 16;

    /// <summary>Σxᵢyᵢ.</summary>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y) =>
        Vector256.IsHardwareAccelerated ? Sum<Product>(x, y) : Scalar.Sum<Product>(x, y);

    /// <summary>Σ(xᵢ − yᵢ)².</summary>
    public static double SquaredDistance(ReadOnlySpan<float> x, ReadOnlySpan<float> y) =>
        Vector256.IsHardwareAccelerated ? Sum<SquaredDifference>(x, y) : Scalar.Sum<SquaredDifference>(x, y);

    /// <summary>Σxᵢ²; not finite exactly when an element is not, 0 exactly when all are.</summary>
    public static double SquaredNorm(ReadOnlySpan<float> x) => Dot(x, x);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TTerm>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TTerm : struct, ITerm
    {
        ref var px = ref MemoryMarshal.GetReference(x);
        ref var py = ref MemoryMarshal.GetReference(y[..x.Length]);
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i <= x.Length - Lanes; i += Lanes)
        {
            var (x0, x1) = Vector256.Widen(Vector256.LoadUnsafe(ref px, (nuint)i));
            var (y0, y1) = Vector256.Widen(Vector256.LoadUnsafe(ref py, (nuint)i));
            var (x2, x3) = Vector256.Widen(Vector256.LoadUnsafe(ref px, (nuint)i + 8));
            var (y2, y3) = Vector256.Widen(Vector256.LoadUnsafe(ref py, (nuint)i + 8));
            s0 = TTerm.Add(x0, y0, s0);
            s1 = TTerm.Add(x1, y1, s1);
            s2 = TTerm.Add(x2, y2, s2);
            s3 = TTerm.Add(x3, y3, s3);
        }

        if (i == x.Length)
        {
            return Vector256.Sum((s0 + s2) + (s1 + s3));
        }

        Span<double> lanes = stackalloc double[Lanes];
        s0.CopyTo(lanes);
        s1.CopyTo(lanes[4..]);
        s2.CopyTo(lanes[8..]);
        s3.CopyTo(lanes[12..]);
        return Scalar.Finish<TTerm>(x, y, i, lanes);
    }

    /// <summary>The plain twin.</summary>
    internal static class Scalar
    {
        public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Sum<Product>(x, y);

        public static double SquaredDistance(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Sum<SquaredDifference>(x, y);

        internal static double Sum<TTerm>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
            where TTerm : struct, ITerm
        {
            Span<double> lanes = stackalloc double[Lanes];
            lanes.Clear();
            var whole = x.Length - (x.Length % Lanes);
            for (var i = 0; i < whole; i++)
            {
                lanes[i % Lanes] = TTerm.Add(x[i], y[i], lanes[i % Lanes]);
            }

            return Finish<TTerm>(x, y, whole, lanes);
        }

        internal static double Finish<TTerm>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int from, Span<double> lanes)
            where TTerm : struct, ITerm
        {
            for (var i = from; i < x.Length; i++)
            {
                lanes[i % Lanes] = TTerm.Add(x[i], y[i], lanes[i % Lanes]);
            }

            // The order of additions is that of Vector256.Sum((s0 + s2) + (s1 + s3)): pairs of neighboring lanes, then the two halves.
            Span<double> four = stackalloc double[4];
            for (var l = 0; l < 4; l++)
            {
                four[l] = (lanes[l] + lanes[l + 8]) + (lanes[l + 4] + lanes[l + 12]);
            }

            return Vector256.Sum(Vector256.Create(four[0], four[1], four[2], four[3]));
        }
    }

    /// <summary>What is added for one element.</summary>
    internal interface ITerm
    {
        static abstract Vector256<double> Add(Vector256<double> x, Vector256<double> y, Vector256<double> sum);

        static abstract double Add(double x, double y, double sum);
    }

    private readonly struct Product : ITerm
    {
        // A product of two float32 is exact in float64, so a fused and an unfused multiply-add give the same bits.
        public static Vector256<double> Add(Vector256<double> x, Vector256<double> y, Vector256<double> sum) => sum + (x * y);

        public static double Add(double x, double y, double sum) => sum + (x * y);
    }

    private readonly struct SquaredDifference : ITerm
    {
        public static Vector256<double> Add(Vector256<double> x, Vector256<double> y, Vector256<double> sum)
        {
            var difference = x - y;
            return sum + (difference * difference);
        }

        public static double Add(double x, double y, double sum)
        {
            var difference = x - y;
            return sum + (difference * difference);
        }
    }
}
