using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// Inner products of eight rows, wherever they lie, with a panel of sixteen or thirty-two others: the kernel that all heavy work of the
/// approximate search is made of. A panel holds its rows side by side, <c>[d, width]</c>, so that one load brings the same coordinate of
/// sixteen of them. (The exact search multiplies whole tiles of packed rows instead; here the rows that ask are a different few for every
/// panel.)
/// </summary>
internal static unsafe class GatheredProducts
{
    /// <summary>Rows that are multiplied at once.</summary>
    public const int RowsAtOnce = 8;

    /// <summary>The width of a full panel; the last one of a list may be half as wide.</summary>
    public const int FullWidth = 32;

    /// <summary>The width of half a panel.</summary>
    public const int HalfWidth = 16;

    /// <summary>products[r, c] = Σₖ rows[r][k] · panel[k, c].</summary>
    /// <param name="rows">Eight pointers to rows <c>[d]</c>.</param>
    /// <param name="panel"><c>[d, width]</c>.</param>
    /// <param name="width">16 or 32.</param>
    /// <param name="d">The number of coordinates.</param>
    /// <param name="products">Receives <c>[8, width]</c>.</param>
    public static void Multiply(float** rows, float* panel, int width, int d, float* products)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            Multiply256(rows, panel, width, d, products);
        }
        else if (width == FullWidth)
        {
            Multiply512Full(rows, panel, d, products);
        }
        else
        {
            Multiply512Half(rows, panel, d, products);
        }
    }

    /// <summary>The plain twin.</summary>
    public static void MultiplyScalar(float** rows, float* panel, int width, int d, float* products)
    {
        for (var r = 0; r < RowsAtOnce; r++)
        {
            for (var c = 0; c < width; c++)
            {
                var sum = 0f;
                for (var k = 0; k < d; k++)
                {
                    sum = MathF.FusedMultiplyAdd(rows[r][k], panel[(k * width) + c], sum);
                }

                products[(r * width) + c] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply512Full(float** rows, float* panel, int d, float* products)
    {
        Vector512<float> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector512<float> s20 = default, s21 = default, s30 = default, s31 = default;
        Vector512<float> s40 = default, s41 = default, s50 = default, s51 = default;
        Vector512<float> s60 = default, s61 = default, s70 = default, s71 = default;
        float* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3], r4 = rows[4], r5 = rows[5], r6 = rows[6], r7 = rows[7];
        for (var k = 0; k < d; k++, panel += FullWidth)
        {
            var b0 = Vector512.Load(panel);
            var b1 = Vector512.Load(panel + 16);
            var a = Vector512.Create(r0[k]);
            s00 = Vector512.FusedMultiplyAdd(a, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(a, b1, s01);
            a = Vector512.Create(r1[k]);
            s10 = Vector512.FusedMultiplyAdd(a, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(a, b1, s11);
            a = Vector512.Create(r2[k]);
            s20 = Vector512.FusedMultiplyAdd(a, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(a, b1, s21);
            a = Vector512.Create(r3[k]);
            s30 = Vector512.FusedMultiplyAdd(a, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(a, b1, s31);
            a = Vector512.Create(r4[k]);
            s40 = Vector512.FusedMultiplyAdd(a, b0, s40);
            s41 = Vector512.FusedMultiplyAdd(a, b1, s41);
            a = Vector512.Create(r5[k]);
            s50 = Vector512.FusedMultiplyAdd(a, b0, s50);
            s51 = Vector512.FusedMultiplyAdd(a, b1, s51);
            a = Vector512.Create(r6[k]);
            s60 = Vector512.FusedMultiplyAdd(a, b0, s60);
            s61 = Vector512.FusedMultiplyAdd(a, b1, s61);
            a = Vector512.Create(r7[k]);
            s70 = Vector512.FusedMultiplyAdd(a, b0, s70);
            s71 = Vector512.FusedMultiplyAdd(a, b1, s71);
        }

        s00.Store(products);
        s01.Store(products + 16);
        s10.Store(products + 32);
        s11.Store(products + 48);
        s20.Store(products + 64);
        s21.Store(products + 80);
        s30.Store(products + 96);
        s31.Store(products + 112);
        s40.Store(products + 128);
        s41.Store(products + 144);
        s50.Store(products + 160);
        s51.Store(products + 176);
        s60.Store(products + 192);
        s61.Store(products + 208);
        s70.Store(products + 224);
        s71.Store(products + 240);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply512Half(float** rows, float* panel, int d, float* products)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        float* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3], r4 = rows[4], r5 = rows[5], r6 = rows[6], r7 = rows[7];
        for (var k = 0; k < d; k++, panel += HalfWidth)
        {
            var b = Vector512.Load(panel);
            s0 = Vector512.FusedMultiplyAdd(Vector512.Create(r0[k]), b, s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Create(r1[k]), b, s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Create(r2[k]), b, s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Create(r3[k]), b, s3);
            s4 = Vector512.FusedMultiplyAdd(Vector512.Create(r4[k]), b, s4);
            s5 = Vector512.FusedMultiplyAdd(Vector512.Create(r5[k]), b, s5);
            s6 = Vector512.FusedMultiplyAdd(Vector512.Create(r6[k]), b, s6);
            s7 = Vector512.FusedMultiplyAdd(Vector512.Create(r7[k]), b, s7);
        }

        s0.Store(products);
        s1.Store(products + 16);
        s2.Store(products + 32);
        s3.Store(products + 48);
        s4.Store(products + 64);
        s5.Store(products + 80);
        s6.Store(products + 96);
        s7.Store(products + 112);
    }

    /// <summary>Four rows by sixteen columns at a time: eight sums and what is loaded fit sixteen registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply256(float** rows, float* panel, int width, int d, float* products)
    {
        for (var r = 0; r < RowsAtOnce; r += 4)
        {
            float* r0 = rows[r], r1 = rows[r + 1], r2 = rows[r + 2], r3 = rows[r + 3];
            for (var c = 0; c < width; c += 16)
            {
                Vector256<float> s00 = default, s01 = default, s10 = default, s11 = default;
                Vector256<float> s20 = default, s21 = default, s30 = default, s31 = default;
                var column = panel + c;
                for (var k = 0; k < d; k++, column += width)
                {
                    var b0 = Vector256.Load(column);
                    var b1 = Vector256.Load(column + 8);
                    var a = Vector256.Create(r0[k]);
                    s00 = Vector256.FusedMultiplyAdd(a, b0, s00);
                    s01 = Vector256.FusedMultiplyAdd(a, b1, s01);
                    a = Vector256.Create(r1[k]);
                    s10 = Vector256.FusedMultiplyAdd(a, b0, s10);
                    s11 = Vector256.FusedMultiplyAdd(a, b1, s11);
                    a = Vector256.Create(r2[k]);
                    s20 = Vector256.FusedMultiplyAdd(a, b0, s20);
                    s21 = Vector256.FusedMultiplyAdd(a, b1, s21);
                    a = Vector256.Create(r3[k]);
                    s30 = Vector256.FusedMultiplyAdd(a, b0, s30);
                    s31 = Vector256.FusedMultiplyAdd(a, b1, s31);
                }

                var into = products + (r * width) + c;
                s00.Store(into);
                s01.Store(into + 8);
                s10.Store(into + width);
                s11.Store(into + width + 8);
                s20.Store(into + (2 * width));
                s21.Store(into + (2 * width) + 8);
                s30.Store(into + (3 * width));
                s31.Store(into + (3 * width) + 8);
            }
        }
    }
}
