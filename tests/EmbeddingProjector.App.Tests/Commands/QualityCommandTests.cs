using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

public class QualityCommandTests
{
    [Fact]
    public async Task Quality_is_a_table_that_says_k_on_which_rows_and_for_pca_the_variance()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(300, 8), 8);

        var (code, output, _) = await CommandRun.InProcessAsync(
            "project", input, "--method", "pca", "--dims", "2", "--quality", "--output", directory.File("p.npy"));

        Assert.Equal(0, code);
        Assert.Matches(@"trustworthiness +12  [01]\.\d{4}\n", output);
        Assert.Matches(@"continuity +12  [01]\.\d{4}\n", output);
        Assert.Matches(@"neighbor preservation +15  [01]\.\d{4}\n", output);
        Assert.Matches(@"explained variance +\d+\.\d % \(\d+\.\d % \+ \d+\.\d %\)\n", output);
        Assert.Contains("Exact, on all 300 rows, euclidean distance", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_rows_are_measured_on_a_sample_that_is_stated()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(10_001, 3), 3);

        var (code, output, _) = await CommandRun.InProcessAsync(
            "project", input, "--method", "identity", "--quality", "--output", directory.File("p.npy"));

        Assert.Equal(0, code);
        Assert.Contains("On a sample of 2,000 of 10,001 rows, each against all", output, StringComparison.Ordinal);
        Assert.DoesNotContain("explained variance", output, StringComparison.Ordinal);
        // A map that is the data keeps everything.
        Assert.Matches(@"trustworthiness +12  1\.0000\n", output);
    }

    [Fact]
    public async Task Json_is_one_line_with_quality_sizes_and_every_parameter_as_used()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(200, 8), 8);
        var target = directory.File("p.csv");

        var (code, output, _) = await CommandRun.InProcessAsync(
            "project", input, "--method", "umap", "--dims", "2", "--seed", "7", "--threads", "2", "--metric", "cosine", "--param", "epochs=20",
            "--quality", "--json", "--output", target);

        Assert.Equal(0, code);
        Assert.Single(output.TrimEnd().Split('\n'));
        var line = JsonDocument.Parse(output).RootElement;
        Assert.Equal((200, 8), (line.GetProperty("n").GetInt32(), line.GetProperty("d").GetInt32()));
        Assert.Equal(("umap", 2, 7), (line.GetProperty("method").GetString(), line.GetProperty("threads").GetInt32(), line.GetProperty("seed").GetInt32()));
        Assert.Equal(target, line.GetProperty("output").GetString());
        var parameters = line.GetProperty("parameters");
        Assert.Equal(
            ["neighbors=15", "min_dist=0.1", "spread=1", "epochs=20", "init=spectral", "metric=cosine"],
            new[] { "neighbors", "min_dist", "spread", "epochs", "init", "metric" }.Select(name => $"{name}={parameters.GetProperty(name).GetString()}"));
        Assert.All(line.GetProperty("stages").EnumerateArray(), stage => Assert.True(stage.GetProperty("seconds").GetDouble() >= 0));
        var quality = line.GetProperty("quality");
        Assert.Equal("cosine", quality.GetProperty("metric").GetString());
        Assert.True(quality.GetProperty("exact").GetBoolean());
        Assert.Equal((12, 15), (quality.GetProperty("trustworthinessNeighbors").GetInt32(), quality.GetProperty("preservationNeighbors").GetInt32()));
        Assert.InRange(quality.GetProperty("trustworthiness").GetDouble(), 0.5, 1);
        Assert.InRange(quality.GetProperty("continuity").GetDouble(), 0.5, 1);
        Assert.InRange(quality.GetProperty("neighborPreservation").GetDouble(), 0, 1);
    }

    [Fact]
    public async Task Without_the_flag_nothing_is_measured()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.SmallVectors, 3);

        var (_, table, _) = await CommandRun.InProcessAsync("project", input, "--method", "pca", "--output", directory.File("p.npy"));
        var (_, line, _) = await CommandRun.InProcessAsync("project", input, "--method", "pca", "--json", "--output", directory.File("p.npy"));

        Assert.Empty(table);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(line).RootElement.GetProperty("quality").ValueKind);
    }

    [Theory]
    [InlineData("tsne", "perplexity=5", "iterations=20", "learning_rate=100", "exaggeration=4", "init=random")]
    [InlineData("umap", "neighbors=5", "min_dist=0.2", "spread=2", "epochs=20", "init=random")]
    public async Task The_parameters_of_a_method_have_their_published_names(string method, params string[] parameters)
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(60, 5), 5);

        var (code, output, error) = await CommandRun.InProcessAsync(
            ["project", input, "--method", method, "--json", "--output", directory.File("p.npy"), .. parameters.SelectMany(p => new[] { "--param", p })]);

        Assert.True(code == 0, error);
        var used = JsonDocument.Parse(output).RootElement.GetProperty("parameters");
        Assert.All(parameters, p => Assert.Equal(p.Split('=')[1], used.GetProperty(p.Split('=')[0]).GetString()));
    }

    [Fact]
    public async Task Cancelling_while_quality_is_measured_keeps_the_map_and_says_so()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(9_000, 3), 3);
        using var cancel = new CancellationTokenSource();
        using var error = new CancellingWriter("measuring quality", cancel);

        var (code, output, text) = await CommandRun.InProcessAsync(
            ["project", input, "--method", "identity", "--quality", "--output", directory.File("p.npy")], error, cancel.Token);

        Assert.Equal(130, code);
        Assert.Empty(output);
        Assert.Contains("Cancelled while quality was measured", text, StringComparison.Ordinal);
        Assert.Equal(128 + (9_000 * 3 * 4), new FileInfo(directory.File("p.npy")).Length);
    }
}
