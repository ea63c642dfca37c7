namespace EmbeddingProjector.Quality;

/// <summary>A part of some rows, drawn without replacement by a seed: the beginning of a shuffle (Fisher–Yates), in order of row.</summary>
internal static class RowSample
{
    /// <summary>At most so many of these rows; the rows themselves when there are no more.</summary>
    public static int[] Of(int[] rows, int most, ulong seed)
    {
        if (most >= rows.Length)
        {
            return rows;
        }

        var shuffled = rows.AsSpan().ToArray();
        var state = seed;
        for (var i = 0; i < most; i++)
        {
            state += 0x9E3779B97F4A7C15;
            var random = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            random = (random ^ (random >> 27)) * 0x94D049BB133111EB;
            var j = i + (int)(((UInt128)(random ^ (random >> 31)) * (ulong)(shuffled.Length - i)) >> 64);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        Array.Resize(ref shuffled, most);
        Array.Sort(shuffled);
        return shuffled;
    }
}
