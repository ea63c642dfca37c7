using System.Net.Http.Json;
using System.Text.Json;
using Xunit;
using static EmbeddingProjector.App.Tests.Server.ProjectionStreamTests;

namespace EmbeddingProjector.App.Tests.Server;

public class ProjectionControlTests
{
    [Fact]
    public async Task A_paused_run_stands_still_gives_its_turn_away_and_goes_on_when_resumed()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartAsync(server, new { epochs = 100_000 });
        using var stream = await StreamClient.OpenAsync(server, run);
        await stream.NextFrameAsync();
        await stream.AcknowledgeAsync();

        await PostAsync(server, run, "pause");
        var paused = await stream.StatusAsync("paused");
        // Two others can run to their end beside it.
        await Task.WhenAll(Enumerable.Range(2, 2).Select(seed => server.ProjectAsync(
            run.GetProperty("dataset").GetString()!, new { method = "umap", dimensions = 2, seed, parameters = new { epochs = 2 } })));
        var still = await server.GetJsonAsync(Path(run));
        await PostAsync(server, run, "resume");
        var moved = await stream.NextFrameAsync();
        while (moved.Iteration <= paused.GetProperty("iteration").GetInt32())
        {
            await stream.AcknowledgeAsync();
            moved = await stream.NextFrameAsync();
        }

        Assert.Equal("paused", still.GetProperty("state").GetString());
        Assert.Equal(paused.GetProperty("iteration").GetInt32(), still.GetProperty("iteration").GetInt32());
    }

    [Fact]
    public async Task A_stopped_run_is_done_keeps_its_positions_and_the_same_request_starts_anew()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartAsync(server, new { epochs = 100_000 });
        using var stream = await StreamClient.OpenAsync(server, run);
        await stream.NextFrameAsync();

        await PostAsync(server, run, "stop");
        await stream.AcknowledgeAsync();
        var end = (await stream.ToEndAsync())[^1];
        var positions = await server.Client.GetByteArrayAsync(Path(run, "positions"));
        var again = await StartAsync(server, new { epochs = 100_000 });

        Assert.Equal("done", end.State);
        Assert.Contains("positions so far are kept", end.Status!.Value.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(16 + (600 * 2 * 4), positions.Length);
        Assert.Contains(again.GetProperty("state").GetString(), new[] { "queued", "running" });
    }

    [Fact]
    public async Task A_page_that_is_loaded_again_finds_its_run()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartAsync(server, new { epochs = 100_000 });
        using (var page = await StreamClient.OpenAsync(server, run))
        {
            await page.NextFrameAsync();
        }

        var found = await StartAsync(server, new { epochs = 100_000 });
        using var reloaded = await StreamClient.OpenAsync(server, run);

        Assert.Equal(run.GetProperty("id").GetString(), found.GetProperty("id").GetString());
        Assert.Equal("running", found.GetProperty("state").GetString());
        Assert.True((await reloaded.NextFrameAsync()).Iteration >= 0);
    }

    [Fact]
    public async Task A_live_parameter_changes_while_it_runs_and_the_others_are_refused_with_the_reason()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartAsync(server, new { epochs = 100_000 });

        var (changed, state) = await PatchAsync(server, run, new { min_dist = 0.5, spread = "2" });
        var (fixedOne, reason) = await PatchAsync(server, run, new { neighbors = 20 });
        var (unknown, _) = await PatchAsync(server, run, new { magic = 1 });
        var (outside, _) = await PatchAsync(server, run, new { min_dist = 7 });
        var (together, impossible) = await PatchAsync(server, run, new { min_dist = 0.9, spread = 0.5 });

        Assert.Equal(["min_dist", "spread"], run.GetProperty("live").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal(HttpStatusCode.OK, changed);
        Assert.Equal("0.5", state.GetProperty("parameters").GetProperty("min_dist").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, fixedOne);
        Assert.Contains("cannot change while UMAP runs", reason.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, unknown);
        Assert.Equal(HttpStatusCode.BadRequest, outside);
        Assert.Equal(HttpStatusCode.BadRequest, together);
        Assert.Contains("must be smaller", impossible.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("2", (await server.GetJsonAsync(Path(run))).GetProperty("parameters").GetProperty("spread").GetString());
    }

    [Fact]
    public async Task A_method_that_cannot_be_perturbed_and_a_run_that_is_over_say_so_with_409()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await StartAsync(server, new { epochs = 100_000 });
        using (var stream = await StreamClient.OpenAsync(server, run))
        {
            await stream.NextFrameAsync();
        }

        using var perturbed = await server.Client.PostAsync(Path(run, "perturb"), null);
        await PostAsync(server, run, "stop");
        var (late, _) = await PatchAsync(server, run, new { min_dist = 0.2 });
        using var paused = await server.Client.PostAsync(Path(run, "pause"), null);

        Assert.Equal(HttpStatusCode.Conflict, perturbed.StatusCode);
        Assert.Contains("UMAP cannot be perturbed", await perturbed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, late);
        Assert.Equal(HttpStatusCode.Conflict, paused.StatusCode);
    }

    [Fact]
    public async Task More_runs_than_may_step_at_once_wait_and_more_than_may_wait_are_refused()
    {
        using var directory = Rows(600);
        await using var server = await RunningServer.StartAsync(directory);
        var dataset = await server.OpenAsync("t");

        var states = new List<string?>();
        HttpStatusCode refused = default;
        for (ulong seed = 1; seed <= 19; seed++)
        {
            using var response = await server.Client.PostAsJsonAsync(
                $"api/datasets/{dataset}/projections", new { method = "umap", dimensions = 2, seed, parameters = new { epochs = 100_000 } });
            refused = response.StatusCode;
            if (response.IsSuccessStatusCode)
            {
                states.Add((await RunningServer.JsonAsync(response)).GetProperty("state").GetString());
            }
        }

        Assert.Equal(18, states.Count);
        Assert.All(states.Skip(2), s => Assert.Equal("queued", s));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused);
    }

    [Fact]
    public async Task Axes_by_a_column_are_laid_out_with_what_stands_at_their_ends()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var methods = await server.GetJsonAsync("api/projections");
        var axes = methods.EnumerateArray().Single(m => m.GetProperty("name").GetString() == "axes");

        Assert.Contains(axes.GetProperty("parameters").EnumerateArray(), p => p.GetProperty("kind").GetString() == "text");
        var run = await server.ProjectAsync(await server.OpenAsync(), new
        {
            method = "axes",
            dimensions = 2,
            parameters = new { left = "banana", right = "quoted", down = "Bandana", up = "çilek", search_by = "word" },
        });
        Assert.Equal("done", run.GetProperty("state").GetString());
        Assert.Equal(2, run.GetProperty("axes").GetArrayLength());
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PatchAsync(RunningServer server, JsonElement run, object values)
    {
        using var response = await server.Client.PatchAsJsonAsync(Path(run, "parameters"), values);
        return (response.StatusCode, await RunningServer.JsonAsync(response));
    }
}
