using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Projections.Tsne.Interpolation;

/// <summary>Sixteen rows of a grid as a strip of sixteen columns, and back.</summary>
internal static unsafe class StripTranspose
{
    private const int Width = StripFourier.Width;

    /// <summary>strip[c, l] = rows[l, c] for c below <paramref name="columns"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(float* rows, int stride, int columns, float* strip)
    {
        for (var c = 0; c < columns; c++)
        {
            for (var l = 0; l < Width; l++)
            {
                strip[(c * Width) + l] = rows[((long)l * stride) + c];
            }
        }
    }

    /// <summary>rows[l, c] = strip[c, l] for c below <paramref name="columns"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(float* strip, int columns, float* rows, int stride)
    {
        for (var c = 0; c < columns; c++)
        {
            for (var l = 0; l < Width; l++)
            {
                rows[((long)l * stride) + c] = strip[(c * Width) + l];
            }
        }
    }
}
