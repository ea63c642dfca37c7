using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Neighbors.Distances;

/// <summary>From rows to the panels of <see cref="PanelProduct"/>.</summary>
internal static unsafe class PanelPacking
{
    /// <summary>Transposes up to sixteen rows into a panel <c>[depth, 16]</c>; lanes without a row are left as they are.</summary>
    /// <param name="rows">The rows, <paramref name="stride"/> apart.</param>
    /// <param name="stride">Floats from a row to the next.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="depth">How many elements of each.</param>
    /// <param name="panel">The panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(ReadOnlySpan<float> rows, int stride, int count, int depth, float* panel)
    {
        fixed (float* start = rows)
        {
            // Sixteen elements of each row at a time: both sides then stay in the first-level cache.
            for (var from = 0; from < depth; from += PanelProduct.PanelRows)
            {
                var to = Math.Min(depth, from + PanelProduct.PanelRows);
                for (var r = 0; r < count; r++)
                {
                    var row = start + ((nint)r * stride);
                    var target = panel + r;
                    for (var k = from; k < to; k++)
                    {
                        target[(nint)k * PanelProduct.PanelRows] = row[k];
                    }
                }
            }
        }
    }

    /// <summary>
    /// Writes one row, whose length is a multiple of 16, into the panels in which its columns are the vectors: sixteen numbers to each panel.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="first">Where its numbers go in the first panel.</param>
    /// <param name="panelStride">Floats from a panel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(ReadOnlySpan<float> row, float* first, nint panelStride)
    {
        fixed (float* start = row)
        {
            for (var i = 0; i < row.Length; i += PanelProduct.PanelRows, first += panelStride)
            {
                Vector256.Load(start + i).Store(first);
                Vector256.Load(start + i + 8).Store(first + 8);
            }
        }
    }
}
