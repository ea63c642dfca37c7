using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Quality;

/// <summary>How many numbers of a list are below a limit: what a rank is.</summary>
internal static class CountBelow
{
    /// <summary>The number of <paramref name="values"/> below <paramref name="limit"/>.</summary>
    public static int Of(ReadOnlySpan<double> values, double limit)
    {
        ref var start = ref MemoryMarshal.GetReference(values);
        var count = 0;
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var limits = Vector512.Create(limit);
            var negated = Vector512<long>.Zero;
            for (; i <= values.Length - 8; i += 8)
            {
                negated += Vector512.LessThan(Vector512.LoadUnsafe(ref start, (nuint)i), limits).AsInt64();
            }

            count -= (int)Vector512.Sum(negated);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            var limits = Vector256.Create(limit);
            var negated = Vector256<long>.Zero;
            for (; i <= values.Length - 4; i += 4)
            {
                negated += Vector256.LessThan(Vector256.LoadUnsafe(ref start, (nuint)i), limits).AsInt64();
            }

            count -= (int)Vector256.Sum(negated);
        }

        return count + Scalar(values[i..], limit);
    }

    /// <summary>The plain twin.</summary>
    public static int Scalar(ReadOnlySpan<double> values, double limit)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += value < limit ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many of value − slack, and of value + slack, are below a limit, from float32: (at most, at least).</summary>
    public static (int Most, int Least) Between(ReadOnlySpan<float> values, ReadOnlySpan<float> slack, float most, float least)
    {
        ref var start = ref MemoryMarshal.GetReference(values);
        ref var slackStart = ref MemoryMarshal.GetReference(slack[..values.Length]);
        var i = 0;
        var (possible, certain) = (0, 0);
        if (Vector512.IsHardwareAccelerated)
        {
            var (mosts, leasts) = (Vector512.Create(most), Vector512.Create(least));
            var (possibles, certains) = (Vector512<int>.Zero, Vector512<int>.Zero);
            for (; i <= values.Length - 16; i += 16)
            {
                var value = Vector512.LoadUnsafe(ref start, (nuint)i);
                var about = Vector512.LoadUnsafe(ref slackStart, (nuint)i);
                possibles += Vector512.LessThan(value - about, mosts).AsInt32();
                certains += Vector512.LessThan(value + about, leasts).AsInt32();
            }

            (possible, certain) = (-Vector512.Sum(possibles), -Vector512.Sum(certains));
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            var (mosts, leasts) = (Vector256.Create(most), Vector256.Create(least));
            var (possibles, certains) = (Vector256<int>.Zero, Vector256<int>.Zero);
            for (; i <= values.Length - 8; i += 8)
            {
                var value = Vector256.LoadUnsafe(ref start, (nuint)i);
                var about = Vector256.LoadUnsafe(ref slackStart, (nuint)i);
                possibles += Vector256.LessThan(value - about, mosts).AsInt32();
                certains += Vector256.LessThan(value + about, leasts).AsInt32();
            }

            (possible, certain) = (-Vector256.Sum(possibles), -Vector256.Sum(certains));
        }

        var rest = BetweenScalar(values[i..], slack[i..], most, least);
        return (possible + rest.Most, certain + rest.Least);
    }

    /// <summary>The plain twin of <see cref="Between"/>.</summary>
    public static (int Most, int Least) BetweenScalar(ReadOnlySpan<float> values, ReadOnlySpan<float> slack, float most, float least)
    {
        var (possible, certain) = (0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            possible += values[i] - slack[i] < most ? 1 : 0;
            certain += values[i] + slack[i] < least ? 1 : 0;
        }

        return (possible, certain);
    }
}
