using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// C <c>[8, 24]</c> ← AᵀB in float64 for a panel A <c>[d, 8]</c> and a block B <c>[d, 24]</c>: the inner loop of the eigenvalue search.
/// </summary>
/// <remarks>Every sum is a chain of fused multiply-adds in order of the rows of A, on every path, so all paths give the same bits.</remarks>
internal static unsafe class SymmetricBlockProduct
{
    public const int Rows = 8;
    public const int Columns = 24;

    public static void Multiply(double* a, double* b, int d, double* c)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Wide(a, b, d, c);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Narrow(a, b, d, c);
        }
        else
        {
            Scalar(a, b, d, c);
        }
    }

    /// <summary>The plain twin.</summary>
    public static void Scalar(double* a, double* b, int d, double* c)
    {
        for (var r = 0; r < Rows; r++)
        {
            for (var j = 0; j < Columns; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < d; k++)
                {
                    sum = Math.FusedMultiplyAdd(a[(k * Rows) + r], b[(k * Columns) + j], sum);
                }

                c[(r * Columns) + j] = sum;
            }
        }
    }

    /// <summary>512-bit registers: 24 accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Wide(double* a, double* b, int d, double* c)
    {
        Vector512<double> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector512<double> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        Vector512<double> c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        Vector512<double> c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
        for (var k = 0; k < d; k++)
        {
            var v0 = Vector512.Load(b);
            var v1 = Vector512.Load(b + 8);
            var v2 = Vector512.Load(b + 16);
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
            a += Rows;
            b += Columns;
        }

        c00.Store(c);
        c01.Store(c + 8);
        c02.Store(c + 16);
        c10.Store(c + 24);
        c11.Store(c + 32);
        c12.Store(c + 40);
        c20.Store(c + 48);
        c21.Store(c + 56);
        c22.Store(c + 64);
        c30.Store(c + 72);
        c31.Store(c + 80);
        c32.Store(c + 88);
        c40.Store(c + 96);
        c41.Store(c + 104);
        c42.Store(c + 112);
        c50.Store(c + 120);
        c51.Store(c + 128);
        c52.Store(c + 136);
        c60.Store(c + 144);
        c61.Store(c + 152);
        c62.Store(c + 160);
        c70.Store(c + 168);
        c71.Store(c + 176);
        c72.Store(c + 184);
    }

    /// <summary>256-bit registers: 4 rows by 12 columns, 12 accumulators.</summary>
    public static void Narrow(double* a, double* b, int d, double* c)
    {
        for (var r = 0; r < Rows; r += 4)
        {
            for (var j = 0; j < Columns; j += 12)
            {
                Quarter(a + r, b + j, d, c + (r * Columns) + j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quarter(double* a, double* b, int d, double* c)
    {
        Vector256<double> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector256<double> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        for (var k = 0; k < d; k++)
        {
            var v0 = Vector256.Load(b);
            var v1 = Vector256.Load(b + 4);
            var v2 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c00 = Vector256.FusedMultiplyAdd(x, v0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, v1, c01);
            c02 = Vector256.FusedMultiplyAdd(x, v2, c02);
            x = Vector256.Create(a[1]);
            c10 = Vector256.FusedMultiplyAdd(x, v0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, v1, c11);
            c12 = Vector256.FusedMultiplyAdd(x, v2, c12);
            x = Vector256.Create(a[2]);
            c20 = Vector256.FusedMultiplyAdd(x, v0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, v1, c21);
            c22 = Vector256.FusedMultiplyAdd(x, v2, c22);
            x = Vector256.Create(a[3]);
            c30 = Vector256.FusedMultiplyAdd(x, v0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, v1, c31);
            c32 = Vector256.FusedMultiplyAdd(x, v2, c32);
            a += Rows;
            b += Columns;
        }

        c00.Store(c);
        c01.Store(c + 4);
        c02.Store(c + 8);
        c10.Store(c + Columns);
        c11.Store(c + Columns + 4);
        c12.Store(c + Columns + 8);
        c20.Store(c + (2 * Columns));
        c21.Store(c + (2 * Columns) + 4);
        c22.Store(c + (2 * Columns) + 8);
        c30.Store(c + (3 * Columns));
        c31.Store(c + (3 * Columns) + 4);
        c32.Store(c + (3 * Columns) + 8);
    }
}
