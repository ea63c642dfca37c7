using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Training.Kernels;

/// <summary>
/// What an embedding followed by a mean over time does: sums of rows of a table <c>[rows, d]</c> chosen by ids, and its gradient, one vector
/// added to each chosen row.
/// </summary>
/// <remarks>
/// Four partial sums take the ids in turn, so that one addition need not wait for the last; the scalar twin keeps the same four, so
/// every path gives the same bytes. Ids must have been checked against the rows of the table (<see cref="IdRange"/>).
/// </remarks>
internal static unsafe class RowSums
{
    /// <summary><paramref name="sum"/> <c>[d]</c> becomes the sum of the rows of <paramref name="ids"/>.</summary>
    public static void Sum(ReadOnlySpan<float> table, ReadOnlySpan<int> ids, Span<float> sum)
    {
        fixed (float* rows = table)
        fixed (int* id = ids)
        fixed (float* to = sum)
        {
            var d = sum.Length;
            var column = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                for (; column <= d - Vector512<float>.Count; column += Vector512<float>.Count)
                {
                    Sum512(rows + column, d, id, ids.Length, to + column);
                }
            }

            if (Vector256.IsHardwareAccelerated)
            {
                for (; column <= d - Vector256<float>.Count; column += Vector256<float>.Count)
                {
                    Sum256(rows + column, d, id, ids.Length, to + column);
                }
            }

            SumScalar(table, ids, sum, column);
        }
    }

    /// <summary>Adds <paramref name="vector"/> <c>[d]</c> to the row of each of <paramref name="ids"/>, once for each time it occurs.</summary>
    public static void Add(Span<float> table, ReadOnlySpan<int> ids, ReadOnlySpan<float> vector)
    {
        fixed (float* rows = table)
        fixed (int* id = ids)
        fixed (float* from = vector)
        {
            var d = vector.Length;
            var column = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                for (; column <= d - Vector512<float>.Count; column += Vector512<float>.Count)
                {
                    Add512(rows + column, d, id, ids.Length, from + column);
                }
            }

            if (Vector256.IsHardwareAccelerated)
            {
                for (; column <= d - Vector256<float>.Count; column += Vector256<float>.Count)
                {
                    Add256(rows + column, d, id, ids.Length, from + column);
                }
            }

            AddScalar(table, ids, vector, column);
        }
    }

    /// <summary>The twin of <see cref="Sum"/>, from a column on.</summary>
    public static void SumScalar<T>(ReadOnlySpan<T> table, ReadOnlySpan<int> ids, Span<T> sum, int firstColumn = 0)
        where T : IFloatingPointIeee754<T>
    {
        for (var column = firstColumn; column < sum.Length; column++)
        {
            T a = T.Zero, b = T.Zero, c = T.Zero, e = T.Zero;
            var t = 0;
            for (; t <= ids.Length - 4; t += 4)
            {
                a += table[(ids[t] * sum.Length) + column];
                b += table[(ids[t + 1] * sum.Length) + column];
                c += table[(ids[t + 2] * sum.Length) + column];
                e += table[(ids[t + 3] * sum.Length) + column];
            }

            for (; t < ids.Length; t++)
            {
                a += table[(ids[t] * sum.Length) + column];
            }

            sum[column] = a + b + (c + e);
        }
    }

    /// <summary>The twin of <see cref="Add"/>, from a column on.</summary>
    public static void AddScalar<T>(Span<T> table, ReadOnlySpan<int> ids, ReadOnlySpan<T> vector, int firstColumn = 0)
        where T : IFloatingPointIeee754<T>
    {
        if (firstColumn == vector.Length)
        {
            return;
        }

        foreach (var id in ids)
        {
            for (var column = firstColumn; column < vector.Length; column++)
            {
                table[(id * vector.Length) + column] += vector[column];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Sum512(float* rows, int d, int* ids, int count, float* sum)
    {
        var a = Vector512<float>.Zero;
        var b = Vector512<float>.Zero;
        var c = Vector512<float>.Zero;
        var e = Vector512<float>.Zero;
        var t = 0;
        for (; t <= count - 4; t += 4)
        {
            a += Vector512.Load(rows + ((nint)ids[t] * d));
            b += Vector512.Load(rows + ((nint)ids[t + 1] * d));
            c += Vector512.Load(rows + ((nint)ids[t + 2] * d));
            e += Vector512.Load(rows + ((nint)ids[t + 3] * d));
        }

        for (; t < count; t++)
        {
            a += Vector512.Load(rows + ((nint)ids[t] * d));
        }

        (a + b + (c + e)).Store(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Sum256(float* rows, int d, int* ids, int count, float* sum)
    {
        var a = Vector256<float>.Zero;
        var b = Vector256<float>.Zero;
        var c = Vector256<float>.Zero;
        var e = Vector256<float>.Zero;
        var t = 0;
        for (; t <= count - 4; t += 4)
        {
            a += Vector256.Load(rows + ((nint)ids[t] * d));
            b += Vector256.Load(rows + ((nint)ids[t + 1] * d));
            c += Vector256.Load(rows + ((nint)ids[t + 2] * d));
            e += Vector256.Load(rows + ((nint)ids[t + 3] * d));
        }

        for (; t < count; t++)
        {
            a += Vector256.Load(rows + ((nint)ids[t] * d));
        }

        (a + b + (c + e)).Store(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add512(float* rows, int d, int* ids, int count, float* vector)
    {
        var added = Vector512.Load(vector);
        for (var t = 0; t < count; t++)
        {
            var row = rows + ((nint)ids[t] * d);
            (Vector512.Load(row) + added).Store(row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add256(float* rows, int d, int* ids, int count, float* vector)
    {
        var added = Vector256.Load(vector);
        for (var t = 0; t < count; t++)
        {
            var row = rows + ((nint)ids[t] * d);
            (Vector256.Load(row) + added).Store(row);
        }
    }
}
