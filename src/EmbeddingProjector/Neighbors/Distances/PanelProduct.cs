using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Neighbors.Distances;

/// <summary>
/// Dot products of many vectors with many: C = A Bᵀ in float32, the inner loop of exact search and of covariance.
/// </summary>
/// <remarks>
/// Sixteen vectors form a panel: <c>[depth, 16]</c>, so that the same element of all sixteen is one cache line. Panels follow each other
/// at a fixed stride. Three panels of B, 48 columns, are a group: one group times eight rows of A are 24 accumulators of 512 bits, which
/// stay in registers over <see cref="DepthStep"/> elements. Source of the blocking: Goto and van de Geijn, "Anatomy of high-performance matrix
/// multiplication", ACM TOMS 34 (2008).
/// Every element of C is a chain of fused multiply-adds in order of depth, cut every <see cref="DepthStep"/> elements, on every path; so all
/// paths give the same bits, and |error| ≤ (<see cref="DepthStep"/> + depth / <see cref="DepthStep"/>) 2⁻²⁴ Σ|aᵢbᵢ|.
/// </remarks>
internal static unsafe class PanelProduct
{
    /// <summary>Vectors in a panel.</summary>
    public const int PanelRows = 16;

    /// <summary>Panels of B that are multiplied at once.</summary>
    public const int GroupPanels = 3;

    /// <summary>Vectors in a group.</summary>
    public const int GroupRows = GroupPanels * PanelRows;

    /// <summary>Elements after which a chain of sums is cut: a group is then 24 KiB and stays in the first-level cache.</summary>
    public const int DepthStep = 128;

    /// <summary>
    /// C ← A Bᵀ, or C ← C + A Bᵀ, for whole panels of A and one group of B, over at most <see cref="DepthStep"/> elements.
    /// </summary>
    /// <param name="a">The first panel of A, at the first element to use.</param>
    /// <param name="panels">How many panels of A.</param>
    /// <param name="aStride">Floats from a panel of A to the next.</param>
    /// <param name="b">The first panel of the group, at the first element to use.</param>
    /// <param name="bStride">Floats from a panel of B to the next.</param>
    /// <param name="depth">How many elements.</param>
    /// <param name="c">The products <c>[16 panels, 48]</c>.</param>
    /// <param name="cStride">Floats from a row of C to the next.</param>
    /// <param name="accumulate">Whether C is added to.</param>
    public static void Multiply(
        float* a, int panels, nint aStride, float* b, nint bStride, int depth, float* c, nint cStride, bool accumulate)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            PanelProduct512.Multiply(a, panels, aStride, b, bStride, depth, c, cStride, accumulate);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            PanelProduct256.Multiply(a, panels, aStride, b, bStride, depth, c, cStride, accumulate);
        }
        else
        {
            Scalar(a, panels, aStride, b, bStride, depth, c, cStride, accumulate);
        }
    }

    /// <summary>The plain twin.</summary>
    public static void Scalar(
        float* a, int panels, nint aStride, float* b, nint bStride, int depth, float* c, nint cStride, bool accumulate)
    {
        for (var i = 0; i < panels * PanelRows; i++)
        {
            var row = a + (i / PanelRows * aStride) + (i % PanelRows);
            for (var j = 0; j < GroupRows; j++)
            {
                var column = b + (j / PanelRows * bStride) + (j % PanelRows);
                var sum = 0f;
                for (var k = 0; k < depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(row[k * PanelRows], column[k * PanelRows], sum);
                }

                var target = c + (i * cStride) + j;
                *target = accumulate ? *target + sum : sum;
            }
        }
    }
}

/// <summary>The path for 512-bit registers: 8 rows by 48 columns.</summary>
internal static unsafe class PanelProduct512
{
    private const int Rows = 8;

