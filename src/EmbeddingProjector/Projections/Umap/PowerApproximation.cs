using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>
/// xᵇ for positive x as 2^(b log₂ x), sixteen at a time: polynomials for log₂ around 1 and 2ʸ around 0 (least-squares fits at Chebyshev
/// nodes, of degrees 7 and 5). The relative error is below 4·10⁻⁶ for |b| ≤ 4 and x from 10⁻¹² to 10¹².
/// </summary>
internal static class PowerApproximation
{
    // √½ as bits: the mantissa is taken between √½ and √2, where log₂ is near 0.
    private const int RootHalf = 0x3F3504F3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Power(Vector512<float> x, Vector512<float> exponent) => Exp2(exponent * Log2(x));

    /// <summary>The plain twin, which gives the same bits.</summary>
    public static float Power(float x, float exponent)
    {
        var bits = BitConverter.SingleToInt32Bits(x) - RootHalf;
        var whole = bits >> 23;
        var f = BitConverter.Int32BitsToSingle((bits & 0x7FFFFF) + RootHalf) - 1;
        var p = 0.17212874f;
        p = MathF.FusedMultiplyAdd(p, f, -0.26950628f);
        p = MathF.FusedMultiplyAdd(p, f, 0.2956336f);
        p = MathF.FusedMultiplyAdd(p, f, -0.35935065f);
        p = MathF.FusedMultiplyAdd(p, f, 0.48062915f);
        p = MathF.FusedMultiplyAdd(p, f, -0.721364f);
        p = MathF.FusedMultiplyAdd(p, f, 1.4426965f);
        var y = exponent * MathF.FusedMultiplyAdd(p, f, whole);

        y = Math.Min(Math.Max(y, -126f), 126f);
        var n = MathF.Round(y);
        var r = y - n;
        var q = 0.00134004327f;
        q = MathF.FusedMultiplyAdd(q, r, 0.00967603736f);
        q = MathF.FusedMultiplyAdd(q, r, 0.0555032715f);
        q = MathF.FusedMultiplyAdd(q, r, 0.240221068f);
        q = MathF.FusedMultiplyAdd(q, r, 0.693147182f);
        q = MathF.FusedMultiplyAdd(q, r, 1f);
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(q) + ((int)n << 23));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Log2(Vector512<float> x)
    {
        var root = Vector512.Create(RootHalf);
        var bits = x.AsInt32() - root;
        var whole = Vector512.ConvertToSingle(Vector512.ShiftRightArithmetic(bits, 23));
        var f = ((bits & Vector512.Create(0x7FFFFF)) + root).AsSingle() - Vector512<float>.One;
        var p = Vector512.Create(0.17212874f);
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-0.26950628f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(0.2956336f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-0.35935065f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(0.48062915f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-0.721364f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(1.4426965f));
        return Vector512.FusedMultiplyAdd(p, f, whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exp2(Vector512<float> y)
    {
        y = Vector512.Min(Vector512.Max(y, Vector512.Create(-126f)), Vector512.Create(126f));
        var n = Vector512.Round(y);
        var r = y - n;
        var q = Vector512.Create(0.00134004327f);
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.00967603736f));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.0555032715f));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.240221068f));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.693147182f));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512<float>.One);
        return (q.AsInt32() + Vector512.ShiftLeft(Vector512.ConvertToInt32(n), 23)).AsSingle();
    }
}
