using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EmbeddingProjector.Projections.Tsne.Lanes;

/// <summary>Sixteen numbers.</summary>
internal readonly unsafe struct Lanes512(Vector512<float> value) : ILanes<Lanes512>
{
    private readonly Vector512<float> _value = value;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 a, Lanes512 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 a, Lanes512 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 a, Lanes512 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) =>
        new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Reciprocal(Lanes512 a)
    {
        if (!Avx512F.IsSupported)
        {
            return new(Vector512<float>.One / a._value);
        }

        // An estimate of 14 bits and one step of Newton's method: half the time of a division.
        var estimate = Avx512F.Reciprocal14(a._value);
        var error = Vector512.FusedMultiplyAdd(-a._value, estimate, Vector512<float>.One);
        return new(Vector512.FusedMultiplyAdd(estimate, error, estimate));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Exp(Lanes512 a)
    {
        // e^a = 2^n 2^f with n whole and |f| at most 1/2. Added to this number, n stands in the lowest bits of the sum.
        var shift = Vector512.Create(ExpPolynomial.RoundingShift);
        var shifted = Vector512.FusedMultiplyAdd(a._value, Vector512.Create(ExpPolynomial.Log2E), shift);
        var f = Vector512.FusedMultiplyAdd(a._value, Vector512.Create(ExpPolynomial.Log2E), shift - shifted);
        var power = Vector512.FusedMultiplyAdd(Vector512.Create(ExpPolynomial.C6), f, Vector512.Create(ExpPolynomial.C5));
        power = Vector512.FusedMultiplyAdd(power, f, Vector512.Create(ExpPolynomial.C4));
        power = Vector512.FusedMultiplyAdd(power, f, Vector512.Create(ExpPolynomial.C3));
        power = Vector512.FusedMultiplyAdd(power, f, Vector512.Create(ExpPolynomial.C2));
        power = Vector512.FusedMultiplyAdd(power, f, Vector512.Create(ExpPolynomial.C1));
        power = Vector512.FusedMultiplyAdd(power, f, Vector512<float>.One);
        return new((power.AsInt32() + (shifted.AsInt32() << 23)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SquareRoot(Lanes512 a) => new(Vector512.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Min(Lanes512 a, Lanes512 b) => new(Vector512.Min(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Max(Lanes512 a, Lanes512 b) => new(Vector512.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 IfPositive(Lanes512 test, Lanes512 then, Lanes512 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(test._value, Vector512<float>.Zero), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Gather(float* source, int* indices) => new(Gathers.Singles(source, indices));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Lanes512 First, Lanes512 Second) GatherPairs(float* pairs, int* indices)
    {
        var (first, second) = Gathers.Pairs(pairs, indices);
        return (new(first), new(second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes512 a) => Vector512.Sum(a._value);
}
