using EmbeddingProjector.Tests;
using EmbeddingProjector.Training;

namespace EmbeddingProjector.Samples.Tests;

/// <summary>Made-up reviews in the layout of <c>aclImdb</c>: 200 to train, 200 to test.</summary>
internal static class TinyReviews
{
    /// <summary>Writes them and returns their folder.</summary>
    public static string Write(TemporaryDirectory directory)
    {
        var reviews = ImdbReviews.Generate(perFolder: 100);
        var root = directory.File("aclImdb");
        foreach (var review in reviews.Train.Concat(reviews.Test))
        {
            var path = Path.Combine(root, review.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, review.Text);
        }

        return root;
    }
}
