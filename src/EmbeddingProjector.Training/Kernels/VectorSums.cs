using System.Numerics;
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
        var i = 0;
        fixed (float* from = x)
        fixed (float* to = y)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                for (; i <= y.Length - Vector512<float>.Count; i += Vector512<float>.Count)
                {
                    (Vector512.Load(to + i) + (Vector512.Load(from + i) * factor)).Store(to + i);
                }
            }

            if (Vector256.IsHardwareAccelerated)
            {
                for (; i <= y.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    (Vector256.Load(to + i) + (Vector256.Load(from + i) * factor)).Store(to + i);
                }
            }
        }

        AddMultipleScalar(factor, x[i..], y[i..]);
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
        var whole = x.Length - (x.Length % Lanes);
        if (whole == 0 || !Vector256.IsHardwareAccelerated)
        {
            return DotScalar(x, y);
        }

        var partial = stackalloc float[Lanes];
        fixed (float* a = x)
        fixed (float* b = y)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Partial512(a, b, whole, partial);
            }
            else
            {
                Partial256(a, b, whole, partial);
            }
        }

        return Total(new Span<float>(partial, Lanes), x[whole..], y[whole..]);
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

        return Total(partial, x[whole..], y[whole..]);
    }

    internal static void Partial512(float* x, float* y, int count, float* partial)
    {
        var sum = Vector512<float>.Zero;
        for (var i = 0; i < count; i += Lanes)
        {
            sum += Vector512.Load(x + i) * Vector512.Load(y + i);
        }

        sum.Store(partial);
    }

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

    private static T Total<T>(Span<T> partial, ReadOnlySpan<T> xRest, ReadOnlySpan<T> yRest)
        where T : IFloatingPointIeee754<T>
    {
        for (var i = 0; i < xRest.Length; i++)
        {
            partial[i] += xRest[i] * yRest[i];
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
}
