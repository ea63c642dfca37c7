using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public class RealLogDirectoriesTests
{
    [Theory]
    [InlineData("tensorboard-logs/imdb-example")]
    [InlineData("logdirs/imdb-tutorial")]
    public void The_log_directory_of_the_tutorial_is_shown_with_its_labels_and_without_complaint(string path)
    {
        var snapshot = Scan(path);

        var run = Assert.Single(snapshot.Runs);
        Assert.Equal(".", run.Name);
        Assert.Empty(snapshot.Problems);
        Assert.Empty(run.Problems);
        var embedding = Assert.Single(run.Embeddings);
        Assert.Equal("embedding/.ATTRIBUTES/VARIABLE_VALUE", embedding.TensorName);
        Assert.Equal([8184, 16], embedding.Shape);
        Assert.Equal("float32", embedding.ElementType);
        Assert.Empty(embedding.Problems);

        var data = EmbeddingLoader.Load(embedding);

        Assert.Equal(8184, data.Vectors.RowCount);
        Assert.Empty(data.Problems);
        var label = Assert.Single(data.Metadata!.Columns);
        Assert.Equal(["the_", ", ", ". ", "a_"], Enumerable.Range(0, 4).Select(label.Text));
        Assert.Equal("unknown #256", label.Text(8183));
        Assert.Equal(0, label.MissingCount);
    }

    [Theory]
    [InlineData("tensorboard-logs/tsv-and-checkpoint")]
    [InlineData("logdirs/washnlp-small")]
    public void A_table_with_a_label_too_few_is_shown_and_says_why(string path)
    {
        var embedding = Assert.Single(Assert.Single(Scan(path).Runs).Embeddings);

        var data = EmbeddingLoader.Load(embedding);

        Assert.Equal([1134, 20], embedding.Shape);
        Assert.Equal("yourselves", data.Metadata!.Columns[0].Text(0));
        Assert.Null(data.Metadata.Columns[0].Text(1133));
        Assert.Equal(
            "metadata.tsv has 1,133 lines for 1,134 points. The first line has no tab, so it was read as a label. Point 1,134 is shown as unnamed.",
            Assert.Single(data.Problems).Message);
    }

    [Fact]
    public void The_folders_of_pytorch_are_shown_without_their_config()
    {
        var run = Assert.Single(Scan("tensorboard-logs/pytorch-add-embedding").Runs);

        var embedding = Assert.Single(run.Embeddings);
        Assert.Equal("default:00000", embedding.TensorName);
        Assert.Equal([100, 784], embedding.Shape);
        Assert.Equal((28, 28), (embedding.Sprite!.ThumbnailWidth, embedding.Sprite.ThumbnailHeight));
        var data = EmbeddingLoader.Load(embedding);
        Assert.Equal("Coat", data.Metadata!.Columns[0].Text(0));
        Assert.Empty(data.Problems);
    }

    [Fact]
    public void The_seven_steps_of_pytorch_are_listed_once_each_although_the_config_names_them_twice()
    {
        var run = Assert.Single(Scan("logdirs/pytorch-add-embedding-7-steps").Runs);

        Assert.Equal(14, run.Config.Embeddings.Count);
        Assert.Equal(Enumerable.Range(1, 7).Select(i => $"default:{i:00000}"), run.Embeddings.Select(e => e.TensorName));
        Assert.All(run.Embeddings, e =>
        {
            Assert.Equal([256, 11], e.Shape);
            Assert.Empty(e.Problems);
            Assert.Matches(@"^tensor\(\d\)$", EmbeddingLoader.Load(e).Metadata!.Columns[0].Text(0)!);
        });
    }

    [Fact]
    public void The_demonstration_of_the_original_shows_what_there_is_of_it()
    {
        var run = Assert.Single(Scan("projector-oss").Runs);

        Assert.Equal(["Iris", "Word2Vec 10K", "Word2Vec All", "Mnist with images", "GNMT Interlingua"], run.Embeddings.Select(e => e.TensorName));
        Assert.Equal([true, false, false, false, false], run.Embeddings.Select(e => e.CanBeShown));
        Assert.StartsWith(
            "tensor_path names \"oss_data/word2vec_full_200d_tensors.bytes\", which does not exist in ", run.Embeddings[2].Problems[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("word2vec_full_bookmarks.txt", run.Embeddings[2].BookmarksPath, StringComparison.Ordinal);
        var data = EmbeddingLoader.Load(run.Embeddings[0]);
        Assert.Equal((150, 4), (data.Vectors.RowCount, data.Vectors.ColumnCount));
        Assert.Equal(["sepal-length", "sepal-width", "petal-length", "petal-width", "class"], data.Metadata!.Columns.Select(c => c.Name));
        Assert.Equal("Iris-setosa", data.Metadata.Columns[4].Text(0));
    }

    [Fact]
    public void Plain_files_are_found_with_their_labels_and_pictures()
    {
        var digits = Assert.Single(Scan("small-tables").Runs).Embeddings.Single(e => e.TensorName == "digits_1797_64d_tensors.tsv");
        Assert.Equal([1797, 64], digits.Shape);
        Assert.Empty(digits.Problems);
        Assert.Equal((8, 8), (digits.Sprite!.ThumbnailWidth, digits.Sprite.ThumbnailHeight));
        Assert.Empty(EmbeddingLoader.Load(digits).Problems);

        var words = Assert.Single(Assert.Single(Scan("imdb-words-20k").Runs).Embeddings);
        Assert.Equal([20000, 100], words.Shape);
        Assert.Equal(["word", "count", "expected_rating"], EmbeddingLoader.Load(words).Metadata!.Columns.Select(c => c.Name));

        var movies = Assert.Single(Assert.Single(Scan("formats/movies-npy").Runs).Embeddings);
        Assert.Equal("Down to Earth", EmbeddingLoader.Load(movies).Metadata!.Columns[0].Text(0));

        var reviews = Assert.Single(Assert.Single(Scan("imdb-reviews-100k").Runs).Embeddings);
        var data = EmbeddingLoader.Load(reviews);
        Assert.Equal(100_000, data.Metadata!.RowCount);
        Assert.Empty(data.Problems);
    }

    [Theory]
    [InlineData("mimic-embedding-9", "embed_var", new long[] { 874, 50 })]
    [InlineData("tutorial-like-small", "embedding/.ATTRIBUTES/VARIABLE_VALUE", new long[] { 1501, 3 })]
    [InlineData("tf1-inputs", "Variable", new long[] { 2, 3 })]
    public void Bare_checkpoints_show_their_tables(string name, string first, long[] shape)
    {
        var run = Assert.Single(Scan($"checkpoints/{name}").Runs);

        Assert.Equal(first, run.Embeddings[0].TensorName);
        Assert.Equal(shape, run.Embeddings[0].Shape);
        Assert.Equal(shape[0], EmbeddingLoader.Load(run.Embeddings[0]).Vectors.RowCount);
        Assert.StartsWith("There is no state file \"checkpoint\"", run.Problems[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("onnx-regression", "The checkpoint \"model\" holds no table of vectors")]
    [InlineData("serving-counter", "The checkpoint \"variables\" holds no table of vectors")]
    [InlineData("serving-half-plus-three", "The checkpoint \"variables\" holds no table of vectors")]
    public void Checkpoints_without_a_table_say_what_they_hold(string name, string message)
    {
        var snapshot = Scan($"checkpoints/{name}");

        Assert.StartsWith(message, snapshot.Runs[0].Problems[^1].Message, StringComparison.Ordinal);
        Assert.Contains(snapshot.Problems, p => p.Severity == ProblemSeverity.Error);
    }

    [Fact]
    public void A_folder_of_log_directories_shows_them_all()
    {
        Assert.Equal(["imdb-example", "pytorch-add-embedding", "tsv-and-checkpoint"], Scan("tensorboard-logs").Runs.Select(r => r.Name));
        Assert.Equal(["imdb-tutorial", "pytorch-add-embedding-7-steps", "washnlp-small"], Scan("logdirs").Runs.Select(r => r.Name));
        Assert.Empty(Scan("logdirs").Problems);
    }

    [Fact]
    public void Damaged_configs_of_the_tutorial_never_raise()
    {
        using var logs = new TemporaryLogs();
        foreach (var file in Directory.EnumerateFiles(SharedData.Path("logdirs/imdb-tutorial")))
        {
            File.Copy(file, logs.Path(Path.GetFileName(file)));
        }

        var random = new Random(11);
        foreach (var name in new[] { "projector_config.pbtxt", "checkpoint", "embedding.ckpt-1.index", "metadata.tsv" })
        {
            var bytes = File.ReadAllBytes(logs.Path(name));
            for (var i = 0; i < 25; i++)
            {
                var damaged = bytes[..random.Next(bytes.Length + 1)];
                for (var flips = 0; flips < 4 && damaged.Length > 0; flips++)
                {
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                }

                logs.Write(name, damaged);
                foreach (var embedding in logs.Scan().Runs.SelectMany(r => r.Embeddings).Where(e => e.CanBeShown))
                {
                    try
                    {
                        EmbeddingLoader.Load(embedding);
                    }
                    catch (DataFormatException e)
                    {
                        Assert.NotEmpty(e.Found);
                    }
                }
            }

            logs.Write(name, bytes);
        }
    }

    private static LogSnapshot Scan(string path) => LogDirectoryScanner.ForDirectory(SharedData.Path(path)).Scan();
}
