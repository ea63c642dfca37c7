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
    public static Lanes512 Gather(float* source, int* indices) =>
        new(Vector512.Create(Gather8(source, indices), Gather8(source, indices + 8)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Lanes512 First, Lanes512 Second) GatherPairs(float* pairs, int* indices)
    {
        var low = Vector512.Create(Lanes256.Pairs(pairs, indices), Lanes256.Pairs(pairs, indices + 4));
        var high = Vector512.Create(Lanes256.Pairs(pairs, indices + 8), Lanes256.Pairs(pairs, indices + 12));
        if (Avx512F.IsSupported)
        {
            var even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            return (
                new(Avx512F.PermuteVar16x32x2(low, even, high)),
                new(Avx512F.PermuteVar16x32x2(low, even + Vector512<int>.One, high)));
        }

        var first = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14);
        var second = first + Vector512<int>.One;
        return (
            new(Vector512.Create(Vector512.Shuffle(low, first).GetLower(), Vector512.Shuffle(high, first).GetLower())),
            new(Vector512.Create(Vector512.Shuffle(low, second).GetLower(), Vector512.Shuffle(high, second).GetLower())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes512 a) => Vector512.Sum(a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Gather8(float* source, int* indices) =>
        Avx2.IsSupported
            ? Avx2.GatherVector256(source, Vector256.Load(indices), sizeof(float))
            : Vector256.Create(
                source[indices[0]], source[indices[1]], source[indices[2]], source[indices[3]],
                source[indices[4]], source[indices[5]], source[indices[6]], source[indices[7]]);
}
