using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EmbeddingProjector.Projections;

/// <summary>Sixteen numbers, or sixteen pairs of numbers, from places given by their indices.</summary>
internal static unsafe class Gathers
{
    /// <summary><c>source[indices[l]]</c> for l = 0…15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Singles(float* source, int* indices) =>
        Vector512.Create(Eight(source, indices), Eight(source, indices + 8));

    /// <summary><c>pairs[2 indices[l]]</c> and <c>pairs[2 indices[l] + 1]</c> for l = 0…15; a pair is one 64-bit load.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> First, Vector512<float> Second) Pairs(float* pairs, int* indices)
    {
        var low = Vector512.Create(FourPairs(pairs, indices), FourPairs(pairs, indices + 4));
        var high = Vector512.Create(FourPairs(pairs, indices + 8), FourPairs(pairs, indices + 12));
        if (Avx512F.IsSupported)
        {
            var even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            return (Avx512F.PermuteVar16x32x2(low, even, high), Avx512F.PermuteVar16x32x2(low, even + Vector512<int>.One, high));
        }

        var first = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14);
        var second = first + Vector512<int>.One;
        return (
            Vector512.Create(Vector512.Shuffle(low, first).GetLower(), Vector512.Shuffle(high, first).GetLower()),
            Vector512.Create(Vector512.Shuffle(low, second).GetLower(), Vector512.Shuffle(high, second).GetLower()));
    }

    /// <summary><c>source[indices[l]]</c> for l = 0…7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(float* source, int* indices) =>
        Avx2.IsSupported
            ? Avx2.GatherVector256(source, Vector256.Load(indices), sizeof(float))
            : Vector256.Create(
                source[indices[0]], source[indices[1]], source[indices[2]], source[indices[3]],
                source[indices[4]], source[indices[5]], source[indices[6]], source[indices[7]]);

    /// <summary>Four pairs one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FourPairs(float* pairs, int* indices) =>
        Avx2.IsSupported
            ? Avx2.GatherVector256((double*)pairs, Vector128.Load(indices), sizeof(double)).AsSingle()
            : Vector256.Create(
                *(double*)(pairs + (2L * indices[0])), *(double*)(pairs + (2L * indices[1])),
                *(double*)(pairs + (2L * indices[2])), *(double*)(pairs + (2L * indices[3]))).AsSingle();
}
