using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class CheckpointChoiceTests : IDisposable
{
    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void The_state_file_decides_and_not_the_number()
    {
        Checkpoint("emb.ckpt-1");
        Checkpoint("emb.ckpt-2");
        _logs.Write("checkpoint", "model_checkpoint_path: \"emb.ckpt-1\"\nall_model_checkpoint_paths: \"emb.ckpt-1\"\nall_model_checkpoint_timestamps: 1.5e9\n");

        var run = _logs.Run();

        Assert.Equal(_logs.Path("emb.ckpt-1"), run.CheckpointPath);
        Assert.Equal(_logs.Path("emb.ckpt-1"), CheckpointState.LatestCheckpoint(_logs.Root));
        Assert.Equal(_logs.Path("emb.ckpt-1"), run.Config.ModelCheckpointPath);
        Assert.Empty(run.Problems);
    }

    [Fact]
    public void Without_a_state_file_the_newest_step_is_shown_and_the_others_are_named()
    {
        Checkpoint("emb.ckpt-9");
        Checkpoint("emb.ckpt-10");

        var run = _logs.Run();

        Assert.Equal(_logs.Path("emb.ckpt-10"), run.CheckpointPath);
        Assert.Null(CheckpointState.LatestCheckpoint(_logs.Root));
        var note = Assert.Single(run.Problems);
        Assert.Equal(ProblemSeverity.Note, note.Severity);
        Assert.Equal("There is no state file \"checkpoint\"; of \"emb.ckpt-10\", \"emb.ckpt-9\" the newest by its number, \"emb.ckpt-10\", is shown.", note.Message);
    }

    [Fact]
    public void A_state_file_that_names_a_missing_prefix_gives_way_to_the_newest_with_a_warning()
    {
        Checkpoint("emb.ckpt-2");
        Checkpoint("other-7");
        _logs.Write("checkpoint", "model_checkpoint_path: \"emb.ckpt-3\"");

        var run = _logs.Run();

        Assert.Equal(_logs.Path("emb.ckpt-2"), run.CheckpointPath);
        var warning = Assert.Single(run.Problems);
        Assert.Equal(ProblemSeverity.Warning, warning.Severity);
        Assert.Equal("The file \"checkpoint\" names \"emb.ckpt-3\", which is not there; the newest checkpoint, \"emb.ckpt-2\", is shown.", warning.Message);
        Assert.Equal(
            "There is \"other-7\", \"emb.ckpt-2\". Mend the first line of the file \"checkpoint\", or name one in the config as model_checkpoint_path.", warning.Remedy);
    }

    [Fact]
    public void A_state_file_of_another_machine_is_understood_by_the_name_of_the_file()
    {
        Checkpoint("model.ckpt-5");
        _logs.Write("checkpoint", "model_checkpoint_path: \"/home/some one/run 1:2/model.ckpt-5\"");

        var run = _logs.Run();

        Assert.Equal(_logs.Path("model.ckpt-5"), run.CheckpointPath);
        Assert.Equal(
            "The file \"checkpoint\" names \"/home/some one/run 1:2/model.ckpt-5\", which does not exist here; \"model.ckpt-5\" beside it is used.",
            Assert.Single(run.Problems).Message);
    }

    [Fact]
    public void A_state_file_without_any_checkpoint_says_which_files_are_missing()
    {
        _logs.Write("checkpoint", "model_checkpoint_path: \"emb.ckpt-3\"");
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_name: 'emb' }");

        var run = _logs.Run();

        Assert.Equal($"The file \"checkpoint\" names \"emb.ckpt-3\", but no checkpoint of that name is in {_logs.Root}.", run.Problems[0].Message);
        Assert.Equal("Copy emb.ckpt-3.index and its .data-… files into the directory.", run.Problems[0].Remedy);
        Assert.Equal($"\"emb\" has no vectors: no checkpoint was found in {_logs.Root}.", Assert.Single(run.Embeddings).Problems[0].Message);
    }

    [Fact]
    public void A_broken_state_file_is_named_with_its_line_and_the_newest_is_shown()
    {
        Checkpoint("emb.ckpt-1");
        _logs.Write("checkpoint", "model_checkpoint_path \"emb.ckpt-1\"");

        var run = _logs.Run();

        Assert.Equal("checkpoint, line 1, column 23: \"\"emb.ckpt-1\"\"; expected \":\" or \"{\" after the field name \"model_checkpoint_path\".", run.Problems[0].Message);
        Assert.Equal(_logs.Path("emb.ckpt-1"), run.CheckpointPath);
    }

    [Fact]
    public void The_checkpoint_of_the_parent_directory_is_shown_where_a_run_has_none()
    {
        TinyCheckpoint.Save(_logs.Root, "emb.ckpt-1", "emb", 3, 2);
        _logs.Write("train/events.out.tfevents.1", "");

        var train = _logs.Scan().Runs[0];

        Assert.Equal(("train", _logs.Path("emb.ckpt-1")), (train.Name, train.CheckpointPath));
        Assert.Equal(
            "The checkpoint \"emb.ckpt-1\" of the parent directory is shown: this directory has none of its own.", Assert.Single(train.Problems).Message);
    }

    [Theory]
    [InlineData("emb.ckpt-1")]
    [InlineData("sub/../emb.ckpt-1")]
    [InlineData("emb.ckpt-1.index")]
    [InlineData("emb.ckpt-1.data-00000-of-00001")]
    public void The_path_in_the_config_is_also_looked_for_in_its_directory(string written)
    {
        Checkpoint("emb.ckpt-1");
        Checkpoint("emb.ckpt-2");
        Directory.CreateDirectory(_logs.Path("sub"));
        _logs.Write("projector_config.pbtxt", $"model_checkpoint_path: \"{written}\"");

        var run = _logs.Run();

        Assert.Equal(_logs.Path("emb.ckpt-1"), run.CheckpointPath);
        Assert.Empty(run.Problems);
    }

    [Fact]
    public void A_path_in_the_config_that_exists_is_served_as_written()
    {
        Checkpoint("emb.ckpt-1");
        _logs.Write("projector_config.pbtxt", "model_checkpoint_path: \"emb.ckpt-1\"");

        Assert.Equal("emb.ckpt-1", _logs.Run().Config.ModelCheckpointPath);
    }

    [Fact]
    public void A_path_of_another_machine_is_understood_by_the_name_of_the_file()
    {
        Checkpoint("emb.ckpt-1");
        _logs.Write("projector_config.pbtxt", "model_checkpoint_path: \"C:\\\\logs\\\\emb.ckpt-1\"");

        var run = _logs.Run();

        Assert.Equal(_logs.Path("emb.ckpt-1"), run.CheckpointPath);
        Assert.Equal(
            "model_checkpoint_path names \"C:\\logs\\emb.ckpt-1\", which does not exist here; \"emb.ckpt-1\" beside the config is used.",
            Assert.Single(run.Problems).Message);
    }

    [Theory]
    [InlineData("emb.ckpt")]
    [InlineData("/tmp/logs/emb.ckpt")]
    [InlineData("emb.ckpt-1")]
    public void A_prefix_without_its_step_or_with_an_old_one_takes_the_newest_step(string written)
    {
        Checkpoint("emb.ckpt-2");
        Checkpoint("emb.ckpt-12");
        Checkpoint("other-99");
        _logs.Write("projector_config.pbtxt", $"model_checkpoint_path: \"{written}\"");

        var run = _logs.Run();

        Assert.Equal(_logs.Path("emb.ckpt-12"), run.CheckpointPath);
        var warning = Assert.Single(run.Problems);
        Assert.Equal(ProblemSeverity.Warning, warning.Severity);
        Assert.Equal($"Checkpoint file \"{written}\" not found; the newest step of it, \"emb.ckpt-12\", is shown.", warning.Message);
        Assert.Equal("Write model_checkpoint_path: \"emb.ckpt-12\", or leave it out to follow the newest.", warning.Remedy);
        Assert.Equal(_logs.Path("emb.ckpt-12"), run.Config.ModelCheckpointPath);
    }

    [Fact]
    public void A_wrong_prefix_names_what_is_there()
    {
        Checkpoint("right-3");
        _logs.Write("projector_config.pbtxt", "model_checkpoint_path: \"wrong\"");

        var run = _logs.Run();

        Assert.Equal(_logs.Path("right-3"), run.CheckpointPath);
        Assert.Equal("Checkpoint file \"wrong\" not found; the newest that is there, \"right-3\", is shown.", Assert.Single(run.Problems).Message);
    }

    [Fact]
    public void A_wrong_prefix_with_nothing_to_take_is_an_error_for_the_run_and_for_its_embedding()
    {
        _logs.Write("projector_config.pbtxt", "model_checkpoint_path: \"wrong\" embeddings { tensor_name: 'emb' }");

        var snapshot = _logs.Scan();

        var run = Assert.Single(snapshot.Runs);
        var error = Assert.Single(run.Problems);
        Assert.Equal(ProblemSeverity.Error, error.Severity);
        Assert.Equal("Checkpoint file \"wrong\" not found", error.Message);
        Assert.Equal($"Write the prefix of a checkpoint (its files without .index and .data-…) relative to {_logs.Root}, or save one there.", error.Remedy);
        Assert.False(Assert.Single(run.Embeddings).CanBeShown);
        Assert.Equal("The only embedding that was found cannot be shown.", Assert.Single(snapshot.Problems).Message);
    }

    [Fact]
    public void A_directory_named_as_checkpoint_opens_through_its_state_file()
    {
        TinyCheckpoint.Save(_logs.Path("ckpt"), "emb.ckpt-4", "emb", 3, 2);
        _logs.Write("run/projector_config.pbtxt", "model_checkpoint_path: \"../ckpt\"");

        Assert.Equal(_logs.Path("ckpt/emb.ckpt-4"), _logs.Scan().Runs.Single(r => r.Name == "run").CheckpointPath);
    }

    [Fact]
    public void The_checkpoint_directory_of_the_config_is_used()
    {
        TinyCheckpoint.Save(_logs.Path("ckpt"), "emb.ckpt-4", "emb", 3, 2);
        _logs.Write("run/projector_config.pbtxt", "model_checkpoint_dir: \"../ckpt\"");

        var run = _logs.Scan().Runs.Single(r => r.Name == "run");

        Assert.Equal(_logs.Path("ckpt/emb.ckpt-4"), run.CheckpointPath);
        Assert.Empty(run.Problems);
    }

    [Fact]
    public void A_checkpoint_directory_without_a_checkpoint_is_said()
    {
        _logs.Write("projector_config.pbtxt", "model_checkpoint_dir: \"none\" embeddings { tensor_name: 'emb' }");

        Assert.Equal("model_checkpoint_dir names \"none\", where no checkpoint was found.", _logs.Run().Problems[0].Message);
    }

    [Fact]
    public void A_file_that_only_ends_in_index_is_no_checkpoint()
    {
        _logs.Write("faiss.index", new byte[4096]);
        TinyCheckpoint.Write(_logs.Path("emb"), 1, new TinyCheckpoint.Tensor("emb", [3, 2]));

        Assert.Equal("There is no state file \"checkpoint\"; the only checkpoint, \"emb\", is shown.", Assert.Single(_logs.Run().Problems).Message);
    }

    [Fact]
    public void A_missing_shard_spoils_only_its_own_tensors()
    {
        TinyCheckpoint.Write(_logs.Path("emb.ckpt-1"), 2, new TinyCheckpoint.Tensor("first", [3, 2]), new TinyCheckpoint.Tensor("second", [4, 2], Shard: 1));
        File.Delete(_logs.Path("emb.ckpt-1.data-00001-of-00002"));

        var run = _logs.Run();

        Assert.Equal(["first", "second"], run.Embeddings.Select(e => e.TensorName));
        Assert.Equal(3, EmbeddingLoader.Load(run.Embeddings[0]).Vectors.RowCount);
        var error = Assert.Single(run.Embeddings[1].Problems);
        Assert.Equal(ProblemSeverity.Error, error.Severity);
        Assert.Contains("emb.ckpt-1.data-00001-of-00002", error.Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => EmbeddingLoader.Load(run.Embeddings[1]));
    }

    [Fact]
    public void A_damaged_index_is_an_error_of_the_run_and_of_what_it_should_hold()
    {
        TinyCheckpoint.Save(_logs.Root, "emb.ckpt-1", "emb", 3, 2);
        var index = File.ReadAllBytes(_logs.Path("emb.ckpt-1.index"));
        index[3] ^= 0x40;
        _logs.Write("emb.ckpt-1.index", index);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_name: 'emb' }");

        var run = _logs.Run();

        Assert.Equal(ProblemSeverity.Error, Assert.Single(run.Problems).Severity);
        Assert.StartsWith("emb.ckpt-1.index", run.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal("\"emb\" cannot be read, because its checkpoint \"emb.ckpt-1\" cannot.", Assert.Single(run.Embeddings).Problems[0].Message);
    }

    private void Checkpoint(string name) => TinyCheckpoint.Write(_logs.Path(name), 1, new TinyCheckpoint.Tensor("emb", [3, 2]));
}
