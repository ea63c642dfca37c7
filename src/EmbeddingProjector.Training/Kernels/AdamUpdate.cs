using System.Numerics;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Training.Kernels;

/// <summary>
/// The update of Adam as Keras computes it, on spans of weights w, first moments m, second moments v and gradients g of the same length:
/// m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − a·m / (√v + ε), with the bias corrections inside the rate a
/// (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, end of section 2: "epsilon hat").
/// </summary>
/// <remarks>
/// Every operation works on one element and is rounded by itself (no fused multiply-add), so that all widths of vector and the
/// scalar twin give the same bytes.
/// </remarks>
internal static unsafe class AdamUpdate
{
    /// <summary>One step with a gradient.</summary>
    public static void Step(in AdamCoefficients<float> c, float rate, Span<float> w, Span<float> m, Span<float> v, ReadOnlySpan<float> g)
    {
        var i = 0;
        fixed (float* pw = w, pm = m, pv = v, pg = g)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                for (; i <= w.Length - Vector512<float>.Count; i += Vector512<float>.Count)
                {
                    Step512(c, rate, pw + i, pm + i, pv + i, pg + i);
                }
            }

            if (Vector256.IsHardwareAccelerated)
            {
                for (; i <= w.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    Step256(c, rate, pw + i, pm + i, pv + i, pg + i);
                }
            }
        }

        StepScalar(c, rate, w[i..], m[i..], v[i..], g[i..]);
    }

    /// <summary>
    /// As many steps with a gradient of 0 as there are <paramref name="rates"/>: the same bytes as so many calls of
    /// <see cref="Step"/>, but each weight is read and written once.
    /// </summary>
    public static void StepsWithoutGradient(
        in AdamCoefficients<float> c, ReadOnlySpan<float> rates, Span<float> w, Span<float> m, Span<float> v)
    {
        var i = 0;
        fixed (float* pr = rates, pw = w, pm = m, pv = v)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                for (; i <= w.Length - Vector512<float>.Count; i += Vector512<float>.Count)
                {
                    StepsWithoutGradient512(c, pr, rates.Length, pw + i, pm + i, pv + i);
                }
            }

            if (Vector256.IsHardwareAccelerated)
            {
                for (; i <= w.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    StepsWithoutGradient256(c, pr, rates.Length, pw + i, pm + i, pv + i);
                }
            }
        }

        StepsWithoutGradientScalar(c, rates, w[i..], m[i..], v[i..]);
    }

    /// <summary>The twin of <see cref="Step"/>.</summary>
    public static void StepScalar<T>(
        in AdamCoefficients<T> c, T rate, Span<T> w, Span<T> m, Span<T> v, ReadOnlySpan<T> g)
        where T : IFloatingPointIeee754<T>
    {
        for (var i = 0; i < w.Length; i++)
        {
            m[i] = (c.Beta1 * m[i]) + (c.OneMinusBeta1 * g[i]);
            v[i] = (c.Beta2 * v[i]) + (c.OneMinusBeta2 * (g[i] * g[i]));
            w[i] -= rate * m[i] / (T.Sqrt(v[i]) + c.Epsilon);
        }
    }

    /// <summary>The twin of <see cref="StepsWithoutGradient"/>.</summary>
    public static void StepsWithoutGradientScalar<T>(
        in AdamCoefficients<T> c, ReadOnlySpan<T> rates, Span<T> w, Span<T> m, Span<T> v)
        where T : IFloatingPointIeee754<T>
    {
        for (var i = 0; i < w.Length; i++)
        {
            foreach (var rate in rates)
            {
                m[i] = c.Beta1 * m[i];
                v[i] = c.Beta2 * v[i];
                w[i] -= rate * m[i] / (T.Sqrt(v[i]) + c.Epsilon);
            }
        }
    }

    internal static void Step512(in AdamCoefficients<float> c, float rate, float* w, float* m, float* v, float* g)
    {
        var gradient = Vector512.Load(g);
        var first = (Vector512.Load(m) * c.Beta1) + (gradient * c.OneMinusBeta1);
        var second = (Vector512.Load(v) * c.Beta2) + (gradient * gradient * c.OneMinusBeta2);
        first.Store(m);
        second.Store(v);
        (Vector512.Load(w) - (first * rate / (Vector512.Sqrt(second) + Vector512.Create(c.Epsilon)))).Store(w);
    }

    internal static void Step256(in AdamCoefficients<float> c, float rate, float* w, float* m, float* v, float* g)
    {
        var gradient = Vector256.Load(g);
        var first = (Vector256.Load(m) * c.Beta1) + (gradient * c.OneMinusBeta1);
        var second = (Vector256.Load(v) * c.Beta2) + (gradient * gradient * c.OneMinusBeta2);
        first.Store(m);
        second.Store(v);
        (Vector256.Load(w) - (first * rate / (Vector256.Sqrt(second) + Vector256.Create(c.Epsilon)))).Store(w);
    }

    internal static void StepsWithoutGradient512(in AdamCoefficients<float> c, float* rates, int count, float* w, float* m, float* v)
    {
        var beta1 = Vector512.Create(c.Beta1);
        var beta2 = Vector512.Create(c.Beta2);
        var epsilon = Vector512.Create(c.Epsilon);
        var weight = Vector512.Load(w);
        var first = Vector512.Load(m);
        var second = Vector512.Load(v);
        for (var i = 0; i < count; i++)
        {
            first *= beta1;
            second *= beta2;
            weight -= first * rates[i] / (Vector512.Sqrt(second) + epsilon);
        }

        weight.Store(w);
        first.Store(m);
        second.Store(v);
    }

    internal static void StepsWithoutGradient256(in AdamCoefficients<float> c, float* rates, int count, float* w, float* m, float* v)
    {
        var beta1 = Vector256.Create(c.Beta1);
        var beta2 = Vector256.Create(c.Beta2);
        var epsilon = Vector256.Create(c.Epsilon);
        var weight = Vector256.Load(w);
        var first = Vector256.Load(m);
        var second = Vector256.Load(v);
        for (var i = 0; i < count; i++)
        {
            first *= beta1;
            second *= beta2;
            weight -= first * rates[i] / (Vector256.Sqrt(second) + epsilon);
        }

        weight.Store(w);
        first.Store(m);
        second.Store(v);
    }
}
