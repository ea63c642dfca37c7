using System.Runtime.InteropServices;
using System.Text;
using EmbeddingProjector.Tests;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>The log directory that the word-embedding tutorial writes, as TensorFlow wrote it.</summary>
public class TutorialTests
{
    private const string Tensor = "embedding/.ATTRIBUTES/VARIABLE_VALUE";

    [Fact]
    public async Task Its_map_has_every_row_and_its_labels_are_right_to_the_last()
    {
        var path = SharedData.Path("tensorboard-logs/imdb-example");
        await using var server = await RunningServer.StartAsync(path);
        var id = await server.OpenAsync(Tensor);
        var labels = await File.ReadAllLinesAsync(Path.Combine(path, "metadata.tsv"), TestContext.Current.CancellationToken);

        var run = await server.ProjectAsync(id, new { method = "pca" });
        var positions = await server.Client.GetByteArrayAsync($"api/projections/{run.GetProperty("id")}/positions");
        var found = await server.Client.GetByteArrayAsync($"api/datasets/{id}/search?text=hitch&column=0");

        Assert.Equal(16 + (8184 * 3 * 4), positions.Length);
        foreach (var row in new[] { 0, 17, 8183 })
        {
            var card = await server.GetJsonAsync($"api/datasets/{id}/rows/{row}");
            Assert.Equal(labels[row], card.GetProperty("values")[0].GetProperty("value").GetString());
        }

        Assert.Equal(
            Enumerable.Range(0, 8184).Where(r => labels[r].Contains("hitch", StringComparison.OrdinalIgnoreCase)), MemoryMarshal.Cast<byte, int>(found).ToArray());
    }

    [Fact]
    public async Task The_routes_of_the_original_hand_out_its_rows_and_lines()
    {
        var path = SharedData.Path("tensorboard-logs/imdb-example");
        await using var server = await RunningServer.StartAsync(path);
        const string query = "?run=.&name=" + Tensor;

        var all = await server.Client.GetByteArrayAsync("data/plugin/projector/tensor" + query);
        var first = await server.Client.GetByteArrayAsync("data/plugin/projector/tensor" + query + "&num_rows=2");
        var counter = await server.Client.GetByteArrayAsync("data/plugin/projector/tensor?run=.&name=save_counter/.ATTRIBUTES/VARIABLE_VALUE");
        var lines = await server.Client.GetByteArrayAsync("data/plugin/projector/metadata" + query + "&num_rows=100000");

        Assert.Equal(8184 * 16 * 4, all.Length);
        Assert.Equal(all[..(2 * 16 * 4)], first);
        Assert.Equal([1], MemoryMarshal.Cast<byte, float>(counter).ToArray());
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(path, "metadata.tsv"), TestContext.Current.CancellationToken), Encoding.UTF8.GetString(lines));
    }
}
