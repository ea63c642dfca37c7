using System.Text.Json;
using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Tests.Formats.Hdf5;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

/// <summary>Which distance counts: the one asked for, else the one that the file states, else the default; and the reason is told.</summary>
public sealed class DistanceChoiceTests : IDisposable
{
    private readonly LogDirectoryOnDisk _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("euclidean", null, "distance: euclidean, which the file states (--metric chooses another).", "euclidean")]
    [InlineData("angular", null, "distance: cosine, which the file states (--metric chooses another).", "cosine")]
    [InlineData("euclidean", "cosine", "distance: cosine, as asked for.", "cosine")]
    [InlineData("hamming", null, "distance: cosine, the default; the file states none (--metric chooses another).", "cosine")]
    public async Task Neighbors_are_searched_by_the_distance_asked_for_or_stated(string stated, string? asked, string line, string metric)
    {
        var input = Benchmark(stated);

        var (code, _, error) = await CommandRun.InProcessAsync(
            ["neighbors", input, "--k", "3", "--output", _directory.File("n.npy"), .. asked is null ? [] : new[] { "--metric", asked }]);
        await CommandRun.InProcessAsync("neighbors", input, "--k", "3", "--metric", metric, "--output", _directory.File("expected.npy"));

        Assert.True(code == 0, error);
        Assert.Contains(line, error.Split('\n').Select(l => l.TrimEnd()));
        Assert.Equal(File.ReadAllBytes(_directory.File("expected.npy")), File.ReadAllBytes(_directory.File("n.npy")));
    }

    [Theory]
    [InlineData("angular", null, "cosine", "which the file states")]
    [InlineData("hamming", null, "euclidean", "the default; the file states none")]
    [InlineData("angular", "euclidean", "euclidean", "as asked for")]
    public async Task A_layout_is_made_by_the_distance_asked_for_or_stated(string stated, string? asked, string metric, string reason)
    {
        var (code, output, error) = await CommandRun.InProcessAsync(
            ["project", Benchmark(stated), "--method", "umap", "--param", "neighbors=3", "--param", "epochs=20", "--json", "--output", _directory.File("p.npy"), .. asked is null ? [] : new[] { "--param", $"metric={asked}" }]);

        Assert.True(code == 0, error);
        var summary = JsonDocument.Parse(output).RootElement;
        Assert.Equal(metric, summary.GetProperty("parameters").GetProperty("metric").GetString());
        Assert.Equal((metric, reason), (summary.GetProperty("distance").GetProperty("metric").GetString(), summary.GetProperty("distance").GetProperty("reason").GetString()));
        Assert.Contains($"distance: {metric}, {reason}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_that_takes_no_distance_says_nothing_of_one()
    {
        var (code, output, error) = await CommandRun.InProcessAsync("project", Benchmark("angular"), "--method", "pca", "--json", "--output", _directory.File("p.npy"));

        Assert.True(code == 0, error);
        Assert.DoesNotContain("distance: ", error, StringComparison.Ordinal);
        Assert.False(JsonDocument.Parse(output).RootElement.TryGetProperty("distance", out _));
    }

    [Theory]
    [InlineData("euclidean", "", "euclidean")]
    [InlineData("angular", "", "cosine")]
    [InlineData("euclidean", "&metric=cosine", "cosine")]
    public async Task Over_HTTP_the_same_rule_holds(string stated, string query, string metric)
    {
        var scanner = LogDirectoryScanner.ForFile(Benchmark(stated));
        await using var server = await RunningServer.StartAsync(scanner);
        var id = await server.OpenAsync("train", scanner.Scan(TestContext.Current.CancellationToken).Runs[0].Name);

        var answer = await server.GetJsonAsync($"api/datasets/{id}/neighbors?row=0&count=3{query}");

        Assert.Equal(metric, answer.GetProperty("metric").GetString());
    }

    // Both names of seven letters stand in the same place.
    private string Benchmark(string distance)
    {
        var bytes = GoldenFiles.Bytes(distance == "euclidean" ? "benchmark_euclidean.hdf5" : "benchmark.hdf5");
        if (distance == "angular")
        {
            "angular"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("hamming"u8)));
        }

        File.WriteAllBytes(_directory.File("benchmark.hdf5"), bytes);
        return _directory.File("benchmark.hdf5");
    }
}
