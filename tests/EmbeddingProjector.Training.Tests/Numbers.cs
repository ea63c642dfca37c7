namespace EmbeddingProjector.Training.Tests;

/// <summary>Seeded numbers for tests.</summary>
internal static class Numbers
{
    /// <summary>Numbers in [−scale, scale).</summary>
    public static float[] Floats(int count, int seed, float scale = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => scale * ((2 * random.NextSingle()) - 1))];
    }

    /// <summary>The same numbers as float64.</summary>
    public static double[] Doubles(int count, int seed, double scale = 1) => [.. Floats(count, seed).Select(value => scale * value)];

    /// <summary>Ids below <paramref name="rows"/>, with repeats.</summary>
    public static int[] Ids(int count, int rows, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(rows))];
    }

    /// <summary>Texts of random ids from 1 on and random lengths, some of them empty of everything but one id.</summary>
    public static LabeledSequence[] Texts(int count, int vocabulary, int longest, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
            new LabeledSequence(Enumerable.Range(0, random.Next(1, longest + 1)).Select(_ => random.Next(1, vocabulary)).ToArray(), random.Next(2)))];
    }
}
