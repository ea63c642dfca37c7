using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Projections;

/// <summary>The dot products of one vector with several, in float64: each element is loaded once for four of them.</summary>
/// <remarks>The lanes are those of the hardware, so the last bits may differ between machines, not between runs or threads.</remarks>
internal static class RowDots
{
    private const int AtOnce = 4;

    /// <summary>results[r] ← Σ xᵢ rows[r, i] for each row of <paramref name="rows"/> <c>[results, d]</c>.</summary>
    public static void Write(ReadOnlySpan<double> x, ReadOnlySpan<double> rows, Span<double> results)
    {
        var r = 0;
        for (; r <= results.Length - AtOnce; r += AtOnce)
        {
            var four = rows.Slice(r * x.Length, AtOnce * x.Length);
            if (Vector512.IsHardwareAccelerated)
            {
                Wide(x, four, results[r..]);
            }
            else
            {
                Narrow(x, four, results[r..]);
            }
        }

        for (; r < results.Length; r++)
        {
            results[r] = DoubleRows.Dot(x, rows.Slice(r * x.Length, x.Length));
        }
    }

    /// <summary>Four rows with 512-bit registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Wide(ReadOnlySpan<double> x, ReadOnlySpan<double> four, Span<double> results)
    {
        var d = x.Length;
        ref var px = ref MemoryMarshal.GetReference(x);
        ref var p0 = ref MemoryMarshal.GetReference(four);
        ref var p1 = ref Unsafe.Add(ref p0, d);
        ref var p2 = ref Unsafe.Add(ref p1, d);
        ref var p3 = ref Unsafe.Add(ref p2, d);
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i <= d - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var v = Vector512.LoadUnsafe(ref px, (nuint)i);
            s0 = Vector512.FusedMultiplyAdd(v, Vector512.LoadUnsafe(ref p0, (nuint)i), s0);
            s1 = Vector512.FusedMultiplyAdd(v, Vector512.LoadUnsafe(ref p1, (nuint)i), s1);
            s2 = Vector512.FusedMultiplyAdd(v, Vector512.LoadUnsafe(ref p2, (nuint)i), s2);
            s3 = Vector512.FusedMultiplyAdd(v, Vector512.LoadUnsafe(ref p3, (nuint)i), s3);
        }

        Finish(x, four, i, results, Vector512.Sum(s0), Vector512.Sum(s1), Vector512.Sum(s2), Vector512.Sum(s3));
    }

    /// <summary>Four rows with 256-bit registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow(ReadOnlySpan<double> x, ReadOnlySpan<double> four, Span<double> results)
    {
        var d = x.Length;
        ref var px = ref MemoryMarshal.GetReference(x);
        ref var p0 = ref MemoryMarshal.GetReference(four);
        ref var p1 = ref Unsafe.Add(ref p0, d);
        ref var p2 = ref Unsafe.Add(ref p1, d);
        ref var p3 = ref Unsafe.Add(ref p2, d);
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i <= d - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var v = Vector256.LoadUnsafe(ref px, (nuint)i);
            s0 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref p0, (nuint)i), s0);
            s1 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref p1, (nuint)i), s1);
            s2 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref p2, (nuint)i), s2);
            s3 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref p3, (nuint)i), s3);
        }

        Finish(x, four, i, results, Vector256.Sum(s0), Vector256.Sum(s1), Vector256.Sum(s2), Vector256.Sum(s3));
    }

    /// <summary>The plain twin.</summary>
    public static void Scalar(ReadOnlySpan<double> x, ReadOnlySpan<double> rows, Span<double> results)
    {
        for (var r = 0; r < results.Length; r++)
        {
            results[r] = 0;
            for (var i = 0; i < x.Length; i++)
            {
                results[r] = Math.FusedMultiplyAdd(x[i], rows[(r * x.Length) + i], results[r]);
            }
        }
    }

    private static void Finish(
        ReadOnlySpan<double> x, ReadOnlySpan<double> four, int from, Span<double> results, double s0, double s1, double s2, double s3)
    {
        for (var i = from; i < x.Length; i++)
        {
            s0 = Math.FusedMultiplyAdd(x[i], four[i], s0);
            s1 = Math.FusedMultiplyAdd(x[i], four[x.Length + i], s1);
            s2 = Math.FusedMultiplyAdd(x[i], four[(2 * x.Length) + i], s2);
            s3 = Math.FusedMultiplyAdd(x[i], four[(3 * x.Length) + i], s3);
        }

        (results[0], results[1], results[2], results[3]) = (s0, s1, s2, s3);
    }
}
