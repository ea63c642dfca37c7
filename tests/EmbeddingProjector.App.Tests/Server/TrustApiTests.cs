using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>The trust of a selection over HTTP.</summary>
public sealed class TrustApiTests
{
    [Fact]
    public async Task A_selection_has_its_shares_by_the_distance_of_its_map_and_along_chosen_axes()
    {
        using var directory = Waves();
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync("t"), new { method = "pca" });

        var whole = await TrustAsync(server, run, new { rows = Enumerable.Range(0, 30), k = 7 });
        var flat = await TrustAsync(server, run, new { rows = Enumerable.Range(0, 30), k = 7, components = new[] { 2, 3 } });

        Assert.Equal((7, "euclidean", 30, 30), (
            whole.GetProperty("k").GetInt32(), whole.GetProperty("metric").GetString(), whole.GetProperty("selected").GetInt32(), whole.GetProperty("measured").GetInt32()));
        Assert.InRange(whole.GetProperty("kept").GetDouble(), flat.GetProperty("kept").GetDouble() + 0.01, 1);
        Assert.InRange(whole.GetProperty("trueInside").GetDouble(), 0.01, 1);
    }

    [Fact]
    public async Task The_map_that_is_the_vectors_has_no_false_neighbors()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync(), new { method = "identity" });

        var trust = await TrustAsync(server, run, new { rows = new[] { 0, 1, 3 }, k = 2 });

        Assert.Equal((1, 0), (trust.GetProperty("kept").GetDouble(), trust.GetProperty("falseInside").GetDouble()));
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("""{"rows":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"rows":[999]}""", HttpStatusCode.NotFound)]
    [InlineData("""{"rows":[1],"k":0}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"rows":[1],"metric":"far"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"rows":[1],"components":[0,99]}""", HttpStatusCode.BadRequest)]
    public async Task A_question_that_cannot_be_answered_is_refused(string body, HttpStatusCode status)
    {
        using var directory = Waves();
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync("t"), new { method = "pca" });

        using var response = await server.Client.PostAsJsonAsync(
            $"api/projections/{run.GetProperty("id").GetString()}/trust", JsonDocument.Parse(body).RootElement);

        Assert.Equal(status, response.StatusCode);
    }

    private static LogDirectoryOnDisk Waves()
    {
        var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("t.npy", LogDirectoryOnDisk.Wave(200, 5), 5);
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"t\" tensor_path: \"t.npy\" }");
        return directory;
    }

    private static async Task<JsonElement> TrustAsync(RunningServer server, JsonElement run, object body)
    {
        using var response = await server.Client.PostAsJsonAsync($"api/projections/{run.GetProperty("id").GetString()}/trust", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await RunningServer.JsonAsync(response);
    }
}
