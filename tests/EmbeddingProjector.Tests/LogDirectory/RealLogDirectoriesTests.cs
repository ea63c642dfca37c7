using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public class RealLogDirectoriesTests
{
    [Fact]
    public void The_log_directory_of_the_tutorial_is_shown_with_its_labels_and_without_complaint()
    {
        var snapshot = LogDirectoryScanner.ForDirectory(SharedData.Path("tensorboard-logs/imdb-example")).Scan();

        var run = Assert.Single(snapshot.Runs);
        Assert.Equal(".", run.Name);
        Assert.Empty(snapshot.Problems);
        Assert.Empty(run.Problems);
        var embedding = Assert.Single(run.Embeddings);
        Assert.Equal("embedding/.ATTRIBUTES/VARIABLE_VALUE", embedding.TensorName);
        Assert.Equal([8184, 16], embedding.Shape);
        Assert.Empty(embedding.Problems);

        var data = EmbeddingLoader.Load(embedding);

        Assert.Equal(8184, data.Vectors.RowCount);
        Assert.Empty(data.Problems);
        var label = Assert.Single(data.Metadata!.Columns);
        Assert.Equal(["the_", ", ", ". ", "a_"], Enumerable.Range(0, 4).Select(label.Text));
        Assert.Equal("unknown #256", label.Text(8183));
        Assert.Equal(0, label.MissingCount);
    }
}
