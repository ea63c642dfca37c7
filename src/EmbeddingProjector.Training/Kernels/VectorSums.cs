using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Training.Kernels;

/// <summary>
/// The two loops under a dense layer: a multiple of one vector added to another, and a dot product. Products are rounded before they are
/// added and partial sums have a fixed order, so that the paths for every width of vector and the scalar twin give the same bytes.
/// </summary>
internal static unsafe class VectorSums
{
    // The partial sums of a dot product, whatever the width of the machine's vectors.
    private const int Lanes = 16;

    /// <summary><paramref name="y"/> += <paramref name="factor"/> · <paramref name="x"/>.</summary>
    public static void AddMultiple(float factor, ReadOnlySpan<float> x, Span<float> y)
    {
        fixed (float* from = x[..y.Length], to = y)
        {
            AddMultiplePinned(factor, from, to, y.Length);
        }
    }

    /// <summary>The same on <paramref name="length"/> numbers whose memory is pinned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddMultiplePinned(float factor, float* x, float* y, int length)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                (Vector512.Load(y + i) + (Vector512.Load(x + i) * factor)).Store(y + i);
            }
        }

        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                (Vector256.Load(y + i) + (Vector256.Load(x + i) * factor)).Store(y + i);
            }
        }

        for (; i < length; i++)
        {
            y[i] += x[i] * factor;
        }
    }

    /// <summary>The twin of <see cref="AddMultiple"/>.</summary>
    public static void AddMultipleScalar<T>(T factor, ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (var i = 0; i < y.Length; i++)
        {
            y[i] += x[i] * factor;
        }
    }

    /// <summary>Σ xᵢ·yᵢ.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        fixed (float* a = x, b = y[..x.Length])
        {
            return DotPinned(a, b, x.Length);
        }
    }

    /// <summary>The same on <paramref name="length"/> numbers whose memory is pinned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float DotPinned(float* x, float* y, int length)
    {
        var whole = length - (length % Lanes);
        if (whole == 0)
        {
            // Partial sums of 0 would change nothing but the time it takes.
            return length == 1 ? x[0] * y[0] : DotScalar(new ReadOnlySpan<float>(x, length), new ReadOnlySpan<float>(y, length));
        }

        var partial = stackalloc float[Lanes];
        if (Vector512.IsHardwareAccelerated)
        {
            Partial512(x, y, whole, partial);
        }
        else
        {
            Partial256(x, y, whole, partial);
        }

        for (var i = whole; i < length; i++)
        {
            partial[i - whole] += x[i] * y[i];
        }

        return Total(partial);
    }

    /// <summary>The twin of <see cref="Dot"/>.</summary>
    public static T DotScalar<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> partial = stackalloc T[Lanes];
        partial.Clear();
        var whole = x.Length - (x.Length % Lanes);
        for (var i = 0; i < whole; i++)
        {
            partial[i % Lanes] += x[i] * y[i];
        }

        for (var i = whole; i < x.Length; i++)
        {
            partial[i - whole] += x[i] * y[i];
        }

        for (var half = Lanes / 2; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++)
            {
                partial[i] += partial[i + half];
            }
        }

        return partial[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Partial512(float* x, float* y, int count, float* partial)
    {
        var sum = Vector512<float>.Zero;
        for (var i = 0; i < count; i += Lanes)
        {
            sum += Vector512.Load(x + i) * Vector512.Load(y + i);
        }

        sum.Store(partial);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Partial256(float* x, float* y, int count, float* partial)
    {
        var low = Vector256<float>.Zero;
        var high = Vector256<float>.Zero;
        for (var i = 0; i < count; i += Lanes)
        {
            low += Vector256.Load(x + i) * Vector256.Load(y + i);
            high += Vector256.Load(x + i + (Lanes / 2)) * Vector256.Load(y + i + (Lanes / 2));
        }

        low.Store(partial);
        high.Store(partial + (Lanes / 2));
    }

    // The halves are folded onto each other until one number is left, as the scalar twin does it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Total(float* partial)
    {
        var eight = Vector256.Load(partial) + Vector256.Load(partial + 8);
        var four = eight.GetLower() + eight.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }
}
