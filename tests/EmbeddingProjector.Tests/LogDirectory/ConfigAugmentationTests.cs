using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class ConfigAugmentationTests : IDisposable
{
    private const string Key = "/.ATTRIBUTES/VARIABLE_VALUE";

    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void Every_tensor_of_two_axes_is_added_but_for_optimizer_slots()
    {
        Checkpoint(
            new("emb", [30, 2]), new("bias", [2]), new("step", []), new("cube", [2, 2, 2]), new("graph", null), new("a/.OPTIMIZER_SLOT/opt/m" + Key, [30, 2]));
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_name: 'other:0' tensor_path: 'v.tsv' }");
        _logs.Vectors("v.tsv", 5, 3);

        var config = _logs.Run().Config;

        Assert.Equal(["other", "emb"], config.Embeddings.Select(e => e.TensorName));
        Assert.Equal([5, 3], config.Embeddings[0].TensorShape);
        Assert.Equal([30, 2], config.Embeddings[1].TensorShape);
        Assert.Equal("v.tsv", config.Embeddings[0].TensorPath);
    }

    [Fact]
    public void An_unnamed_first_embedding_is_the_template_of_the_tensors_added()
    {
        Checkpoint(new("a", [3, 2]), new("b", [4, 2]));
        _logs.Labels("m.tsv", 3);
        _logs.Write("b.txt", "[]");
        _logs.Write(
            "projector_config.pbtxt",
            "embeddings { metadata_path: 'm.tsv' bookmarks_path: 'b.txt' sprite { image_path: 's.png' } }\nembeddings { tensor_name: 'b' }");

        var run = _logs.Run();

        Assert.Equal(["b", "a"], run.Config.Embeddings.Select(e => e.TensorName));
        Assert.Equal(("m.tsv", "b.txt", null), (run.Config.Embeddings[1].MetadataPath, run.Config.Embeddings[1].BookmarksPath, run.Config.Embeddings[1].Sprite));
        Assert.Equal("", run.Config.Embeddings[0].MetadataPath);
        var a = run.Embeddings.Single(e => e.TensorName == "a");
        Assert.Equal((_logs.Path("m.tsv"), _logs.Path("b.txt")), (a.MetadataPath, a.BookmarksPath));
        Assert.Equal(3, EmbeddingLoader.Load(a).Metadata!.RowCount);
    }

    [Theory]
    [InlineData("emb:0", "emb")]
    [InlineData("emb", "emb:0")]
    [InlineData("emb:0", "emb:0")]
    public void The_suffix_of_a_name_does_not_matter(string written, string key)
    {
        Checkpoint(new TinyCheckpoint.Tensor(key, [3, 2]));
        _logs.Write("projector_config.pbtxt", $"embeddings {{ tensor_name: '{written}' }}");

        var run = _logs.Run();

        Assert.Equal("emb", Assert.Single(run.Config.Embeddings).TensorName);
        Assert.Equal(key, Assert.Single(run.Embeddings).Source.Tensor);
        Assert.Equal(3, EmbeddingLoader.Load(run.Embeddings[0]).Vectors.RowCount);
    }

    [Theory]
    [InlineData("embedding", "embedding" + Key)]
    [InlineData("embeddings", "layer_with_weights-0/embeddings" + Key)]
    public void A_name_without_the_ending_of_the_key_is_matched_and_noted(string written, string key)
    {
        Checkpoint(new(key, [3, 2]), new("a/.OPTIMIZER_SLOT/opt/" + written + Key, [3, 2]), new("save_counter" + Key, []));
        _logs.Write("projector_config.pbtxt", $"embeddings {{ tensor_name: '{written}' }}");

        var embedding = _logs.Embedding();

        Assert.Equal((written, key), (embedding.TensorName, embedding.Source.Tensor));
        var note = Assert.Single(embedding.Problems);
        Assert.Equal(ProblemSeverity.Note, note.Severity);
        Assert.Equal($"tensor_name \"{written}\" was taken for \"{key}\", as the checkpoint calls it.", note.Message);
        Assert.Equal($"For TensorBoard write tensor_name: \"{key}\".", note.Remedy);
    }

    [Fact]
    public void A_name_that_the_checkpoint_does_not_hold_names_those_that_it_does()
    {
        Checkpoint(new("layer_with_weights-1/embeddings" + Key, [3, 2]), new("bias", [2]));
        _logs.Write("projector_config.pbtxt", $"embeddings {{ tensor_name: 'layer_with_weights-0/embeddings{Key}' metadata_path: 'm.tsv' }}");
        _logs.Labels("m.tsv", 3);

        var run = _logs.Run();

        Assert.Equal([true, false], run.Embeddings.Select(e => e.CanBeShown));
        var error = Assert.Single(run.Embeddings[1].Problems);
        Assert.Equal($"Tensor \"layer_with_weights-0/embeddings{Key}\" not found in checkpoint \"emb.ckpt-1\".", error.Message);
        Assert.Equal($"Write one of these as tensor_name: \"layer_with_weights-1/embeddings{Key}\".", error.Remedy);
    }

    [Theory]
    [InlineData(new long[] { 8184 }, "\"emb\" has the wrong rank: it is a list of 8,184 numbers (1 axis).")]
    [InlineData(new long[] { }, "\"emb\" has the wrong rank: it is a single number (0 axes).")]
    [InlineData(new long[] { 4, 2, 3 }, "\"emb\" has the wrong rank: it is 4 × 2 × 3 (3 axes).")]
    public void A_tensor_of_the_wrong_rank_is_an_error_with_its_shape(long[] shape, string message)
    {
        Checkpoint(new TinyCheckpoint.Tensor("emb", shape));
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_name: 'emb' }");

        var error = Assert.Single(_logs.Embedding().Problems);

        Assert.Equal((ProblemSeverity.Error, message), (error.Severity, error.Message));
        Assert.StartsWith("A map needs two axes: one row for each point. Save ", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_text_is_an_error()
    {
        Checkpoint(new TinyCheckpoint.Tensor("emb", null));
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_name: 'emb' }");

        Assert.Equal("\"emb\" holds elements of the type string, which are not numbers.", _logs.Embedding().Problems[0].Message);
    }

    [Theory]
    [InlineData(1, 4, "\"emb\" has a single row (1 × 4): a map of one point.", ProblemSeverity.Warning)]
    [InlineData(4, 1, "\"emb\" has a single column (4 × 1): a map on a line.", ProblemSeverity.Warning)]
    [InlineData(0, 4, "\"emb\" is empty: 0 × 4.", ProblemSeverity.Error)]
    public void A_degenerate_tensor_is_listed_with_a_word_about_it(long rows, long columns, string message, ProblemSeverity severity)
    {
        Checkpoint(new TinyCheckpoint.Tensor("emb", [rows, columns]));

        var problem = Assert.Single(_logs.Embedding().Problems);

        Assert.Equal((severity, message), (problem.Severity, problem.Message));
    }

    [Fact]
    public void A_checkpoint_without_a_table_says_what_it_holds()
    {
        Checkpoint(new("bias", [2]), new("step", []));

        var error = Assert.Single(_logs.Run().Problems);

        Assert.Equal(ProblemSeverity.Error, error.Severity);
        Assert.Equal(
            "The checkpoint \"emb.ckpt-1\" holds no table of vectors, that is, no tensor of two axes. It holds \"bias\" (float32, a list of 2 numbers), "
            + "\"step\" (float32, a single number).",
            error.Message);
    }

    [Fact]
    public void Embeddings_are_listed_with_metadata_first_then_by_rows_then_by_name_and_slots_last()
    {
        Checkpoint(new("b", [5, 2]), new("a", [5, 2]), new("many", [9, 2]), new("many/Adagrad", [99, 2]), new("labelled", [3, 2]), new("line", [999, 1]));
        _logs.Labels("m.tsv", 3);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_name: 'gone' metadata_path: 'm.tsv' } embeddings { tensor_name: 'labelled' metadata_path: 'm.tsv' }");

        Assert.Equal(["labelled", "many", "a", "b", "many/Adagrad", "line", "gone"], _logs.Run().Embeddings.Select(e => e.TensorName));
    }

    [Fact]
    public void An_unnamed_file_takes_its_own_name()
    {
        _logs.Vectors("deep/vectors.tsv", 3, 2);
        _logs.Vectors("more.tsv", 3, 2);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'deep/vectors.tsv' } embeddings { tensor_path: 'more.tsv' }");

        Assert.Equal(["more.tsv", "vectors.tsv"], _logs.Run().Embeddings.Select(e => e.TensorName));
    }

    [Fact]
    public void An_embedding_without_name_and_file_is_an_error_where_there_is_no_checkpoint()
    {
        _logs.Write("projector_config.pbtxt", "embeddings { metadata_path: 'm.tsv' }");

        Assert.Equal("An embedding in the config has neither tensor_name nor tensor_path.", _logs.Run().Problems[0].Message);
    }

    [Fact]
    public void Embeddings_named_twice_are_served_as_written_and_listed_once()
    {
        const string Entry = "embeddings { tensor_name: 'default:00001' tensor_path: 'v.tsv' }\n";
        _logs.Vectors("v.tsv", 3, 2);
        _logs.Write("projector_config.pbtxt", Entry + Entry + Entry);

        var run = _logs.Run();

        Assert.Equal(3, run.Config.Embeddings.Count);
        Assert.Single(run.Embeddings);
        Assert.Equal("The config names some embeddings twice in the same way; each is listed once.", Assert.Single(run.Problems).Message);
    }

    [Fact]
    public void One_name_for_two_files_is_a_warning()
    {
        _logs.Vectors("v.tsv", 3, 2);
        _logs.Vectors("w.tsv", 4, 2);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_name: 'a' tensor_path: 'v.tsv' } embeddings { tensor_name: 'a' tensor_path: 'w.tsv' }");

        var run = _logs.Run();

        Assert.Equal([3, 2], Assert.Single(run.Embeddings).Shape);
        Assert.Equal("The config names \"a\" twice with different files; the first is shown.", Assert.Single(run.Problems).Message);
    }

    private void Checkpoint(params TinyCheckpoint.Tensor[] tensors)
    {
        TinyCheckpoint.Write(_logs.Path("emb.ckpt-1"), 1, tensors);
        _logs.Write("checkpoint", "model_checkpoint_path: \"emb.ckpt-1\"\n");
    }
}
