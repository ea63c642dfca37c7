using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class RunDiscoveryTests : IDisposable
{
    private const string TwoRows = "embeddings { tensor_path: \"vectors.tsv\" }";

    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void Directories_with_event_files_are_runs_and_the_root_comes_last()
    {
        _logs.Write("train/events.out.tfevents.1.host", "");
        _logs.Write("b/deep/events.out.tfevents.1.host", "");
        Configured(".");
        Configured("train");

        Assert.Equal(["b/deep", "train", "."], _logs.Scan().Runs.Select(r => r.Name));
    }

    [Fact]
    public void The_root_comes_first_when_it_holds_an_event_file_itself()
    {
        _logs.Write("events.out.tfevents.1.host", "");
        _logs.Write("train/.profile-empty", "");

        Assert.Equal([".", "train"], _logs.Scan().Runs.Select(r => r.Name));
    }

    [Fact]
    public void A_config_or_a_checkpoint_makes_a_run_without_an_event_file()
    {
        Configured("with-config");
        TinyCheckpoint.Save(_logs.Path("with-checkpoint"), "emb.ckpt-1", "emb", 3, 2);
        TinyCheckpoint.Write(_logs.Path("with-index/emb"), 1, new TinyCheckpoint.Tensor("emb", [3, 2]));
        _logs.Write("nothing/readme.txt", "x");

        var snapshot = _logs.Scan();

        Assert.Equal(["with-checkpoint", "with-config", "with-index"], snapshot.Runs.Select(r => r.Name));
        Assert.Empty(snapshot.Problems);
    }

    [Fact]
    public void The_config_among_the_assets_of_the_plugin_replaces_the_one_of_the_run()
    {
        Configured("run");
        _logs.Write("run/plugins/org_tensorflow_tensorboard_projector/projector_config.pbtxt", "embeddings { tensor_name: 'other' tensor_path: 'v.tsv' }");
        _logs.Vectors("run/plugins/org_tensorflow_tensorboard_projector/v.tsv", 3, 2);

        var run = _logs.Run();

        Assert.Equal("run", run.Name);
        Assert.Equal("other", Assert.Single(run.Embeddings).TensorName);
        Assert.Equal(_logs.Path("run/plugins/org_tensorflow_tensorboard_projector/projector_config.pbtxt"), run.ConfigPath);
        Assert.True(run.Embeddings[0].CanBeShown);
    }

    [Fact]
    public void Hidden_directories_are_not_searched()
    {
        Configured(".cache");
        Configured("seen");

        Assert.Equal(["seen"], _logs.Scan().Runs.Select(r => r.Name));
    }

    [Fact]
    public void Links_to_directories_are_followed_and_circles_of_links_end()
    {
        Configured("../elsewhere");
        Directory.CreateSymbolicLink(_logs.Path("linked"), "../elsewhere");
        Directory.CreateSymbolicLink(_logs.Path("loop"), ".");
        Directory.CreateDirectory(_logs.Path("a"));
        Directory.CreateDirectory(_logs.Path("b"));
        Directory.CreateSymbolicLink(_logs.Path("a/b"), "../b");
        Directory.CreateSymbolicLink(_logs.Path("b/a"), "../a");
        File.CreateSymbolicLink(_logs.Path("self"), "self");

        var snapshot = _logs.Scan();

        Assert.Equal(["linked"], snapshot.Runs.Select(r => r.Name));
        Assert.True(Assert.Single(snapshot.Runs[0].Embeddings).CanBeShown);
    }

    [Fact]
    public void Directories_too_deep_are_not_searched_and_that_is_said()
    {
        Configured(string.Join('/', Enumerable.Repeat("d", 34)));
        Configured("near");

        var snapshot = _logs.Scan();

        Assert.Equal(["near"], snapshot.Runs.Select(r => r.Name));
        Assert.Equal($"1 directories more than 32 levels below {_logs.Root} were not looked at.", Assert.Single(snapshot.Problems).Message);
    }

    [Fact]
    public void A_directory_that_does_not_exist_is_a_problem_until_it_does()
    {
        var scanner = LogDirectoryScanner.ForDirectory(_logs.Path("later"));

        var before = scanner.Scan();

        Assert.Empty(before.Runs);
        var problem = Assert.Single(before.Problems);
        Assert.Equal((ProblemSeverity.Error, $"The directory {_logs.Path("later")} does not exist."), (problem.Severity, problem.Message));

        Configured("later");
        var after = scanner.Scan();

        Assert.Empty(after.Problems);
        Assert.NotEqual(before.Version, after.Version);
    }

    [Fact]
    public void A_file_in_place_of_the_directory_is_a_problem()
    {
        var path = _logs.Write("vectors.tsv", "1\t2\n");

        Assert.Equal($"{path} is a file, not a directory.", Assert.Single(LogDirectoryScanner.ForDirectory(path).Scan().Problems).Message);
    }

    [Fact]
    public void An_empty_directory_says_what_a_log_directory_is()
    {
        var snapshot = _logs.Scan();

        var problem = Assert.Single(snapshot.Problems);
        Assert.Equal($"No embedding was found in {_logs.Root}.", problem.Message);
        Assert.Equal(
            "A log directory holds the vectors (a checkpoint, or a file such as vectors.tsv or vectors.npy), metadata.tsv with one label for each vector, "
            + "and projector_config.pbtxt, which names both.",
            problem.Remedy);
        var run = Assert.Single(snapshot.Runs);
        Assert.Equal("There is no projector_config.pbtxt and no checkpoint, so there is nothing to map.", Assert.Single(run.Problems).Message);
    }

    [Fact]
    public void Event_files_alone_say_per_run_that_there_is_nothing_to_map()
    {
        _logs.Write("train/events.out.tfevents.1", "");
        _logs.Write("validation/events.out.tfevents.1", "");

        var snapshot = _logs.Scan();

        Assert.Equal(["train", "validation"], snapshot.Runs.Select(r => r.Name));
        Assert.All(snapshot.Runs, r => Assert.StartsWith("There is no projector_config.pbtxt", Assert.Single(r.Problems).Message, StringComparison.Ordinal));
        Assert.Equal($"No embedding was found in {_logs.Root} or in any of its 2 runs.", Assert.Single(snapshot.Problems).Message);
    }

    [Fact]
    public void A_config_that_names_nothing_says_so()
    {
        _logs.Write("projector_config.pbtxt", "# empty\n");

        var problem = Assert.Single(_logs.Run().Problems);
        Assert.Equal($"projector_config.pbtxt names no embedding, and there is no checkpoint in {_logs.Root}.", problem.Message);
        Assert.Equal("Add embeddings { tensor_path: \"vectors.tsv\" metadata_path: \"metadata.tsv\" }, or save a checkpoint into the directory.", problem.Remedy);
    }

    [Fact]
    public void A_config_that_cannot_be_read_names_the_place()
    {
        _logs.Write("projector_config.pbtxt", "embeddings {\n  tensor_name = \"a\"\n}\n");

        var problem = Assert.Single(_logs.Run().Problems);
        Assert.Equal(ProblemSeverity.Error, problem.Severity);
        Assert.Equal("projector_config.pbtxt, line 2, column 15: \"=\"; expected \":\" or \"{\" after the field name \"tensor_name\".", problem.Message);
        Assert.Equal(_logs.Path("projector_config.pbtxt"), problem.Path);
    }

    [Fact]
    public void A_json_config_serves_where_there_is_no_pbtxt_and_keeps_its_order()
    {
        _logs.Write("aaa.json", "{\"some\": \"thing else\"}");
        _logs.Write(
            "demo_projector_config.json",
            """{"embeddings": [{"tensorName": "Z", "tensorShape": [2, 3], "tensorPath": "z.bytes"}, {"tensorName": "A", "tensorPath": "a.tsv"}, {"tensorName": "gone", "tensorPath": "gone.tsv"}]}""");
        _logs.Write("z.bytes", new byte[24]);
        _logs.Vectors("a.tsv", 9, 3);

        var run = _logs.Run();

        Assert.Equal(["Z", "A", "gone"], run.Embeddings.Select(e => e.TensorName));
        Assert.Equal([true, true, false], run.Embeddings.Select(e => e.CanBeShown));
    }

    [Fact]
    public void A_pbtxt_that_holds_json_is_read()
    {
        _logs.Write("projector_config.pbtxt", "{\"embeddings\": [{\"tensorPath\": \"vectors.tsv\"}]}");
        _logs.Vectors("vectors.tsv", 3, 2);

        Assert.True(_logs.Embedding().CanBeShown);
    }

    private void Configured(string run)
    {
        _logs.Write($"{run}/projector_config.pbtxt", TwoRows);
        _logs.Vectors($"{run}/vectors.tsv", 3, 2);
    }
}
