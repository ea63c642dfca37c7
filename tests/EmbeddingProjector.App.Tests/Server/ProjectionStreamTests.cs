using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

public class ProjectionStreamTests
{
    [Fact]
    public async Task A_run_that_is_watched_sends_positions_as_they_move_and_ends_with_the_last_ones_and_its_state()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartAsync(server, new { epochs = 400 });
        using var stream = await StreamClient.OpenAsync(server, run);

        var messages = await stream.ToEndAsync();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, stream.CloseStatus);
        Assert.Equal("done", messages[^1].State);
        Assert.True(messages[^2].IsFrame);
        Assert.Equal(400, messages[^2].Iteration);
        var frames = messages.Where(m => m.IsFrame).ToList();
        Assert.Equal(frames.Select(f => f.Iteration).Order(), frames.Select(f => f.Iteration));
        Assert.All(frames, f => Assert.Equal("EPP1"u8.ToArray(), f.Frame![..4]));
        Assert.Equal(16 + (600 * 2 * 4), frames[0].Frame!.Length);
        Assert.Equal(await server.Client.GetByteArrayAsync(Path(run, "positions")), frames[^1].Frame);
    }

    [Fact]
    public async Task A_frame_that_is_not_acknowledged_is_the_only_one_and_the_next_is_the_newest()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartAsync(server, new { epochs = 100_000 });
        using var stream = await StreamClient.OpenAsync(server, run);
        var first = await stream.NextFrameAsync();

        JsonElement state;
        do
        {
            var message = await stream.NextAsync();
            Assert.False(message!.IsFrame);
            state = await server.GetJsonAsync(Path(run));
        }
        while (state.GetProperty("iteration").GetInt32() < first.Iteration + 200);
        await stream.AcknowledgeAsync();
        var second = await stream.NextFrameAsync();

        // The state counts inside a step, positions are published at its end.
        Assert.True(second.Iteration >= first.Iteration + 100, $"{first.Iteration} {second.Iteration}");
        Assert.True(state.GetProperty("frame").GetInt32() > 2);
    }

    [Fact]
    public async Task Two_pages_watch_one_run_and_each_acknowledges_for_itself()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartAsync(server, new { epochs = 100_000 });
        using var silent = await StreamClient.OpenAsync(server, run);
        using var lively = await StreamClient.OpenAsync(server, run);
        await silent.NextFrameAsync();

        for (var i = 0; i < 3; i++)
        {
            await lively.NextFrameAsync();
            await lively.AcknowledgeAsync();
        }

        await PostAsync(server, run, "stop");
        var last = await lively.ToEndAsync();
        Assert.Equal("done", last[^1].State);
        await silent.AcknowledgeAsync();
        Assert.Equal("done", (await silent.ToEndAsync())[^1].State);
    }

    [Fact]
    public async Task A_run_that_is_over_sends_its_last_positions_to_whoever_comes_late()
    {
        using var directory = Rows(50);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync("t"), new { method = "pca", dimensions = 3 });
        using var stream = await StreamClient.OpenAsync(server, run, "?components=2,0");

        var messages = await stream.ToEndAsync();

        Assert.Equal([true, false], messages.Select(m => m.IsFrame));
        Assert.Equal(await server.Client.GetByteArrayAsync(Path(run, "positions?components=2,0")), messages[0].Frame);
    }

    [Fact]
    public async Task Components_of_a_method_without_any_close_the_stream_with_the_reason()
    {
        using var directory = Rows(50);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync("t"), new { method = "umap", dimensions = 2, parameters = new { epochs = 1 } });
        using var stream = await StreamClient.OpenAsync(server, run, "?components=0,1");

        Assert.Empty(await stream.ToEndAsync());

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, stream.CloseStatus);
        Assert.Contains("no components", stream.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anything_but_an_acknowledgement_closes_the_stream_with_the_reason()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        using var stream = await StreamClient.OpenAsync(server, await StartAsync(server, new { epochs = 100_000 }));

        await stream.SendAsync("more");
        await stream.ToEndAsync();

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, stream.CloseStatus);
        Assert.Contains("\"more\"", stream.CloseReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("https://maps.example", null)]
    [InlineData("self", null)]
    public async Task Only_pages_of_this_server_and_of_allowed_hosts_may_listen(string origin, HttpStatusCode? refusal)
    {
        using var directory = Rows(50);
        await using var server = await RunningServer.StartAsync(directory.Path, new() { AllowedHosts = ["maps.example"] });
        var run = await StartAsync(server, new { epochs = 1 });
        var from = origin == "self" ? $"http://127.0.0.1:{server.Server.Port}" : origin;

        var refused = await Record.ExceptionAsync(async () => (await StreamClient.OpenAsync(server, run, origin: from)).Dispose());

        Assert.Equal(refusal, (refused as HttpRequestException)?.StatusCode);
    }

    [Fact]
    public async Task A_stream_asks_for_the_token_as_every_address_does()
    {
        using var directory = Rows(50);
        await using var server = await RunningServer.StartAsync(directory.Path, new() { Token = "secret" });

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => StreamClient.OpenAsync(server, "any"));
        var known = await Assert.ThrowsAsync<HttpRequestException>(() => StreamClient.OpenAsync(server, "any", "?token=secret"));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, known.StatusCode);
    }

    [Fact]
    public async Task The_address_of_a_stream_says_that_it_is_one()
    {
        using var directory = Rows(50);
        await using var server = await RunningServer.StartAsync(directory);

        var (status, text) = await server.GetTextAsync(Path(await StartAsync(server, new { epochs = 1 }), "stream"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("WebSocket", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_server_ends_its_streams()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        using var stream = await StreamClient.OpenAsync(server, await StartAsync(server, new { epochs = 100_000 }));
        await stream.NextFrameAsync();

        await server.Server.StopAsync();

        var end = await Record.ExceptionAsync(stream.ToEndAsync);
        Assert.True(end is null or WebSocketException, $"{end}");
    }

    internal static LogDirectoryOnDisk Rows(int rows)
    {
        var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("a.npy", LogDirectoryOnDisk.Wave(rows, 8), 8);
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"t\" tensor_path: \"a.npy\" }");
        return directory;
    }

    internal static async Task<JsonElement> StartAsync(RunningServer server, object parameters, ulong seed = 1)
    {
        using var response = await server.Client.PostAsJsonAsync(
            $"api/datasets/{await server.OpenAsync("t")}/projections", new { method = "umap", dimensions = 2, seed, parameters });
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await RunningServer.JsonAsync(response);
    }

    internal static async Task<JsonElement> PostAsync(RunningServer server, JsonElement run, string action)
    {
        using var response = await server.Client.PostAsync(Path(run, action), null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await RunningServer.JsonAsync(response);
    }

    internal static string Path(JsonElement run, string? part = null) =>
        $"api/projections/{run.GetProperty("id").GetString()}{(part is null ? "" : "/" + part)}";
}
