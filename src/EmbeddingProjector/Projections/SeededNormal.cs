namespace EmbeddingProjector.Projections;

/// <summary>
/// Normal numbers by seed, stream and position: number i never depends on which thread asks for it or in which order.
/// Source: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) as a counter, and the Box–Muller transform.
/// </summary>
internal readonly struct SeededNormal(ulong seed, ulong stream)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly ulong _key = Mix(seed + (Golden * (stream + 1)));

    /// <summary>Number <paramref name="index"/> of the stream.</summary>
    public double At(long index)
    {
        var u = Uniform((2 * (ulong)index) + 1);
        var v = Uniform((2 * (ulong)index) + 2);
        return Math.Sqrt(-2 * Math.Log(1 - u)) * Math.Cos(2 * Math.PI * v);
    }

    /// <summary>A number from 0 up to 1. Number i of the normal stream uses 2i + 1 and 2i + 2.</summary>
    public double Uniform(ulong counter) => (Mix(_key + (Golden * counter)) >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
