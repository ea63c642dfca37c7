using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Neighbors;

/// <summary>Selection by partitioning. Source: Hoare, "Algorithm 65: Find", Communications of the ACM 4 (1961).</summary>
internal static class Selection
{
    /// <summary>The <paramref name="rank"/>-th largest value (1 is the largest), in linear time on average; the values are reordered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Largest(Span<float> values, int rank)
    {
        var (low, high, target) = (0, values.Length - 1, rank - 1);
        while (low < high)
        {
            var pivot = values[(low + high) >>> 1];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] > pivot)
                {
                    i++;
                }

                while (values[j] < pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (target <= j)
            {
                high = j;
            }
            else if (target >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }

        return values[target];
    }
}
