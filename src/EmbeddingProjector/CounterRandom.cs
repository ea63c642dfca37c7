namespace EmbeddingProjector;

/// <summary>
/// Random numbers as a pure function of a seed and a counter (the finaliser of SplitMix64: Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014), so that any thread may draw any of them and the outcome is the same.
/// </summary>
internal static class CounterRandom
{
    public static ulong Bits(ulong seed, ulong counter)
    {
        var z = seed + ((counter + 1) * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> − 1.</summary>
    public static int Below(ulong seed, ulong counter, int bound) => (int)(((Bits(seed, counter) >> 32) * (ulong)bound) >> 32);

    /// <summary>A number in [0, 1).</summary>
    public static float Unit(ulong seed, ulong counter) => (Bits(seed, counter) >> 40) * (1f / (1 << 24));

    /// <summary>
    /// <paramref name="count"/> different numbers below <paramref name="bound"/> in random order (the first steps of a Fisher–Yates
    /// shuffle).
    /// </summary>
    public static int[] Sample(ulong seed, int bound, int count)
    {
        var all = new int[bound];
        for (var i = 0; i < bound; i++)
        {
            all[i] = i;
        }

        for (var i = 0; i < count; i++)
        {
            var other = i + Below(seed, (ulong)i, bound - i);
            (all[i], all[other]) = (all[other], all[i]);
        }

        return all.AsSpan(0, count).ToArray();
    }
}
