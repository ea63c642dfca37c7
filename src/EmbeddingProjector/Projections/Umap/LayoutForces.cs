using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>
/// The two forces of a UMAP layout for a similarity φ = 1 / (1 + a δ²ᵇ) of points at distance δ, as factors of the difference of their
/// positions. Attraction −∂ log φ / ∂δ² · 2 = 2ab δ²ᵇ⁻² / (1 + a δ²ᵇ); repulsion ∂ log(1 − φ) / ∂δ² · 2 = 2b / ((ε + δ²)(1 + a δ²ᵇ)),
/// where ε = 0.001 keeps it finite (McInnes, Healy and Melville, arXiv:1802.03426, section 3.2, and umap-learn). The repelling move of a
/// pair is at most <see cref="LargestMove"/> along each axis.
/// </summary>
internal readonly struct LayoutForces(LowDimensionalCurve curve)
{
    /// <summary>The largest repelling move of one pair along one axis.</summary>
    public const float LargestMove = 4;

    private const float Epsilon = 0.001f;

    // Below it points count as this far apart (squared), so that the attraction of coinciding points is finite.
    private const float LeastSquare = 1e-8f;

    private readonly float _a = (float)curve.A;
    private readonly float _b = (float)curve.B;

    /// <summary>The factor of attraction at a squared distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Attraction(Vector512<float> squared)
    {
        var s = Vector512.Max(squared, Vector512.Create(LeastSquare));
        var power = PowerApproximation.Power(s, Vector512.Create(_b));
        var below = Vector512.FusedMultiplyAdd(Vector512.Create(_a) * power, s, s);
        return Vector512.Create(2 * _a * _b) * power / below;
    }

    /// <summary>The factor of repulsion at a squared distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Repulsion(Vector512<float> squared)
    {
        var s = Vector512.Max(squared, Vector512.Create(LeastSquare));
        var power = PowerApproximation.Power(s, Vector512.Create(_b));
        var near = squared + Vector512.Create(Epsilon);
        return Vector512.Create(2 * _b) / Vector512.FusedMultiplyAdd(Vector512.Create(_a) * power, near, near);
    }

    /// <summary>The plain twin of the attraction.</summary>
    public float Attraction(float squared)
    {
        var s = Math.Max(squared, LeastSquare);
        var power = PowerApproximation.Power(s, _b);
        return 2 * _a * _b * power / MathF.FusedMultiplyAdd(_a * power, s, s);
    }

    /// <summary>The plain twin of the repulsion.</summary>
    public float Repulsion(float squared)
    {
        var power = PowerApproximation.Power(Math.Max(squared, LeastSquare), _b);
        var near = squared + Epsilon;
        return 2 * _b / MathF.FusedMultiplyAdd(_a * power, near, near);
    }
}
