using System.Buffers.Binary;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

public class ProjectionApiTests
{
    [Fact]
    public async Task Methods_describe_their_parameters_as_data()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var methods = await server.GetJsonAsync("api/projections");

        var pca = methods.EnumerateArray().Single(m => m.GetProperty("name").GetString() == "pca");
        Assert.All(pca.GetProperty("parameters").EnumerateArray(), p => Assert.Contains(p.GetProperty("kind").GetString(), new[] { "integer", "number", "flag", "choice" }));
    }

    [Fact]
    public async Task A_run_ends_with_positions_of_every_row_and_the_share_of_each_component()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var run = await server.ProjectAsync(await server.OpenAsync(), new { method = "pca", dimensions = 3, seed = 42, spherize = false });
        var frame = await server.Client.GetByteArrayAsync($"api/projections/{run.GetProperty("id")}/positions");

        Assert.Equal("done", run.GetProperty("state").GetString());
        Assert.Equal(1, run.GetProperty("explainedVariance").EnumerateArray().Sum(v => v.GetDouble()), 1e-6);
        Assert.NotEmpty(run.GetProperty("stages").EnumerateArray());
        Assert.Equal("EPP1", Encoding.ASCII.GetString(frame, 0, 4));
        Assert.Equal(5, BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(4)));
        Assert.Equal(3, BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(8)));
        Assert.Equal(16 + (5 * 3 * 4), frame.Length);
    }

    [Fact]
    public async Task Components_pick_the_axes()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync(), new { method = "pca" });

        var all = Values(await server.Client.GetByteArrayAsync($"api/projections/{run.GetProperty("id")}/positions?components=0,1,2"));
        var swapped = Values(await server.Client.GetByteArrayAsync($"api/projections/{run.GetProperty("id")}/positions?components=2,0"));

        Assert.Equal(Enumerable.Range(0, 5).SelectMany(r => new[] { all[(3 * r) + 2], all[3 * r] }), swapped);

        static float[] Values(byte[] frame) => MemoryMarshal.Cast<byte, float>(frame.AsSpan(16)).ToArray();
    }

    [Theory]
    [InlineData("components=0")]
    [InlineData("components=0,1,2,3")]
    [InlineData("components=0,99")]
    [InlineData("components=0,-1")]
    [InlineData("components=0,x")]
    public async Task Components_that_are_impossible_are_refused(string query)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync(), new { method = "pca" });

        var (status, _) = await server.GetTextAsync($"api/projections/{run.GetProperty("id")}/positions?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task The_same_request_is_the_same_run_and_another_is_another()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        var first = (await server.ProjectAsync(id, new { method = "pca" })).GetProperty("id").GetString();
        var written = (await server.ProjectAsync(id, new { method = "pca", dimensions = 3, seed = 42, parameters = new { components = 10 } })).GetProperty("id").GetString();
        var spherized = (await server.ProjectAsync(id, new { method = "pca", spherize = true })).GetProperty("id").GetString();

        Assert.Equal(first, written);
        Assert.NotEqual(first, spherized);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"method\":\"magic\"}")]
    [InlineData("{\"method\":\"pca\",\"dimensions\":4}")]
    [InlineData("{\"method\":\"pca\",\"parameters\":{\"nothing\":1}}")]
    [InlineData("{\"method\":\"pca\",\"parameters\":{\"components\":1000}}")]
    [InlineData("{\"method\":\"pca\",\"parameters\":{\"components\":[1]}}")]
    [InlineData("{\"method\":\"pca\",\"seed\":-1}")]
    public async Task A_request_that_is_impossible_is_refused_with_what_is_possible(string body)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.PostAsync(
            $"api/datasets/{await server.OpenAsync()}/projections", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty((await RunningServer.JsonAsync(response)).GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Cancelling_answers_204_and_leaves_what_is_done()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync(), new { method = "pca" });

        using var deleted = await server.Client.DeleteAsync($"api/projections/{run.GetProperty("id")}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("done", (await server.GetJsonAsync($"api/projections/{run.GetProperty("id")}")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_run_that_is_cancelled_ends_and_can_be_started_again()
    {
        using var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("a.npy", LogDirectoryOnDisk.Wave(20_000, 100), 100);
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"t\" tensor_path: \"a.npy\" }");
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync("t");

        using var started = await server.Client.PostAsJsonAsync($"api/datasets/{id}/projections", new { method = "pca" });
        var run = (await RunningServer.JsonAsync(started)).GetProperty("id").GetString();
        using var deleted = await server.Client.DeleteAsync($"api/projections/{run}");
        var state = await server.GetJsonAsync($"api/projections/{run}");
        while (state.GetProperty("state").GetString() is "queued" or "running")
        {
            state = await server.GetJsonAsync($"api/projections/{run}?wait=10");
        }

        // It may have been faster than the request to cancel it.
        Assert.Contains(state.GetProperty("state").GetString(), new[] { "cancelled", "done" });
        Assert.Equal("done", (await server.ProjectAsync(id, new { method = "pca" })).GetProperty("state").GetString());
    }
}
