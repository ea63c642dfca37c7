using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

public class ChangesApiTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_config_that_is_written_again_is_told_and_the_workspace_has_the_new_version()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        using var events = await EventReader.OpenAsync(server);
        var first = await events.NextVersionAsync();

        directory.WriteVectors("other.npy", [1, 2, 3, 4], 2);
        directory.WriteConfig("other.npy");
        var second = await events.NextVersionAsync();

        Assert.NotEqual(first, second);
        var workspace = await server.GetJsonAsync("api/workspace");
        Assert.Equal(2, workspace.GetProperty("runs")[0].GetProperty("tensors")[0].GetProperty("columns").GetInt32());
    }

    [Fact]
    public async Task A_new_run_is_told()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        using var events = await EventReader.OpenAsync(server);
        await events.NextVersionAsync();

        directory.WriteVectors("later/a.npy", [1, 2, 3, 4], 2);
        directory.Write("later/projector_config.pbtxt", "embeddings { tensor_name: \"a\" tensor_path: \"a.npy\" }");
        string[] runs;
        do
        {
            await events.NextVersionAsync();
            var workspace = await server.GetJsonAsync("api/workspace");
            runs = [.. workspace.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("name").GetString()!)];
        }
        while (!runs.Contains("later"));
    }

    [Fact]
    public async Task An_edit_is_told_to_every_listener_with_the_version_that_the_metadata_has_now()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        using var first = await EventReader.OpenAsync(server);
        using var second = await EventReader.OpenAsync(server);
        await first.NextVersionAsync();
        await second.NextVersionAsync();

        using var response = await server.Client.PatchAsJsonAsync(
            $"api/datasets/{id}/edits", new { edits = new[] { new { column = "word", rows = "1", text = "plum" } } });

        var version = (await RunningServer.JsonAsync(response)).GetProperty("dataset").GetProperty("metadataVersion").GetString();
        foreach (var events in (EventReader[])[first, second])
        {
            var told = await events.NextAsync("metadata");
            Assert.Equal((id, version), (told.GetProperty("dataset").GetString(), told.GetProperty("metadataVersion").GetString()));
        }

        // Who comes later is told as well: it may have opened the data before the edit.
        using var later = await EventReader.OpenAsync(server);
        Assert.Equal(version, (await later.NextAsync("metadata")).GetProperty("metadataVersion").GetString());
    }

    [Fact]
    public async Task Streams_end_when_the_server_stops()
    {
        using var directory = LogDirectoryOnDisk.Small();
        var server = await RunningServer.StartAsync(directory);
        using var events = await EventReader.OpenAsync(server);
        await events.NextVersionAsync();

        await server.Server.StopAsync().WaitAsync(_patience, TestContext.Current.CancellationToken);

        Assert.True(await events.EndsAsync());
        await server.DisposeAsync();
    }

    private sealed class EventReader(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public static async Task<EventReader> OpenAsync(RunningServer server)
        {
            var response = await server.Client.GetAsync("api/changes", HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.ToString());
            return new(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        public async Task<string> NextVersionAsync() => (await NextAsync("workspace")).GetProperty("version").GetString()!;

        public async Task<JsonElement> NextAsync(string kind)
        {
            while (await LineAsync() is { } line)
            {
                if (line == $"event: {kind}")
                {
                    var data = await LineAsync();
                    Assert.StartsWith("data: ", data, StringComparison.Ordinal);
                    return JsonDocument.Parse(data![6..]).RootElement;
                }
            }

            throw new EndOfStreamException("The stream of events ended.");
        }

        public async Task<bool> EndsAsync()
        {
            try
            {
                while (await LineAsync() is not null)
                {
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                // The connection was closed under the stream: over as well.
            }

            return true;
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }

        private Task<string?> LineAsync() => reader.ReadLineAsync().WaitAsync(_patience, TestContext.Current.CancellationToken);
    }
}
