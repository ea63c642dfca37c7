using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Training.Kernels;

/// <summary>Whether all ids lie in [0, rows): asked before any kernel follows them into a table.</summary>
internal static class IdRange
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Holds(ReadOnlySpan<int> ids, int rows)
    {
        var i = 0;

        // A negative id is a large one without its sign, so that one comparison tests both ends.
        if (Vector256.IsHardwareAccelerated && ids.Length >= Vector256<uint>.Count)
        {
            var unsigned = MemoryMarshal.Cast<int, uint>(ids);
            var largest = Vector256<uint>.Zero;
            for (; i <= ids.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
            {
                largest = Vector256.Max(largest, Vector256.Create(unsigned.Slice(i, Vector256<uint>.Count)));
            }

            if (Vector256.GreaterThanOrEqualAny(largest, Vector256.Create((uint)rows)))
            {
                return false;
            }
        }

        return HoldsScalar(ids[i..], rows);
    }

    /// <summary>The twin of <see cref="Holds"/>.</summary>
    public static bool HoldsScalar(ReadOnlySpan<int> ids, int rows)
    {
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)rows)
            {
                return false;
            }
        }

        return true;
    }
}
