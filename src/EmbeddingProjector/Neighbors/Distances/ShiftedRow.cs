using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Neighbors.Distances;

/// <summary>A row moved and scaled on its way into a kernel: cᵢ = xᵢ · scale − mᵢ, in float64, rounded once to float32.</summary>
internal static class ShiftedRow
{
    /// <summary>Writes c <c>[d]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(ReadOnlySpan<float> x, double scale, ReadOnlySpan<double> centre, Span<float> c)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            Scalar(x, scale, centre, c);
            return;
        }

        ref var px = ref MemoryMarshal.GetReference(x);
        ref var pm = ref MemoryMarshal.GetReference(centre[..x.Length]);
        ref var pc = ref MemoryMarshal.GetReference(c[..x.Length]);
        var factor = Vector256.Create(scale);
        var i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref px, (nuint)i));
            low = (low * factor) - Vector256.LoadUnsafe(ref pm, (nuint)i);
            high = (high * factor) - Vector256.LoadUnsafe(ref pm, (nuint)i + 4);
            Vector256.Narrow(low, high).StoreUnsafe(ref pc, (nuint)i);
        }

        Scalar(x[i..], scale, centre[i..], c[i..]);
    }

    /// <summary>The plain twin.</summary>
    public static void Scalar(ReadOnlySpan<float> x, double scale, ReadOnlySpan<double> centre, Span<float> c)
    {
        for (var i = 0; i < x.Length; i++)
        {
            c[i] = (float)((x[i] * scale) - centre[i]);
        }
    }
}
