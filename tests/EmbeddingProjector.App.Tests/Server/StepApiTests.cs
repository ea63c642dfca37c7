using System.Buffers.Binary;
using System.Text.Json;
using EmbeddingProjector.App.Server;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>A training that goes on while its vectors are looked at: each version is a step, aligned to the one before.</summary>
public sealed class StepApiTests : IDisposable
{
    private const int Rows = 60;
    private const int Columns = 6;

    private readonly LogDirectoryOnDisk _directory = new();
    private int _saves;

    public StepApiTests()
    {
        _directory.Write("metadata.tsv", LogDirectoryOnDisk.Lines(Rows));
        _directory.Write("projector_config.pbtxt", "embeddings { tensor_name: 'words' tensor_path: 'words.npy' metadata_path: 'metadata.tsv' }");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_replaced_file_is_the_next_step_and_its_map_lies_on_the_one_before()
    {
        var token = TestContext.Current.CancellationToken;
        Save(Cloud());
        await using var server = await StartAsync();
        var first = await LayOutAsync(server);
        var before = await FrameAsync(server, first, "positions");

        // All columns swapped and flipped: the same shape, whose components come out as they like.
        Save(Turned(Cloud(), swap: true));
        var second = await LayOutAsync(server);
        var steps = await StepsAsync(server, second);
        var aligned = await FrameAsync(server, second, "positions");

        Assert.NotEqual(first, second);
        Assert.Equal(2, steps.GetProperty("number").GetInt32());
        Assert.Equal([1, 2], steps.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("number").GetInt32()));
        Assert.Equal(1, steps.GetProperty("steps")[1].GetProperty("agreement").GetDouble(), 1e-6);
        Assert.All(before.Zip(aligned), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        Assert.Equal(before, await FrameAsync(server, second, "1/positions"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"api/projections/{second}/steps/3/positions", token)).StatusCode);
    }

    [Fact]
    public async Task The_shares_of_turned_axes_add_up_to_those_of_the_components()
    {
        Save(Cloud());
        await using var server = await StartAsync();
        await StepsAsync(server, await LayOutAsync(server));
        Save(Turned(Cloud(), swap: false, angle: 0.6f));

        var run = await LayOutAsync(server);
        var step = (await StepsAsync(server, run)).GetProperty("steps")[1];
        var ratios = (await server.GetJsonAsync($"api/projections/{run}")).GetProperty("explainedVariance").EnumerateArray().Select(v => v.GetDouble());

        Assert.Equal(ratios.Take(3).Sum(), step.GetProperty("shares").EnumerateArray().Sum(v => v.GetDouble()), 1e-9);
        Assert.Equal(9, step.GetProperty("rotation").GetArrayLength());
    }

    [Fact]
    public async Task Asking_again_adds_no_step()
    {
        Save(Cloud());
        await using var server = await StartAsync();
        var run = await LayOutAsync(server);

        await StepsAsync(server, run);
        await FrameAsync(server, run, "positions");
        var steps = await StepsAsync(server, run);

        Assert.Equal(1, steps.GetProperty("seen").GetInt32());
    }

    [Fact]
    public async Task New_labels_for_the_same_vectors_are_no_new_step()
    {
        Save(Cloud());
        await using var server = await StartAsync();
        var before = await OpenedAsync(server);
        await StepsAsync(server, await LayOutAsync(server));

        _directory.Write("metadata.tsv", LogDirectoryOnDisk.Lines(Rows).Replace("row", "word", StringComparison.Ordinal));
        server.Server.Watcher.Refresh();
        var after = await OpenedAsync(server);
        var steps = await StepsAsync(server, await LayOutAsync(server));

        Assert.NotEqual(before.GetProperty("metadataVersion").GetString(), after.GetProperty("metadataVersion").GetString());
        Assert.Equal(1, steps.GetProperty("seen").GetInt32());
    }

    [Fact]
    public async Task The_same_labels_written_again_keep_their_version()
    {
        Save(Cloud());
        await using var server = await StartAsync();
        var before = await OpenedAsync(server);

        File.SetLastWriteTimeUtc(_directory.File("metadata.tsv"), DateTime.UtcNow.AddMinutes(1));
        server.Server.Watcher.Refresh();
        var after = await OpenedAsync(server);

        Assert.NotEqual(before.GetProperty("id").GetString(), after.GetProperty("id").GetString());
        Assert.Equal(before.GetProperty("metadataVersion").GetString(), after.GetProperty("metadataVersion").GetString());
    }

