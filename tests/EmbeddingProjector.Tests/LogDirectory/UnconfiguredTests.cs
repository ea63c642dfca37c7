using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class UnconfiguredTests : IDisposable
{
    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void Step_folders_of_pytorch_are_shown_without_a_config()
    {
        Step("00000/default", 4);
        Step("00012/a%2fb%255c%5c", 9);

        var run = _logs.Run();

        Assert.Equal(".", run.Name);
        Assert.Equal(["a/b%5c\\:00012", "default:00000"], run.Embeddings.Select(e => e.TensorName));
        Assert.Equal("There is no projector_config.pbtxt; the step folders of PyTorch's add_embedding were recognised.", Assert.Single(run.Problems).Message);
        var embedding = run.Embeddings[1];
        Assert.Equal([4, 2], embedding.Shape);
        Assert.Equal(_logs.Path("00000/default/metadata.tsv"), embedding.MetadataPath);
        Assert.Equal((28, 28), (embedding.Sprite!.ThumbnailWidth, embedding.Sprite.ThumbnailHeight));
        Assert.Contains("was inferred", Assert.Single(embedding.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(["00000/default/tensors.tsv", "00012/a%2fb%255c%5c/tensors.tsv"], run.Config.Embeddings.Select(e => e.TensorPath));
    }

    [Fact]
    public void Steps_that_the_config_has_forgotten_are_shown_too()
    {
        Step("00001/default", 4);
        Step("00002/default", 4);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_name: 'default:00002' tensor_path: '00002/default/tensors.tsv' metadata_path: '00002/default/metadata.tsv' }");

        var run = _logs.Run();

        Assert.Equal(["default:00001", "default:00002"], run.Embeddings.Select(e => e.TensorName));
        Assert.Equal(
            "projector_config.pbtxt does not name \"default:00001\", whose folders lie beside the others; they are shown too.", Assert.Single(run.Problems).Message);
    }

    [Fact]
    public void Steps_are_shown_although_the_config_cannot_be_read()
    {
        Step("00001/default", 4);
        _logs.Write("projector_config.pbtxt", "embeddings {");

        var run = _logs.Run();

        Assert.True(Assert.Single(run.Embeddings).CanBeShown);
        Assert.Equal(ProblemSeverity.Error, run.Problems[0].Severity);
    }

    [Fact]
    public void A_folder_of_a_tag_opened_by_itself_is_shown()
    {
        Step("00001/default", 4);

        var run = Assert.Single(LogDirectoryScanner.ForDirectory(_logs.Path("00001/default")).Scan().Runs);

        var embedding = Assert.Single(run.Embeddings);
        Assert.Equal("tensors.tsv", embedding.TensorName);
        Assert.NotNull(embedding.MetadataPath);
        Assert.NotNull(embedding.Sprite);
    }

    [Fact]
    public void Files_of_vectors_in_a_bare_directory_are_shown_with_what_belongs_to_them()
    {
        _logs.Vectors("digits_4d_tensors.tsv", 9, 4);
        _logs.Labels("digits_4d_labels.tsv", 9);
        _logs.Write("digits_sprite_8x10.png", ImageSizeTests.Png(24, 30));
        _logs.Vectors("other.tsv", 5, 3);
        _logs.Write("other.metadata.csv", "name,size\na,1\nb,2\nc,3\nd,4\ne,5\n");
        _logs.Write("notes.tsv", "this is\tnot a vector\nnor\tthis\n");
        _logs.Write("README.txt", "1\t2\n3\t4\n");

        var run = _logs.Run();

        Assert.Equal(["digits_4d_tensors.tsv", "other.tsv"], run.Embeddings.Select(e => e.TensorName));
        Assert.Equal(
            "There is no projector_config.pbtxt; the 2 files of vectors in the directory are shown: \"digits_4d_tensors.tsv\", \"other.tsv\".",
            Assert.Single(run.Problems).Message);
        Assert.Equal(_logs.Path("digits_4d_labels.tsv"), run.Embeddings[0].MetadataPath);
        Assert.Equal(new SpriteFile(_logs.Path("digits_sprite_8x10.png"), 8, 10), run.Embeddings[0].Sprite);
        Assert.Equal(["name", "size"], EmbeddingLoader.Load(run.Embeddings[1]).Metadata!.Columns.Select(c => c.Name));
    }

    [Fact]
    public void A_broken_file_that_is_called_vectors_is_shown_with_its_error()
    {
        _logs.Write("vectors.npy", "no array");

        var embedding = _logs.Embedding();

        Assert.Equal("vectors.npy", embedding.TensorName);
        Assert.False(embedding.CanBeShown);
    }

    [Fact]
    public void Below_the_root_only_files_called_vectors_make_a_run()
    {
        _logs.Vectors("data/table.tsv", 4, 2);
        _logs.Vectors("model/vectors.tsv", 4, 2);
        _logs.Labels("model/metadata.tsv", 4);

        var run = _logs.Run();

        Assert.Equal("model", run.Name);
        Assert.Equal(_logs.Path("model/metadata.tsv"), Assert.Single(run.Embeddings).MetadataPath);
    }

    [Fact]
    public void One_file_is_shown_as_if_a_config_named_it()
    {
        _logs.Vectors("sub/v.tsv", 4, 2);
        _logs.Labels("elsewhere/names.tsv", 4);

        var snapshot = LogDirectoryScanner.ForFile(_logs.Path("sub/v.tsv"), _logs.Path("elsewhere/names.tsv")).Scan();

        Assert.Empty(snapshot.Problems);
        var run = Assert.Single(snapshot.Runs);
        Assert.Empty(run.Problems);
        var embedding = Assert.Single(run.Embeddings);
        Assert.Equal(("v.tsv", _logs.Path("elsewhere/names.tsv")), (embedding.TensorName, embedding.MetadataPath));
        Assert.Equal(4, EmbeddingLoader.Load(embedding).Metadata!.RowCount);
    }

    [Fact]
    public void Metadata_beside_one_file_is_found_and_noted()
    {
        _logs.Vectors("v.tsv", 4, 2);
        _logs.Labels("metadata.tsv", 4);

        var run = Assert.Single(LogDirectoryScanner.ForFile(_logs.Path("v.tsv")).Scan().Runs);

        Assert.Equal(_logs.Path("metadata.tsv"), run.Embeddings[0].MetadataPath);
        Assert.Equal("The metadata was taken from \"metadata.tsv\", which lies beside the file.", Assert.Single(run.Problems).Message);
    }

    [Fact]
    public void The_columns_of_a_bare_file_can_be_given()
    {
        _logs.Write("v.bytes", new byte[48]);

        Assert.Equal([4, 3], Only(LogDirectoryScanner.ForFile(_logs.Path("v.bytes"), columns: 3)).Shape);
        Assert.Equal(
            "v.bytes holds 12 float32 numbers, which are not whole rows of 5.",
            Assert.Single(Only(LogDirectoryScanner.ForFile(_logs.Path("v.bytes"), columns: 5)).Problems).Message);
    }

    [Theory]
    [InlineData("emb.ckpt-2")]
    [InlineData("emb.ckpt-2.index")]
    [InlineData("emb.ckpt-2.data-00000-of-00001")]
    public void One_checkpoint_is_shown_by_its_prefix_or_any_of_its_files(string name)
    {
        TinyCheckpoint.Write(_logs.Path("emb.ckpt-2"), 1, new("emb", [4, 2]), new("bias", [4]));
        _logs.Labels("names.tsv", 4);

        var embedding = Only(LogDirectoryScanner.ForFile(_logs.Path(name), _logs.Path("names.tsv")));

        Assert.Equal(new EmbeddingSource(_logs.Path("emb.ckpt-2"), "emb", true), embedding.Source);
        Assert.Equal(4, EmbeddingLoader.Load(embedding).Metadata!.RowCount);
    }

    [Fact]
    public void A_prefix_without_its_step_shows_the_newest_step()
    {
        TinyCheckpoint.Write(_logs.Path("emb.ckpt-2"), 1, new TinyCheckpoint.Tensor("emb", [4, 2]));

        var snapshot = LogDirectoryScanner.ForFile(_logs.Path("emb.ckpt")).Scan();

        Assert.Equal("There is no checkpoint \"emb.ckpt\"; the newest step of it, \"emb.ckpt-2\", is shown.", Assert.Single(snapshot.Problems).Message);
        Assert.True(Assert.Single(snapshot.Runs[0].Embeddings).CanBeShown);
    }

    [Fact]
    public void A_file_that_is_not_there_or_a_directory_is_a_problem()
    {
        Assert.Equal(
            $"{_logs.Path("none")} does not exist, and no checkpoint has this prefix.",
            Assert.Single(LogDirectoryScanner.ForFile(_logs.Path("none")).Scan().Problems).Message);
        Assert.Equal($"{_logs.Root} is a directory, not a file.", Assert.Single(LogDirectoryScanner.ForFile(_logs.Root).Scan().Problems).Message);
    }

    [Fact]
    public void Metadata_that_the_person_named_and_that_is_not_there_is_a_warning()
    {
        _logs.Vectors("v.tsv", 4, 2);

        var embedding = Only(LogDirectoryScanner.ForFile(_logs.Path("v.tsv"), _logs.Path("none.tsv")));

        Assert.Equal($"{_logs.Path("none.tsv")} was not found.", Assert.Single(embedding.Problems).Message);
        Assert.True(embedding.CanBeShown);
    }

    private static Embedding Only(LogDirectoryScanner scanner) => Assert.Single(Assert.Single(scanner.Scan().Runs).Embeddings);

    private void Step(string folder, int rows)
    {
        _logs.Vectors($"{folder}/tensors.tsv", rows, 2);
        _logs.Labels($"{folder}/metadata.tsv", rows);
        var side = (int)Math.Ceiling(Math.Sqrt(rows));
        _logs.Write($"{folder}/sprite.png", ImageSizeTests.Png(28 * side, 28 * side));
    }
}
