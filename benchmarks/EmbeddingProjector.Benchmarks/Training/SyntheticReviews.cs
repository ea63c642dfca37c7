using EmbeddingProjector.Training;

namespace EmbeddingProjector.Benchmarks.Training;

/// <summary>
/// Texts with the shape of the reviews where these are absent: lengths are lognormal with their mean, ids follow Zipf's law, and a tenth of the
/// ids lean towards one label.
/// </summary>
internal static class SyntheticReviews
{
    private const double MeanLogLength = 5.6;
    private const double LogLengthDeviation = 0.66;

    public static LabeledSequence[] Make(int count, int vocabulary)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => Text(random, vocabulary))];
    }

    private static LabeledSequence Text(Random random, int vocabulary)
    {
        var label = random.Next(2);
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var ids = new int[Math.Clamp((int)Math.Exp(MeanLogLength + (LogLengthDeviation * normal)), 5, 3500)];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = (int)Math.Pow(vocabulary, random.NextDouble());
            if (ids[i] % 10 == 0 && ids[i] / 10 % 2 != label && random.Next(3) == 0)
            {
                ids[i] = Math.Max(1, ids[i] - 1);
            }
        }

        return new LabeledSequence(ids, label);
    }
}
