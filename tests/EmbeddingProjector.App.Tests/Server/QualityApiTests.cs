using System.Buffers.Binary;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

public class QualityApiTests
{
    [Theory]
    [InlineData("{\"method\":\"pca\"}", "euclidean")]
    [InlineData("{\"method\":\"tsne\",\"dimensions\":2,\"parameters\":{\"iterations\":20,\"metric\":\"cosine\"}}", "cosine")]
    [InlineData("{\"method\":\"umap\",\"dimensions\":2,\"parameters\":{\"epochs\":20}}", "euclidean")]
    [InlineData("{\"method\":\"axes\",\"dimensions\":2,\"parameters\":{\"left_rows\":\"1\",\"right_rows\":\"2-5\"}}", "euclidean")]
    [InlineData("{\"method\":\"identity\"}", "euclidean")]
    public async Task A_map_of_any_method_is_measured_whole_and_row_by_row(string request, string metric)
    {
        using var directory = Waves(200, 3);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync("t"), JsonDocument.Parse(request).RootElement);

        var quality = await MeasureAsync(server, run, new { });

        Assert.Equal("done", quality.GetProperty("state").GetString());
        Assert.Equal(metric, quality.GetProperty("metric").GetString());
        Assert.Equal(JsonValueKind.Null, quality.GetProperty("sampleRows").ValueKind);
        var measures = quality.GetProperty("measures").EnumerateArray().ToList();
        Assert.Equal(
            [("trustworthiness", 12), ("continuity", 12), ("neighbor-preservation", 15)],
            measures.Select(m => (m.GetProperty("name").GetString()!, m.GetProperty("k").GetInt32())));
        foreach (var measure in measures)
        {
            var rows = await ColumnAsync(server, quality, measure.GetProperty("name").GetString()!);
            Assert.Equal(200, rows.Length);
            // The value of the map is the mean of its rows.
            Assert.Equal(measure.GetProperty("value").GetDouble(), rows.Average(), 1e-6);
        }
    }

    [Fact]
    public async Task Of_many_rows_a_sample_is_measured_and_the_others_have_no_value()
    {
        using var directory = Waves(10_500, 3);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync("t"), new { method = "pca" });

        var quality = await MeasureAsync(server, run, new { k = 7 });
        var rows = await ColumnAsync(server, quality, "trustworthiness");

        Assert.Equal(2000, quality.GetProperty("sampleRows").GetInt32());
        Assert.Equal(10_500, quality.GetProperty("comparedRows").GetInt32());
        Assert.Equal(8_500, rows.Count(double.IsNaN));
        Assert.All(quality.GetProperty("measures").EnumerateArray(), m => Assert.Equal(7, m.GetProperty("k").GetInt32()));
    }

    [Fact]
    public async Task The_same_map_and_k_is_one_measurement_and_another_k_metric_or_choice_of_axes_is_another()
    {
        using var directory = Waves(60, 4);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync("t"), new { method = "pca" });

        var first = await MeasureAsync(server, run, new { });
        string[] ids =
        [
            Id(first),
            Id(await MeasureAsync(server, run, new { k = 3 })),
            Id(await MeasureAsync(server, run, new { metric = "cosine" })),
            Id(await MeasureAsync(server, run, new { components = new[] { 0, 3 } })),
        ];

        Assert.Equal(4, ids.Distinct().Count());
        Assert.Equal(Id(first), Id(await MeasureAsync(server, run, new { components = new[] { 0, 1, 2 } })));
        Assert.Equal(Id(first), Id(await server.GetJsonAsync($"api/projections/{Id(run)}/quality")));
    }

    [Fact]
    public async Task A_map_that_was_not_measured_has_no_measurement_and_nothing_is_computed_for_the_question()
    {
        using var directory = Waves(60, 4);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync("t"), new { method = "pca" });
        await MeasureAsync(server, run, new { });

        using var other = await server.Client.GetAsync($"api/projections/{Id(run)}/quality?components=1,2");

        Assert.Equal(HttpStatusCode.NoContent, other.StatusCode);
    }

    [Theory]
    [InlineData("{\"k\":0}", HttpStatusCode.BadRequest)]
    [InlineData("{\"k\":1001}", HttpStatusCode.BadRequest)]
    [InlineData("{\"metric\":\"taxicab\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"components\":[0]}", HttpStatusCode.BadRequest)]
    [InlineData("{\"components\":[0,99]}", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_measured_is_refused_with_what_can(string body, HttpStatusCode expected)
    {
        using var directory = Waves(60, 4);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync("t"), new { method = "pca" });

        using var response = await server.Client.PostAsync(
            $"api/projections/{Id(run)}/quality", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(expected, response.StatusCode);
        Assert.NotEmpty((await RunningServer.JsonAsync(response)).GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task A_run_that_failed_and_ids_and_columns_that_there_are_not_are_told()
    {
        using var directory = Waves(60, 4);
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync("t");
        var failed = await server.ProjectAsync(id, new { method = "axes", parameters = new { left = "nothing like this" } });
        var quality = await MeasureAsync(server, await server.ProjectAsync(id, new { method = "pca" }), new { });

        using var ofFailed = await server.Client.PostAsJsonAsync($"api/projections/{Id(failed)}/quality", new { });
        var (unknownRun, _) = await server.GetTextAsync("api/projections/none/quality");
        var (unknown, _) = await server.GetTextAsync("api/quality/none");
        var (column, message) = await server.GetTextAsync($"api/quality/{Id(quality)}/columns/beauty");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, ofFailed.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknownRun, unknown, column));
        Assert.Contains("neighbor-preservation", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_carries_a_tag_by_content()
    {
        using var directory = Waves(60, 4);
        await using var server = await RunningServer.StartAsync(directory);
        var quality = await MeasureAsync(server, await server.ProjectAsync(await server.OpenAsync("t"), new { method = "pca" }), new { });
        var path = $"api/quality/{Id(quality)}/columns/continuity";
        using var first = await server.Client.GetAsync(path);

        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", first.Headers.ETag!.ToString() } } };
        using var second = await server.Client.SendAsync(again);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task A_measurement_is_cancelled_and_can_be_started_again()
    {
        using var directory = Waves(9_500, 40);
        await using var server = await RunningServer.StartAsync(directory);
        var run = await server.ProjectAsync(await server.OpenAsync("t"), new { method = "pca" });

        // The first one computes for seconds, so that the second one waits for its turn.
        using var first = await server.Client.PostAsJsonAsync($"api/projections/{Id(run)}/quality", new { k = 40 });
        using var second = await server.Client.PostAsJsonAsync($"api/projections/{Id(run)}/quality", new { k = 41 });
        var (one, two) = (await RunningServer.JsonAsync(first), await RunningServer.JsonAsync(second));
        foreach (var measurement in new[] { two, one })
        {
            using var deleted = await server.Client.DeleteAsync($"api/quality/{Id(measurement)}");
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        // They may have been faster than the requests to cancel them.
        Assert.Contains(State(await EndAsync(server, one)), new[] { "cancelled", "done" });
        Assert.Contains(State(await EndAsync(server, two)), new[] { "cancelled", "done" });
        Assert.Equal("done", State(await MeasureAsync(server, run, new { k = 41 })));
    }

    private static LogDirectoryOnDisk Waves(int rows, int columns)
    {
        var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("a.npy", LogDirectoryOnDisk.Wave(rows, columns), columns);
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"t\" tensor_path: \"a.npy\" }");
        return directory;
    }

    private static async Task<JsonElement> MeasureAsync(RunningServer server, JsonElement run, object body)
    {
        using var response = await server.Client.PostAsJsonAsync($"api/projections/{Id(run)}/quality", body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await EndAsync(server, await RunningServer.JsonAsync(response));
    }

    private static async Task<JsonElement> EndAsync(RunningServer server, JsonElement quality)
    {
        do
        {
            quality = await server.GetJsonAsync($"api/quality/{Id(quality)}?wait=10");
        }
        while (State(quality) is "queued" or "running");
        return quality;
    }

    private static string Id(JsonElement resource) => resource.GetProperty("id").GetString()!;

    private static string State(JsonElement resource) => resource.GetProperty("state").GetString()!;

    // The numbers of an EPC1 frame, NaN for no value.
    private static async Task<double[]> ColumnAsync(RunningServer server, JsonElement quality, string name)
    {
        var frame = await server.Client.GetByteArrayAsync($"api/quality/{Id(quality)}/columns/{name}");
        Assert.Equal("EPC1", Encoding.ASCII.GetString(frame, 0, 4));
        Assert.Equal(1, BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(4)));
        var (n, m) = (BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(8)), BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(12)));
        var codes = MemoryMarshal.Cast<byte, int>(frame.AsSpan(16, 4 * n)).ToArray();
        var numbers = MemoryMarshal.Cast<byte, double>(frame.AsSpan((16 + (4 * n) + 7) / 8 * 8, 8 * m)).ToArray();
        return [.. codes.Select(code => code < 0 ? double.NaN : numbers[code])];
    }
}
