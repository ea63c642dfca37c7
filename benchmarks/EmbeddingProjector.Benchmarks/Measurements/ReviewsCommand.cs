using System.Globalization;
using EmbeddingProjector.Training;

namespace EmbeddingProjector.Benchmarks.Measurements;

/// <summary>Times the steps before training on the real reviews: reading the archive, building the vocabulary, encoding all of them.</summary>
internal static class ReviewsCommand
{
    /// <param name="path">aclImdb_v1.tar.gz or its extracted folder.</param>
    public static int Run(string path)
    {
        ImdbReviews? reviews = null;
        SubwordTextEncoder? encoder = null;
        Print("load", Measurement.Of(() =>
        {
            reviews = ImdbReviews.Load(path);
            return reviews.Description;
        }));
        Print("build", Measurement.Of(() =>
        {
            encoder = SubwordTextEncoder.BuildFromCorpus(reviews!.Train.Select(review => review.Text), 1 << 13);
            return $"{encoder.VocabSize} ids";
        }));
        string[] texts = [.. reviews!.Train.Concat(reviews.Test).Select(review => review.Text)];
        Print("encode", Measurement.Of(() => string.Create(CultureInfo.InvariantCulture, $"{encoder!.EncodeAll(texts).Sum(ids => (long)ids.Length)} ids of text")));
        return 0;
    }

    private static void Print(string step, Measurement measurement) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step,-6} {measurement.Wall,6:0.00} s wall {measurement.Cpu,6:0.00} s CPU  {measurement.Result}"));
}
