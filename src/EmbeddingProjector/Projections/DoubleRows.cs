using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmbeddingProjector.Projections;

/// <summary>The few float64 row operations that the eigenvalue routines are made of, as wide as the hardware allows.</summary>
internal static class DoubleRows
{
    /// <summary>Σxᵢyᵢ. The lanes are those of the hardware, so the last bits may differ between machines, not between runs or threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i + 4 <= vx.Length; i += 4)
        {
            s0 = Vector.FusedMultiplyAdd(vx[i], vy[i], s0);
            s1 = Vector.FusedMultiplyAdd(vx[i + 1], vy[i + 1], s1);
            s2 = Vector.FusedMultiplyAdd(vx[i + 2], vy[i + 2], s2);
            s3 = Vector.FusedMultiplyAdd(vx[i + 3], vy[i + 3], s3);
        }

        for (; i < vx.Length; i++)
        {
            s0 = Vector.FusedMultiplyAdd(vx[i], vy[i], s0);
        }

        var sum = Vector.Sum((s0 + s1) + (s2 + s3));
        for (var rest = i * Vector<double>.Count; rest < x.Length; rest++)
        {
            sum = Math.FusedMultiplyAdd(x[rest], y[rest], sum);
        }

        return sum;
    }

    /// <summary>y ← y + a x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        var va = new Vector<double>(a);
        for (var i = 0; i < vx.Length; i++)
        {
            vy[i] = Vector.FusedMultiplyAdd(va, vx[i], vy[i]);
        }

        for (var rest = vx.Length * Vector<double>.Count; rest < x.Length; rest++)
        {
            y[rest] = Math.FusedMultiplyAdd(a, x[rest], y[rest]);
        }
    }

    /// <summary>y ← y + x, x being float32; returns Σxᵢ², which is finite exactly when x is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double AddAndSquare(ReadOnlySpan<float> x, Span<double> y)
    {
        var vx = MemoryMarshal.Cast<float, Vector<float>>(x);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        Vector<double> s0 = default, s1 = default;
        for (var i = 0; i < vx.Length; i++)
        {
            Vector.Widen(vx[i], out var low, out var high);
            vy[2 * i] += low;
            vy[(2 * i) + 1] += high;
            s0 = Vector.FusedMultiplyAdd(low, low, s0);
            s1 = Vector.FusedMultiplyAdd(high, high, s1);
        }

        var sum = Vector.Sum(s0 + s1);
        for (var rest = vx.Length * Vector<float>.Count; rest < x.Length; rest++)
        {
            y[rest] += x[rest];
            sum += (double)x[rest] * x[rest];
        }

        return sum;
    }

    /// <summary>y ← y + x, x being float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> x, Span<double> y)
    {
        var vx = MemoryMarshal.Cast<float, Vector<float>>(x);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        for (var i = 0; i < vx.Length; i++)
        {
            Vector.Widen(vx[i], out var low, out var high);
            vy[2 * i] += low;
            vy[(2 * i) + 1] += high;
        }

        for (var rest = vx.Length * Vector<float>.Count; rest < x.Length; rest++)
        {
            y[rest] += x[rest];
        }
    }

    /// <summary>y ← x − m, x being float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(ReadOnlySpan<float> x, ReadOnlySpan<double> m, Span<double> y)
    {
        var vx = MemoryMarshal.Cast<float, Vector<float>>(x);
        var vm = MemoryMarshal.Cast<double, Vector<double>>(m[..x.Length]);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        for (var i = 0; i < vx.Length; i++)
        {
            Vector.Widen(vx[i], out var low, out var high);
            vy[2 * i] = low - vm[2 * i];
            vy[(2 * i) + 1] = high - vm[(2 * i) + 1];
        }

        for (var rest = vx.Length * Vector<float>.Count; rest < x.Length; rest++)
        {
            y[rest] = x[rest] - m[rest];
        }
    }

    /// <summary>y ← y + a x + b z, in one pass over y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double a, ReadOnlySpan<double> x, double b, ReadOnlySpan<double> z, Span<double> y)
    {
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var vz = MemoryMarshal.Cast<double, Vector<double>>(z[..x.Length]);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        var va = new Vector<double>(a);
        var vb = new Vector<double>(b);
        for (var i = 0; i < vx.Length; i++)
        {
            vy[i] = Vector.FusedMultiplyAdd(vb, vz[i], Vector.FusedMultiplyAdd(va, vx[i], vy[i]));
        }

        for (var rest = vx.Length * Vector<double>.Count; rest < x.Length; rest++)
        {
            y[rest] = Math.FusedMultiplyAdd(b, z[rest], Math.FusedMultiplyAdd(a, x[rest], y[rest]));
        }
    }

    /// <summary>(x, y) ← (c x − s y, s x + c y): a plane rotation of two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(Span<double> x, Span<double> y, double c, double s)
    {
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        var vc = new Vector<double>(c);
        var vs = new Vector<double>(s);
        for (var i = 0; i < vx.Length; i++)
        {
            var (p, q) = (vx[i], vy[i]);
            vx[i] = (vc * p) - (vs * q);
            vy[i] = (vs * p) + (vc * q);
        }

        for (var rest = vx.Length * Vector<double>.Count; rest < x.Length; rest++)
        {
            var (p, q) = (x[rest], y[rest]);
            x[rest] = (c * p) - (s * q);
            y[rest] = (s * p) + (c * q);
        }
    }
}
