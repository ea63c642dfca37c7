using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Projections.Tsne.Lanes;

/// <summary>Eight numbers.</summary>
internal readonly unsafe struct Lanes256(Vector256<float> value) : ILanes<Lanes256>
{
    private readonly Vector256<float> _value = value;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 a, Lanes256 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 a, Lanes256 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 a, Lanes256 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) =>
        new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Reciprocal(Lanes256 a) => new(Vector256<float>.One / a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Exp(Lanes256 a)
    {
        // e^a = 2^n 2^f with n whole and |f| at most 1/2. Added to this number, n stands in the lowest bits of the sum.
        var shift = Vector256.Create(ExpPolynomial.RoundingShift);
        var shifted = Vector256.FusedMultiplyAdd(a._value, Vector256.Create(ExpPolynomial.Log2E), shift);
        var f = Vector256.FusedMultiplyAdd(a._value, Vector256.Create(ExpPolynomial.Log2E), shift - shifted);
        var power = Vector256.FusedMultiplyAdd(Vector256.Create(ExpPolynomial.C6), f, Vector256.Create(ExpPolynomial.C5));
        power = Vector256.FusedMultiplyAdd(power, f, Vector256.Create(ExpPolynomial.C4));
        power = Vector256.FusedMultiplyAdd(power, f, Vector256.Create(ExpPolynomial.C3));
        power = Vector256.FusedMultiplyAdd(power, f, Vector256.Create(ExpPolynomial.C2));
        power = Vector256.FusedMultiplyAdd(power, f, Vector256.Create(ExpPolynomial.C1));
        power = Vector256.FusedMultiplyAdd(power, f, Vector256<float>.One);
        return new((power.AsInt32() + (shifted.AsInt32() << 23)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SquareRoot(Lanes256 a) => new(Vector256.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Min(Lanes256 a, Lanes256 b) => new(Vector256.Min(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Max(Lanes256 a, Lanes256 b) => new(Vector256.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 IfPositive(Lanes256 test, Lanes256 then, Lanes256 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(test._value, Vector256<float>.Zero), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Gather(float* source, int* indices) => new(Gathers.Eight(source, indices));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Lanes256 First, Lanes256 Second) GatherPairs(float* pairs, int* indices)
    {
        // A pair is one 64-bit load; the even and the odd halves of eight pairs are then sorted apart.
        var low = Gathers.FourPairs(pairs, indices);
        var high = Gathers.FourPairs(pairs, indices + 4);
        var even = Vector256.Create(0, 2, 4, 6, 0, 2, 4, 6);
        var odd = Vector256.Create(1, 3, 5, 7, 1, 3, 5, 7);
        return (
            new(Vector256.Create(Vector256.Shuffle(low, even).GetLower(), Vector256.Shuffle(high, even).GetLower())),
            new(Vector256.Create(Vector256.Shuffle(low, odd).GetLower(), Vector256.Shuffle(high, odd).GetLower())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes256 a) => Vector256.Sum(a._value);
}