    [Fact]
    public async Task Other_rows_begin_the_history_anew_and_say_so()
    {
        Save(Cloud());
        await using var server = await StartAsync();
        await StepsAsync(server, await LayOutAsync(server));

        Save(Cloud()[..((Rows - 10) * Columns)]);
        var steps = await StepsAsync(server, await LayOutAsync(server));

        Assert.Equal([2], steps.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("number").GetInt32()));
        Assert.Contains("from 60 to 50", steps.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_room_every_second_step_goes_and_the_answer_says_so()
    {
        // A map of 60 rows keeps six components for each.
        await using var server = await StartAsync(5 * Rows * (Columns + 3) * sizeof(float));
        var last = "";
        for (var i = 0; i < 9; i++)
        {
            Save(Turned(Cloud(), swap: false, angle: 0.1f * i));
            last = await LayOutAsync(server);
            await FrameAsync(server, last, "positions");
        }

        var steps = await StepsAsync(server, last);

        Assert.Equal(9, steps.GetProperty("seen").GetInt32());
        Assert.Equal(2, steps.GetProperty("every").GetInt32());
        Assert.Equal([1, 3, 5, 7, 9], steps.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("number").GetInt32()));
    }

    [Fact]
    public async Task Each_choice_of_components_has_its_own_alignment_over_all_steps()
    {
        Save(Cloud());
        await using var server = await StartAsync();
        await StepsAsync(server, await LayOutAsync(server));
        Save(Turned(Cloud(), swap: true));
        var run = await LayOutAsync(server);
        await StepsAsync(server, run);

        var flat = await FrameAsync(server, run, "1/positions", "0,1");
        var flatNow = await FrameAsync(server, run, "positions", "0,1");

        Assert.Equal(Rows * 2, flat.Length);
        Assert.All(flat.Zip(flatNow), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        Assert.Equal(
            HttpStatusCode.BadRequest, (await server.Client.GetAsync($"api/projections/{run}/steps?components=0,99", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_run_that_is_not_there_has_no_steps()
    {
        Save(Cloud());
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("api/projections/none/steps", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Vectors_that_are_not_written_yet_are_awaited()
    {
        await using var server = await StartAsync();
        var tensor = (await server.GetJsonAsync("api/workspace")).GetProperty("runs")[0].GetProperty("tensors")[0];
        Assert.True(tensor.GetProperty("isAwaited").GetBoolean());

        Save(Cloud());
        server.Server.Watcher.Refresh();
        tensor = (await server.GetJsonAsync("api/workspace")).GetProperty("runs")[0].GetProperty("tensors")[0];

        Assert.False(tensor.GetProperty("isAwaited").GetBoolean());
    }

    private Task<RunningServer> StartAsync(long? stepBytes = null) => RunningServer.StartAsync(
        _directory, new ServerOptions { WatchInterval = Timeout.InfiniteTimeSpan, StepBytes = stepBytes ?? new ServerOptions().StepBytes });

    // As a training does it: written beside, then renamed.
    private void Save(float[] values)
    {
        var path = _directory.WriteVectors("words.npy.new", values, Columns);
        File.SetLastWriteTimeUtc(path, new DateTime(2025, 1, 1, 0, 0, ++_saves, DateTimeKind.Utc));
        File.Move(path, _directory.File("words.npy"), overwrite: true);
    }

    private static async Task<JsonElement> OpenedAsync(RunningServer server) =>
        await server.GetJsonAsync($"api/datasets/{await server.OpenAsync("words")}");

    private static async Task<string> LayOutAsync(RunningServer server)
    {
        server.Server.Watcher.Refresh();
        var run = await server.ProjectAsync(await server.OpenAsync("words"), new { method = "pca" });
        Assert.Equal("done", run.GetProperty("state").GetString());
        return run.GetProperty("id").GetString()!;
    }

    private static Task<JsonElement> StepsAsync(RunningServer server, string run) => server.GetJsonAsync($"api/projections/{run}/steps?components=0,1,2");

    private static async Task<float[]> FrameAsync(RunningServer server, string run, string which, string components = "0,1,2")
    {
        var bytes = await server.Client.GetByteArrayAsync($"api/projections/{run}/steps/{which}?components={components}", TestContext.Current.CancellationToken);
        return [.. Enumerable.Range(0, (bytes.Length - 16) / 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(16 + (4 * i))))];
    }

    private static float[] Cloud()
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, Rows * Columns).Select(i => (float)((random.NextDouble() - 0.5) * (Columns - (i % Columns)) * (i % Columns < 3 ? 4 : 0.2)))];
    }

    private static float[] Turned(float[] values, bool swap, float angle = 0)
    {
        var turned = values.ToArray();
        for (var at = 0; at < values.Length; at += Columns)
        {
            var row = values.AsSpan(at, Columns).ToArray();
            for (var j = 0; j < Columns && swap; j++)
            {
                turned[at + j] = (j % 2 == 0 ? -1 : 1) * row[Columns - 1 - j];
            }

            if (angle != 0)
            {
                // Not a turn of the space: one direction grows, so that the components change places.
                turned[at] = row[0] * (1 - angle);
                turned[at + 1] = row[1] * (1 + angle);
            }
        }

        return turned;
    }
}
