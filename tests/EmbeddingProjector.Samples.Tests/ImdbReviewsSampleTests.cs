using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Tests;
using EmbeddingProjector.Training;
using Xunit;

namespace EmbeddingProjector.Samples.Tests;

/// <summary>The sample as people run it: a process of its own, on a small collection of reviews.</summary>
public sealed class ImdbReviewsSampleTests : IDisposable
{
    private const string Tensor = "embedding/.ATTRIBUTES/VARIABLE_VALUE";

    private readonly TemporaryDirectory _directory = new();

    private string Logs => _directory.File("logs");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task With_json_stdout_is_one_line_with_the_figures_and_the_files_are_those_of_the_tutorial()
    {
        var run = await TrainAsync(Logs, "--json");

        using var json = JsonDocument.Parse(Assert.Single(run.Lines));
        var figures = json.RootElement;
        Assert.Equal(
            ["loss", "accuracy", "val_loss", "val_accuracy", "test_accuracy", "seconds_per_epoch", "vocab_size", "logdir"],
            figures.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Logs, figures.GetProperty("logdir").GetString());
        Assert.InRange(figures.GetProperty("loss").GetDouble(), 0.5, 0.8);
        Assert.InRange(figures.GetProperty("val_loss").GetDouble(), 0.5, 0.8);
        Assert.All(["accuracy", "val_accuracy", "test_accuracy"], name => Assert.InRange(figures.GetProperty(name).GetDouble(), 0, 1));
        Assert.True(figures.GetProperty("seconds_per_epoch").GetDouble() > 0);

        var subwords = SubwordTextEncoder.LoadFromFile(Assert.Single(Directory.GetFiles(Logs, "*.subwords"))).Subwords;
        Assert.Equal(subwords.Count + 257, figures.GetProperty("vocab_size").GetInt32());
        Assert.Equal(subwords.Concat(Enumerable.Range(1, 256).Select(n => $"unknown #{n}")), File.ReadAllLines(Path.Combine(Logs, "metadata.tsv")));
        Assert.Equal(
            $"embeddings {{\n  tensor_name: \"{Tensor}\"\n  metadata_path: \"metadata.tsv\"\n}}\n", File.ReadAllText(Path.Combine(Logs, "projector_config.pbtxt")));
        Assert.Equal("embedding.ckpt-20", Path.GetFileName(CheckpointState.LatestCheckpoint(Logs)));
    }

    [Fact]
    public async Task Inspect_and_an_independent_reader_agree_with_what_was_written()
    {
        var run = await TrainAsync(Logs, "--json");
        using var figures = JsonDocument.Parse(run.Output);
        var rows = figures.RootElement.GetProperty("vocab_size").GetInt32() - 1;

        var inspection = await ProgramRun.ProjectorAsync("inspect", Logs, "--json");
        using var json = JsonDocument.Parse(inspection.Output);
        var tensor = json.RootElement.GetProperty("tensors").EnumerateArray().Single(t => t.GetProperty("name").GetString() == Tensor);
        Assert.Equal([rows, 16], tensor.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()));
        Assert.Empty(tensor.GetProperty("problems").EnumerateArray());
        Assert.Equal(Path.Combine(Logs, "metadata.tsv"), tensor.GetProperty("metadata").GetString());

