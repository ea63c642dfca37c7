using System.Net.Http.Json;
using System.Text.Json;
using Xunit;
using static EmbeddingProjector.App.Tests.Server.ProjectionStreamTests;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>t-SNE rests when its iterations are done, and goes on from where the points stand when it is given more.</summary>
public class ProjectionRestTests
{
    [Fact]
    public async Task The_state_tells_all_that_was_asked_for_so_that_another_page_can_show_it()
    {
        using var directory = Rows(60);
        await using var server = await RunningServer.StartAsync(directory);
        using var response = await server.Client.PostAsJsonAsync(
            $"api/datasets/{await server.OpenAsync("t")}/projections",
            new { method = "tsne", dimensions = 2, seed = 7, spherize = true, parameters = new { perplexity = 5 } });

        var run = await server.GetJsonAsync(Path(await RunningServer.JsonAsync(response)));

        Assert.Equal("tsne", run.GetProperty("method").GetString());
        Assert.Equal(2, run.GetProperty("dimensions").GetInt32());
        Assert.Equal(7, run.GetProperty("seed").GetInt32());
        Assert.True(run.GetProperty("spherize").GetBoolean());
        Assert.Equal("5", run.GetProperty("parameters").GetProperty("perplexity").GetString());
    }

    [Fact]
    public async Task Raising_iterations_wakes_a_run_that_is_done_and_it_goes_on_from_its_positions()
    {
        using var directory = Rows(200);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartTsneAsync(server, 300);
        using var watching = await StreamClient.OpenAsync(server, run);
        var rested = await watching.StatusAsync("done");

        await PatchAsync(server, run, new { iterations = 450 });
        var woken = await watching.StatusAsync("running");
        var again = await watching.StatusAsync("done");

        Assert.Equal(300, rested.GetProperty("iteration").GetInt32());
        Assert.InRange(woken.GetProperty("iteration").GetInt32(), 300, 450);
        Assert.Equal(450, again.GetProperty("iteration").GetInt32());
        Assert.Equal("450", again.GetProperty("parameters").GetProperty("iterations").GetString());
    }

    [Fact]
    public async Task The_same_number_of_iterations_gives_the_same_map_whether_it_rested_between_or_not()
    {
        using var directory = Rows(200);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartTsneAsync(server, 300);
        using var watching = await StreamClient.OpenAsync(server, run);
        await watching.StatusAsync("done");
        await PatchAsync(server, run, new { iterations = 450 });
        await watching.StatusAsync("running");
        await watching.StatusAsync("done");
        var inTwo = await server.Client.GetByteArrayAsync(Path(run, "positions"));

        var whole = await StartTsneAsync(server, 450);
        using var other = await StreamClient.OpenAsync(server, whole);
        await other.StatusAsync("done");

        Assert.Equal(await server.Client.GetByteArrayAsync(Path(whole, "positions")), inTwo);
    }

    [Fact]
    public async Task A_run_that_was_stopped_is_resumed_to_its_end_and_one_that_has_nothing_left_says_so()
    {
        using var directory = Rows(200);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartTsneAsync(server, 0);
        using var watching = await StreamClient.OpenAsync(server, run);
        await watching.NextFrameAsync();
        await watching.AcknowledgeAsync();
        await PostAsync(server, run, "stop");
        var stopped = await watching.StatusAsync("done");
        var stoppedAt = stopped.GetProperty("iteration").GetInt32();

        await PostAsync(server, run, "resume");
        await watching.StatusAsync("running");
        await PatchAsync(server, run, new { iterations = Math.Max(1, stoppedAt + 1) });
        var done = await watching.StatusAsync("done");
        using var refused = await server.Client.PostAsync(Path(run, "resume"), null);

        Assert.Contains("Stopped at iteration", stopped.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(done.GetProperty("iteration").GetInt32() > stoppedAt);
        Assert.Equal(JsonValueKind.Null, done.GetProperty("message").ValueKind);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("iterations", (await RunningServer.JsonAsync(refused)).GetProperty("remedy").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Perturbing_a_run_that_rests_has_it_settle_again()
    {
        using var directory = Rows(200);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartTsneAsync(server, 260);
        using var watching = await StreamClient.OpenAsync(server, run);
        await watching.StatusAsync("done");

        await PostAsync(server, run, "perturb");
        await watching.StatusAsync("running");

        Assert.Equal(360, (await watching.StatusAsync("done")).GetProperty("iteration").GetInt32());
    }

    [Fact]
    public async Task Only_the_last_few_that_rest_keep_what_they_need_to_go_on()
    {
        using var directory = Rows(60);
        await using var server = await RunningServer.StartAsync(directory);
        var runs = new List<JsonElement>();
        foreach (var iterations in Enumerable.Range(1, 4))
        {
            var run = await StartTsneAsync(server, iterations);
            using var watching = await StreamClient.OpenAsync(server, run);
            await watching.StatusAsync("done");
            runs.Add(run);
        }

        JsonElement first;
        do
        {
            first = await server.GetJsonAsync(Path(runs[0]));
        }
        while (first.GetProperty("live").GetArrayLength() > 0 && await server.GetJsonAsync(Path(runs[3])) is { ValueKind: JsonValueKind.Object });
        using var refused = await server.Client.PostAsync(Path(runs[0], "resume"), null);
        using var late = await StreamClient.OpenAsync(server, runs[0]);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("done", (await late.ToEndAsync())[^1].State);
        Assert.NotEmpty((await server.GetJsonAsync(Path(runs[3]))).GetProperty("live").EnumerateArray());
    }

    [Fact]
    public async Task A_value_that_changes_is_told_to_every_page_that_watches()
    {
        using var directory = Rows(200);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartTsneAsync(server, 0);
        using var other = await StreamClient.OpenAsync(server, run);

        await PatchAsync(server, run, new { learning_rate = 33 });
        JsonElement status;
        do
        {
            status = await other.StatusAsync("running");
        }
        while (status.GetProperty("parameters").GetProperty("learning_rate").GetString() != "33");

        Assert.Contains("learning_rate", status.GetProperty("live").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal(JsonValueKind.Null, status.GetProperty("secondsLeft").ValueKind);
    }

    private static async Task<JsonElement> StartTsneAsync(RunningServer server, int iterations)
    {
        using var response = await server.Client.PostAsJsonAsync(
            $"api/datasets/{await server.OpenAsync("t")}/projections",
            new { method = "tsne", dimensions = 2, seed = 1, parameters = new { perplexity = 10, iterations } });
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await RunningServer.JsonAsync(response);
    }

    private static async Task PatchAsync(RunningServer server, JsonElement run, object values)
    {
        using var response = await server.Client.PatchAsJsonAsync(Path(run, "parameters"), values);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
