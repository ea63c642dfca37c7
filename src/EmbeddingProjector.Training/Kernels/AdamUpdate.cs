using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EmbeddingProjector.Training.Kernels;

/// <summary>
/// The update of Adam as Keras computes it, on spans of weights w, first moments m, second moments v and gradients g of the same length:
/// m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − a·m / (√v + ε), with the bias corrections inside the rate a
/// (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, end of section 2: "epsilon hat").
/// </summary>
/// <remarks>
/// Every operation works on one element and is rounded by itself (no fused multiply-add), so that all widths of vector and the
/// scalar twin give the same bytes. The kernels are compiled once and for good (<see cref="MethodImplOptions.AggressiveOptimization"/>): an
/// epoch is over before the runtime would have found out that they are worth it.
/// </remarks>
internal static unsafe class AdamUpdate
{
    // Rows lie scattered over four tables: the next ones are asked for while one is computed.
    private const int RowsAhead = 4;

    /// <summary>One step with a gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    /// Brings rows of a table <c>[rows, d]</c> up to the last of the steps whose <paramref name="rates"/> are given: a row that made s of them
    /// makes step s + 1 with its gradient, which becomes 0, and the others with a gradient of 0. The same bytes as so many calls of
    /// <see cref="Step"/>, but each weight is read and written once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Steps(
        in AdamCoefficients<float> coefficients,
        ReadOnlySpan<float> rates,
        ReadOnlySpan<int> rows,
        Span<int> stepsMade,
        int d,
        Span<float> w,
        Span<float> m,
        Span<float> v,
        Span<float> g)
    {
        var c = coefficients;
        fixed (float* rate = rates, pw = w, pm = m, pv = v, pg = g)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                if (i + RowsAhead < rows.Length && Sse.IsSupported)
                {
                    var ahead = (nint)rows[i + RowsAhead] * d;
                    Sse.Prefetch0(pw + ahead);
                    Sse.Prefetch0(pm + ahead);
                    Sse.Prefetch0(pv + ahead);
                    Sse.Prefetch0(pg + ahead);
                }

                var row = rows[i];
                var made = stepsMade[row];
                var steps = rates.Length - made;
                if (steps == 0)
                {
                    continue;
                }

                stepsMade[row] = rates.Length;
                var at = (nint)row * d;
                var end = at + d;
                if (Vector512.IsHardwareAccelerated)
                {
                    for (; at <= end - Vector512<float>.Count; at += Vector512<float>.Count)
                    {
                        Steps512(c, rate + made, steps, pw + at, pm + at, pv + at, pg + at);
                    }
                }

                if (Vector256.IsHardwareAccelerated)
                {
                    for (; at <= end - Vector256<float>.Count; at += Vector256<float>.Count)
                    {
                        Steps256(c, rate + made, steps, pw + at, pm + at, pv + at, pg + at);
                    }
                }

                if (at < end)
                {
                    var rest = (int)(end - at);
                    StepsScalar(c, rates[made..], w.Slice((int)at, rest), m.Slice((int)at, rest), v.Slice((int)at, rest), g.Slice((int)at, rest));
                }
            }
        }
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

    /// <summary>The twin of <see cref="Steps"/>.</summary>
    public static void StepsScalar<T>(
        in AdamCoefficients<T> c, ReadOnlySpan<T> rates, Span<T> w, Span<T> m, Span<T> v, Span<T> g)
        where T : IFloatingPointIeee754<T>
    {
        StepScalar(c, rates[0], w, m, v, g);
        for (var i = 0; i < w.Length; i++)
        {
            foreach (var rate in rates[1..])
            {
                m[i] = c.Beta1 * m[i];
                v[i] = c.Beta2 * v[i];
                w[i] -= rate * m[i] / (T.Sqrt(v[i]) + c.Epsilon);
            }
        }

        g.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Step512(in AdamCoefficients<float> c, float rate, float* w, float* m, float* v, float* g)
    {
        var gradient = Vector512.Load(g);
        var first = (Vector512.Load(m) * c.Beta1) + (gradient * c.OneMinusBeta1);
        var second = (Vector512.Load(v) * c.Beta2) + (gradient * gradient * c.OneMinusBeta2);
        first.Store(m);
        second.Store(v);
        (Vector512.Load(w) - (first * rate / (Vector512.Sqrt(second) + Vector512.Create(c.Epsilon)))).Store(w);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Step256(in AdamCoefficients<float> c, float rate, float* w, float* m, float* v, float* g)
    {
        var gradient = Vector256.Load(g);
        var first = (Vector256.Load(m) * c.Beta1) + (gradient * c.OneMinusBeta1);
        var second = (Vector256.Load(v) * c.Beta2) + (gradient * gradient * c.OneMinusBeta2);
        first.Store(m);
        second.Store(v);
        (Vector256.Load(w) - (first * rate / (Vector256.Sqrt(second) + Vector256.Create(c.Epsilon)))).Store(w);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Steps512(in AdamCoefficients<float> c, float* rates, int count, float* w, float* m, float* v, float* g)
    {
        var beta1 = Vector512.Create(c.Beta1);
        var beta2 = Vector512.Create(c.Beta2);
        var epsilon = Vector512.Create(c.Epsilon);
        var gradient = Vector512.Load(g);
        var first = (Vector512.Load(m) * beta1) + (gradient * c.OneMinusBeta1);
        var second = (Vector512.Load(v) * beta2) + (gradient * gradient * c.OneMinusBeta2);
        var weight = Vector512.Load(w) - (first * rates[0] / (Vector512.Sqrt(second) + epsilon));
        for (var i = 1; i < count; i++)
        {
            first *= beta1;
            second *= beta2;
            weight -= first * rates[i] / (Vector512.Sqrt(second) + epsilon);
        }

        weight.Store(w);
        first.Store(m);
        second.Store(v);
        Vector512<float>.Zero.Store(g);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Steps256(in AdamCoefficients<float> c, float* rates, int count, float* w, float* m, float* v, float* g)
    {
        var beta1 = Vector256.Create(c.Beta1);
        var beta2 = Vector256.Create(c.Beta2);
        var epsilon = Vector256.Create(c.Epsilon);
        var gradient = Vector256.Load(g);
        var first = (Vector256.Load(m) * beta1) + (gradient * c.OneMinusBeta1);
        var second = (Vector256.Load(v) * beta2) + (gradient * gradient * c.OneMinusBeta2);
        var weight = Vector256.Load(w) - (first * rates[0] / (Vector256.Sqrt(second) + epsilon));
        for (var i = 1; i < count; i++)
        {
            first *= beta1;
            second *= beta2;
            weight -= first * rates[i] / (Vector256.Sqrt(second) + epsilon);
        }

        weight.Store(w);
        first.Store(m);
        second.Store(v);
        Vector256<float>.Zero.Store(g);
    }
}