        Assert.Contains($"metadata.tsv: {rows} labels for {Tensor}", await IndependentVerifier.VerifyAsync(Logs));
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_weights_and_another_seed_others()
    {
        await TrainAsync(Logs, "--seed", "3");
        var again = _directory.File("again");
        await TrainAsync(again, "--seed", "3");
        var first = Weights(Logs);

        Assert.Equal(first, Weights(again));
        var second = await TrainAsync(again, "--seed", "4");
        Assert.NotEqual(first, Weights(again));
        Assert.Contains("Vocabulary: read from", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_training_that_is_killed_leaves_its_last_checkpoint_whole()
    {
        var data = TinyReviews.Write(_directory);
        using var process = Process.Start(ProgramRun.Start("ImdbReviews.dll", "--data", data, "--logdir", Logs, "--epochs", "1000000"))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        try
        {
            while (!process.HasExited && NewestStep() < 2500)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("", await error);
        Assert.Contains("Epoch 100/1000000", await output, StringComparison.Ordinal);

        Assert.Contains($"metadata.tsv: {File.ReadAllLines(Path.Combine(Logs, "metadata.tsv")).Length} labels for {Tensor}", await IndependentVerifier.VerifyAsync(WithLatestAlone()));
        var inspection = await ProgramRun.ProjectorAsync("inspect", Logs, "--json");
        using var json = JsonDocument.Parse(inspection.Output);
        Assert.Empty(json.RootElement.GetProperty("tensors").EnumerateArray().First().GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task With_serve_the_map_is_there_before_the_training_and_shows_what_was_trained()
    {
        var data = TinyReviews.Write(_directory);
        using var process = Process.Start(ProgramRun.Start("ImdbReviews.dll", "--data", data, "--logdir", Logs, "--serve", "--no-open"))!;
        try
        {
            var lines = new List<string>();
            while (lines is not [.., var last] || !last.StartsWith("Saved to", StringComparison.Ordinal))
            {
                var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                Assert.True(line is not null, "The sample ended.");
                lines.Add(line);
            }

            const string Announcement = "Embedding Projector: ";
            var served = lines.FindIndex(line => line.StartsWith(Announcement, StringComparison.Ordinal));
            Assert.InRange(served, 0, lines.IndexOf("Epoch 1/1") - 1);

            using var client = new HttpClient { BaseAddress = new Uri(lines[served][Announcement.Length..]) };
            var labels = await client.GetStringAsync($"data/plugin/projector/metadata?run=.&name={Tensor}", TestContext.Current.CancellationToken);
            var vectors = await client.GetByteArrayAsync($"data/plugin/projector/tensor?run=.&name={Tensor}", TestContext.Current.CancellationToken);
            var rows = labels.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("unknown #256", rows[^1]);
            Assert.Equal(rows.Length * 16 * sizeof(float), vectors.Length);
            Assert.Equal(Weights(Logs)[..vectors.Length], vectors);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Without_data_and_without_a_network_it_says_that_its_reviews_are_made_up()
    {
        var start = ProgramRun.Start("ImdbReviews.dll", "--logdir", Logs);
        start.Environment["XDG_CACHE_HOME"] = _directory.File("cache");
        start.Environment["LOCALAPPDATA"] = _directory.File("cache");
        // A proxy where nothing listens: no network, on any machine.
        start.Environment["HTTPS_PROXY"] = start.Environment["https_proxy"] = "http://127.0.0.1:9";
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "";

        var run = await ProgramRun.OfAsync(start);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("GENERATED: 5,000 reviews to train and 5,000 to test, made up by this program; not real reviews.", run.Lines[0], StringComparison.Ordinal);
        Assert.True(CheckpointState.LatestCheckpoint(Logs) is not null);
    }

    [Theory]
    [InlineData(1, "no such file or folder", "--data", "/there/is/no/such/archive.tar.gz")]
    [InlineData(2, "--epochs takes a number from 1", "--epochs", "0")]
    [InlineData(2, "--nonsense", "--nonsense")]
    public async Task What_cannot_be_done_is_said_on_stderr_and_in_the_exit_code(int exitCode, string message, params string[] arguments)
    {
        var run = await ProgramRun.SampleAsync(["--logdir", Logs, .. arguments]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Logs));
    }

    [Fact]
    public async Task The_real_reviews_give_the_figures_of_the_tutorial_and_files_without_a_fault()
    {
        var run = await ProgramRun.SampleAsync("--data", SharedData.Path("imdb/aclImdb.tar.gz"), "--logdir", Logs, "--seed", "1", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(8185, json.RootElement.GetProperty("vocab_size").GetInt32());
        Assert.InRange(json.RootElement.GetProperty("loss").GetDouble(), 0.47, 0.54);
        Assert.InRange(json.RootElement.GetProperty("test_accuracy").GetDouble(), 0.83, 0.90);
        Assert.Contains($"config: {Tensor}, 8184 vectors", await IndependentVerifier.VerifyAsync(Logs));
    }

    private static byte[] Weights(string logs) => File.ReadAllBytes(CheckpointState.LatestCheckpoint(logs)! + ".data-00000-of-00001");

    private async Task<ProgramRun> TrainAsync(string logs, params string[] arguments)
    {
        var run = await ProgramRun.SampleAsync(["--data", TinyReviews.Write(_directory), "--logdir", logs, .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    // Between two saves the state file may list, beside the latest, an old checkpoint that has just been deleted, as TensorFlow's does.
    private string WithLatestAlone()
    {
        var (latest, copy) = (CheckpointState.LatestCheckpoint(Logs)!, Directory.CreateDirectory(_directory.File("latest")).FullName);
        var name = Path.GetFileName(latest);
        foreach (var file in (string[])[$"{name}.index", $"{name}.data-00000-of-00001", "metadata.tsv", "projector_config.pbtxt"])
        {
            File.Copy(Path.Combine(Logs, file), Path.Combine(copy, file));
        }

        File.WriteAllText(Path.Combine(copy, "checkpoint"), $"model_checkpoint_path: \"{name}\"\nall_model_checkpoint_paths: \"{name}\"\n");
        return copy;
    }

    // By the names of the files: a process that is about to replace a file may hold it.
    private int NewestStep() => !Directory.Exists(Logs) ? -1 : Directory.GetFiles(Logs, "embedding.ckpt-*.index")
        .Select(index => int.Parse(Path.GetFileNameWithoutExtension(index)["embedding.ckpt-".Length..], CultureInfo.InvariantCulture))
        .DefaultIfEmpty(-1).Max();
}
