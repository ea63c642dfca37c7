using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Projections.Tsne.Lanes;

/// <summary>One number: the scalar twin, and the path of hardware without 256-bit vectors.</summary>
internal readonly unsafe struct ScalarLane(float value) : ILanes<ScalarLane>
{
    private readonly float _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Create(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => *target = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator +(ScalarLane a, ScalarLane b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator -(ScalarLane a, ScalarLane b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator *(ScalarLane a, ScalarLane b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane MultiplyAdd(ScalarLane a, ScalarLane b, ScalarLane c) =>
        new(MathF.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Reciprocal(ScalarLane a) => new(1 / a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Exp(ScalarLane a) => new(MathF.Exp(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane SquareRoot(ScalarLane a) => new(MathF.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Min(ScalarLane a, ScalarLane b) => new(MathF.Min(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Max(ScalarLane a, ScalarLane b) => new(MathF.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane IfPositive(ScalarLane test, ScalarLane then, ScalarLane otherwise) => test._value > 0 ? then : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Gather(float* source, int* indices) => new(source[*indices]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ScalarLane First, ScalarLane Second) GatherPairs(float* pairs, int* indices) =>
        (new(pairs[2L * *indices]), new(pairs[(2L * *indices) + 1]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(ScalarLane a) => a._value;
}