    public static void Multiply(
        float* a, int panels, nint aStride, float* b, nint bStride, int depth, float* c, nint cStride, bool accumulate)
    {
        for (var panel = 0; panel < panels; panel++)
        {
            for (var half = 0; half < PanelProduct.PanelRows; half += Rows)
            {
                Rows8(a + (panel * aStride) + half, b, bStride, depth, c + (((panel * PanelProduct.PanelRows) + half) * cStride), cStride, accumulate);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows8(float* a, float* b, nint bStride, int depth, float* c, nint cStride, bool accumulate)
    {
        var b0 = b;
        var b1 = b + bStride;
        var b2 = b1 + bStride;
        Vector512<float> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        Vector512<float> c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        Vector512<float> c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
        for (var k = 0; k < depth; k++)
        {
            var v0 = Vector512.Load(b0);
            var v1 = Vector512.Load(b1);
            var v2 = Vector512.Load(b2);
            var x = Vector512.Create(a[0]);
            c00 = Vector512.FusedMultiplyAdd(x, v0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, v1, c01);
            c02 = Vector512.FusedMultiplyAdd(x, v2, c02);
            x = Vector512.Create(a[1]);
            c10 = Vector512.FusedMultiplyAdd(x, v0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, v1, c11);
            c12 = Vector512.FusedMultiplyAdd(x, v2, c12);
            x = Vector512.Create(a[2]);
            c20 = Vector512.FusedMultiplyAdd(x, v0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, v1, c21);
            c22 = Vector512.FusedMultiplyAdd(x, v2, c22);
            x = Vector512.Create(a[3]);
            c30 = Vector512.FusedMultiplyAdd(x, v0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, v1, c31);
            c32 = Vector512.FusedMultiplyAdd(x, v2, c32);
            x = Vector512.Create(a[4]);
            c40 = Vector512.FusedMultiplyAdd(x, v0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, v1, c41);
            c42 = Vector512.FusedMultiplyAdd(x, v2, c42);
            x = Vector512.Create(a[5]);
            c50 = Vector512.FusedMultiplyAdd(x, v0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, v1, c51);
            c52 = Vector512.FusedMultiplyAdd(x, v2, c52);
            x = Vector512.Create(a[6]);
            c60 = Vector512.FusedMultiplyAdd(x, v0, c60);
            c61 = Vector512.FusedMultiplyAdd(x, v1, c61);
            c62 = Vector512.FusedMultiplyAdd(x, v2, c62);
            x = Vector512.Create(a[7]);
            c70 = Vector512.FusedMultiplyAdd(x, v0, c70);
            c71 = Vector512.FusedMultiplyAdd(x, v1, c71);
            c72 = Vector512.FusedMultiplyAdd(x, v2, c72);
            a += PanelProduct.PanelRows;
            b0 += PanelProduct.PanelRows;
            b1 += PanelProduct.PanelRows;
            b2 += PanelProduct.PanelRows;
        }

        Store(c, c00, c01, c02, accumulate);
        Store(c + cStride, c10, c11, c12, accumulate);
        Store(c + (2 * cStride), c20, c21, c22, accumulate);
        Store(c + (3 * cStride), c30, c31, c32, accumulate);
        Store(c + (4 * cStride), c40, c41, c42, accumulate);
        Store(c + (5 * cStride), c50, c51, c52, accumulate);
        Store(c + (6 * cStride), c60, c61, c62, accumulate);
        Store(c + (7 * cStride), c70, c71, c72, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> s0, Vector512<float> s1, Vector512<float> s2, bool accumulate)
    {
        if (accumulate)
        {
            s0 += Vector512.Load(c);
            s1 += Vector512.Load(c + 16);
            s2 += Vector512.Load(c + 32);
        }

        s0.Store(c);
        s1.Store(c + 16);
        s2.Store(c + 32);
    }
}

/// <summary>The path for 256-bit registers: 4 rows by one panel of 16 columns.</summary>
internal static unsafe class PanelProduct256
{
    private const int Rows = 4;

    public static void Multiply(
        float* a, int panels, nint aStride, float* b, nint bStride, int depth, float* c, nint cStride, bool accumulate)
    {
        for (var panel = 0; panel < panels; panel++)
        {
            for (var part = 0; part < PanelProduct.PanelRows; part += Rows)
            {
                var target = c + (((panel * PanelProduct.PanelRows) + part) * cStride);
                for (var column = 0; column < PanelProduct.GroupPanels; column++)
                {
                    Rows4(
                        a + (panel * aStride) + part, b + (column * bStride), depth,
                        target + (column * PanelProduct.PanelRows), cStride, accumulate);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(float* a, float* b, int depth, float* c, nint cStride, bool accumulate)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default;
        Vector256<float> c20 = default, c21 = default, c30 = default, c31 = default;
        for (var k = 0; k < depth; k++)
        {
            var v0 = Vector256.Load(b);
            var v1 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c00 = Vector256.FusedMultiplyAdd(x, v0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, v1, c01);
            x = Vector256.Create(a[1]);
            c10 = Vector256.FusedMultiplyAdd(x, v0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, v1, c11);
            x = Vector256.Create(a[2]);
            c20 = Vector256.FusedMultiplyAdd(x, v0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, v1, c21);
            x = Vector256.Create(a[3]);
            c30 = Vector256.FusedMultiplyAdd(x, v0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, v1, c31);
            a += PanelProduct.PanelRows;
            b += PanelProduct.PanelRows;
        }

        Store(c, c00, c01, accumulate);
        Store(c + cStride, c10, c11, accumulate);
        Store(c + (2 * cStride), c20, c21, accumulate);
        Store(c + (3 * cStride), c30, c31, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> s0, Vector256<float> s1, bool accumulate)
    {
        if (accumulate)
        {
            s0 += Vector256.Load(c);
            s1 += Vector256.Load(c + 8);
        }

        s0.Store(c);
        s1.Store(c + 8);
    }
}
