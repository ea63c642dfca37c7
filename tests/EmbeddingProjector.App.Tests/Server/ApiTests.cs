using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using EmbeddingProjector.App.Server;
using EmbeddingProjector.Tests.Formats.Hdf5;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>Our own interface, as docs/api.md has it.</summary>
public class ApiTests
{
    [Fact]
    public async Task The_workspace_lists_runs_tensors_and_what_belongs_to_them()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var workspace = await server.GetJsonAsync("api/workspace");

        Assert.Equal(Path.GetFileName(directory.Path), workspace.GetProperty("title").GetString());
        var run = Assert.Single(workspace.GetProperty("runs").EnumerateArray());
        Assert.Equal("projector_config.pbtxt", run.GetProperty("config").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, run.GetProperty("checkpoint").ValueKind);
        var tensor = Assert.Single(run.GetProperty("tensors").EnumerateArray());
        Assert.Equal("fruit", tensor.GetProperty("name").GetString());
        Assert.Equal(5, tensor.GetProperty("rows").GetInt32());
        Assert.Equal(3, tensor.GetProperty("columns").GetInt32());
        Assert.Equal("metadata.tsv", tensor.GetProperty("metadata").GetString());
        Assert.True(tensor.GetProperty("hasSprite").GetBoolean());
        Assert.True(tensor.GetProperty("hasBookmarks").GetBoolean());
    }

    [Fact]
    public async Task An_empty_directory_says_why_nothing_is_shown()
    {
        using var directory = new LogDirectoryOnDisk();
        await using var server = await RunningServer.StartAsync(directory);

        var workspace = await server.GetJsonAsync("api/workspace");

        Assert.NotEmpty(workspace.GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task An_entity_tag_that_still_holds_gives_304()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        var run = await server.ProjectAsync(id, new { method = "pca" });

        foreach (var path in new[] { "api/workspace", $"api/datasets/{id}/columns/0", $"api/datasets/{id}/sprite", $"api/projections/{run.GetProperty("id")}/positions" })
        {
            using var first = await server.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal("private, no-cache", string.Join(", ", first.Headers.NonValidated["Cache-Control"].ToString().Split(", ").Order(StringComparer.Ordinal).Reverse()));
            Assert.False(first.Headers.ETag!.IsWeak);

            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.IfNoneMatch.Add(first.Headers.ETag);
            using var second = await server.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
            Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task A_data_set_that_is_ready_describes_itself()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var dataset = await server.GetJsonAsync($"api/datasets/{await server.OpenAsync()}");

        Assert.Equal(5, dataset.GetProperty("rows").GetInt32());
        Assert.Equal(3, dataset.GetProperty("columns").GetInt32());
        Assert.Equal(0, dataset.GetProperty("defaultLabel").GetInt32());
        Assert.False(dataset.GetProperty("defaultSpherize").GetBoolean());
        Assert.Equal("cosine", dataset.GetProperty("defaultMetric").GetString());
        Assert.Equal(6, dataset.GetProperty("sprite").GetProperty("imageWidth").GetInt32());
        Assert.Equal(2, dataset.GetProperty("sprite").GetProperty("thumbnailHeight").GetInt32());
        var count = dataset.GetProperty("metadata")[1];
        Assert.Equal("number", count.GetProperty("kind").GetString());
        Assert.Equal(1, count.GetProperty("missing").GetInt32());
        Assert.Equal(1, count.GetProperty("min").GetDouble());
        Assert.Equal(10, count.GetProperty("max").GetDouble());
    }

    [Fact]
    public async Task The_distance_that_a_file_states_is_the_default()
    {
        using var directory = new LogDirectoryOnDisk();
        File.WriteAllBytes(directory.File("train.hdf5"), GoldenFiles.Bytes("benchmark_euclidean.hdf5"));
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"train\" tensor_path: \"train.hdf5\" }");
        await using var server = await RunningServer.StartAsync(directory);

        var dataset = await server.GetJsonAsync($"api/datasets/{await server.OpenAsync("train")}");

        Assert.Equal("euclidean", dataset.GetProperty("defaultMetric").GetString());
        Assert.Contains(
            dataset.GetProperty("problems").EnumerateArray(),
            p => p.GetProperty("message").GetString() == "The file measures neighbors by the distance \"euclidean\", called Euclidean here: neighbors are searched by it where nothing else is asked for.");
    }

    [Fact]
    public async Task Spherizing_is_the_default_from_fifty_dimensions_on()
    {
        using var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("a.npy", LogDirectoryOnDisk.Wave(4, 50), 50);
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"wide\" tensor_path: \"a.npy\" }");
        await using var server = await RunningServer.StartAsync(directory);

        var dataset = await server.GetJsonAsync($"api/datasets/{await server.OpenAsync("wide")}");

        Assert.True(dataset.GetProperty("defaultSpherize").GetBoolean());
        Assert.Empty(dataset.GetProperty("metadata").EnumerateArray());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, dataset.GetProperty("defaultLabel").ValueKind);
    }

    [Fact]
    public async Task The_same_tensor_is_one_data_set_also_after_a_restart()
    {
        using var directory = LogDirectoryOnDisk.Small();
        string id;
        await using (var first = await RunningServer.StartAsync(directory))
        {
            id = await first.OpenAsync();
            Assert.Equal(id, await first.OpenAsync());
        }

        await using var second = await RunningServer.StartAsync(directory);
        Assert.Equal(id, (await server_GetAsync(second, id)).GetProperty("id").GetString());

        static Task<System.Text.Json.JsonElement> server_GetAsync(RunningServer server, string id) => server.GetJsonAsync($"api/datasets/{id}?wait=10");
    }

    [Fact]
    public async Task An_id_of_a_version_that_is_gone_gives_409()
    {
        using var directory = LogDirectoryOnDisk.Small();
        string id;
        await using (var first = await RunningServer.StartAsync(directory))
        {
            id = await first.OpenAsync();
        }

        directory.WriteVectors("tensors.npy", [9, 8, 7, 6, 5, 4], 3);
        await using var second = await RunningServer.StartAsync(directory);
        var (status, text) = await second.GetTextAsync($"api/datasets/{id}");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("The files changed on disk.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_set_that_made_room_is_opened_again_when_it_is_asked_for()
    {
        using var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("a.npy", LogDirectoryOnDisk.Wave(50, 4), 4);
        directory.WriteVectors("b.npy", LogDirectoryOnDisk.Wave(50, 4), 4);
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"a\" tensor_path: \"a.npy\" } embeddings { tensor_name: \"b\" tensor_path: \"b.npy\" }");
        await using var server = await RunningServer.StartAsync(directory, new ServerOptions { CacheBytes = 1 });

        var a = await server.OpenAsync("a");
        await server.OpenAsync("b");
        Assert.Equal(a, await server.OpenAsync("a"));
        var row = await server.GetJsonAsync($"api/datasets/{a}/rows/49");

        Assert.Equal(49, row.GetProperty("row").GetInt32());
    }

    [Theory]
    [InlineData("api/nothing", HttpStatusCode.NotFound)]
    [InlineData("api/datasets/0123", HttpStatusCode.NotFound)]
    [InlineData("api/datasets/{id}/columns/2", HttpStatusCode.NotFound)]
    [InlineData("api/datasets/{id}/rows/5", HttpStatusCode.NotFound)]
    [InlineData("api/datasets/{id}?wait=soon", HttpStatusCode.BadRequest)]
    [InlineData("api/datasets/{id}/neighbors", HttpStatusCode.BadRequest)]
    [InlineData("api/datasets/{id}/neighbors?row=5", HttpStatusCode.NotFound)]
    [InlineData("api/datasets/{id}/neighbors?row=-1", HttpStatusCode.NotFound)]
    [InlineData("api/datasets/{id}/neighbors?row=0&count=0", HttpStatusCode.BadRequest)]
    [InlineData("api/datasets/{id}/neighbors?row=0&metric=taxicab", HttpStatusCode.BadRequest)]
    [InlineData("api/datasets/{id}/search?text=a&column=2", HttpStatusCode.BadRequest)]
    [InlineData("api/datasets/{id}/search?text=(a&regex=true", HttpStatusCode.BadRequest)]
    [InlineData("api/datasets/{id}/search?text=(?=a)&regex=true", HttpStatusCode.BadRequest)]
    [InlineData("api/projections/0123", HttpStatusCode.NotFound)]
    public async Task Errors_are_JSON_with_a_message(string path, HttpStatusCode expected)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        using var response = await server.Client.GetAsync(path.Replace("{id}", id, StringComparison.Ordinal));

        Assert.Equal(expected, response.StatusCode);
        var error = await RunningServer.JsonAsync(response);
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.True(error.TryGetProperty("remedy", out _));
    }

    [Theory]
    [InlineData("{\"run\":\".\",\"tensor\":\"other\"}", HttpStatusCode.NotFound)]
    [InlineData("{\"run\":\".\"}", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task Opening_what_is_not_there_is_refused(string body, HttpStatusCode expected)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.PostAsync("api/datasets", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(expected, response.StatusCode);
        Assert.NotEmpty((await RunningServer.JsonAsync(response)).GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_no_JSON_is_refused()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var large = await server.Client.PostAsync("api/datasets", new StringContent($"{{\"run\":\"{new string('x', 100_000)}\"}}", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var form = await server.Client.PostAsync("api/datasets", new StringContent("run=.", new MediaTypeHeaderValue("text/plain")));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        Assert.NotEmpty((await RunningServer.JsonAsync(form)).GetProperty("message").GetString()!);
        using var put = await server.Client.PutAsJsonAsync("api/workspace", new { });
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
    }

    [Fact]
    public async Task A_broken_file_fails_with_the_evidence()
    {
        using var directory = LogDirectoryOnDisk.Small();
        var bytes = await File.ReadAllBytesAsync(directory.File("tensors.npy"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(directory.File("tensors.npy"), bytes[..^4], TestContext.Current.CancellationToken);
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.PostAsJsonAsync("api/datasets", new { run = ".", tensor = "fruit" });
        var answer = await RunningServer.JsonAsync(response);
        if (answer.TryGetProperty("id", out var id))
        {
            answer = await server.GetJsonAsync($"api/datasets/{id}?wait=10");
            Assert.Equal("failed", answer.GetProperty("state").GetString());
        }
        else
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        }

        Assert.Contains("tensors.npy", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_arrives_as_its_frame()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var frame = await server.Client.GetByteArrayAsync($"api/datasets/{await server.OpenAsync()}/columns/0");

        Assert.Equal("EPC1", Encoding.ASCII.GetString(frame, 0, 4));
        Assert.Equal(5, BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(8)));
        Assert.EndsWith("апельсинbananaBandanaçilek\"quoted\"", Encoding.UTF8.GetString(frame), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_card_of_a_row_has_its_values_and_its_norm()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var row = await server.GetJsonAsync($"api/datasets/{await server.OpenAsync()}/rows/2");

        Assert.Equal("Bandana", row.GetProperty("values")[0].GetProperty("value").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, row.GetProperty("values")[1].GetProperty("value").ValueKind);
        Assert.Equal(1, row.GetProperty("norm").GetDouble());
    }

    [Theory]
    [InlineData("text=BAN", new[] { 1, 2 })]
    [InlineData("text=%D0%90%D0%9F%D0%95%D0%9B", new[] { 0 })]
    [InlineData("text=1", new[] { 1, 4 })] // 1 and 10 of the column "count"
    [InlineData("text=1&column=0", new int[0])]
    [InlineData("text=%5Eb.*a%24&regex=true&column=0", new[] { 1, 2 })]
    [InlineData("text=%22", new[] { 4 })]
    [InlineData("text=", new int[0])]
    public async Task Search_finds_rows_in_ascending_order(string query, int[] expected)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var bytes = await server.Client.GetByteArrayAsync($"api/datasets/{await server.OpenAsync()}/search?{query}");

        Assert.Equal(expected, MemoryMarshal.Cast<byte, int>(bytes).ToArray());
    }

    [Fact]
    public async Task Rows_without_metadata_are_found_by_their_number()
    {
        using var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("a.npy", LogDirectoryOnDisk.Wave(200, 2), 2);
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"bare\" tensor_path: \"a.npy\" }");
        await using var server = await RunningServer.StartAsync(directory);

        var bytes = await server.Client.GetByteArrayAsync($"api/datasets/{await server.OpenAsync("bare")}/search?text=17");

        Assert.Equal([17, 117, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179], MemoryMarshal.Cast<byte, int>(bytes).ToArray());
    }

    [Theory]
    [InlineData("(a*)*b")] // exponential for a backtracking engine
    [InlineData("(a|aa)+$")]
    public async Task A_pattern_that_would_backtrack_for_ever_is_answered(string pattern)
    {
        using var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("a.npy", LogDirectoryOnDisk.Wave(2, 2), 2);
        directory.Write("metadata.tsv", new string('a', 50_000) + "c\nx\n");
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"t\" tensor_path: \"a.npy\" metadata_path: \"metadata.tsv\" }");
        await using var server = await RunningServer.StartAsync(directory);

        var bytes = await server.Client.GetByteArrayAsync($"api/datasets/{await server.OpenAsync("t")}/search?regex=true&text={Uri.EscapeDataString(pattern)}");

        Assert.Empty(bytes);
    }

    [Theory]
    [InlineData("(?:a{1000}){1000}")]
    [InlineData("((((a{100}){100}){100}){100})")]
    public async Task A_pattern_that_unfolds_to_millions_of_states_is_refused(string pattern)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var (status, _) = await server.GetTextAsync($"api/datasets/{await server.OpenAsync()}/search?regex=true&text={Uri.EscapeDataString(pattern)}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var (status, text) = await server.GetTextAsync($"api/datasets/{await server.OpenAsync()}/search?text={new string('a', 1001)}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("1,001", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neighbors_are_nearest_first_without_the_row_itself()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var answer = await server.GetJsonAsync($"api/datasets/{await server.OpenAsync()}/neighbors?row=0&count=2&metric=euclidean");

        Assert.Equal([1, 3], answer.GetProperty("neighbors").EnumerateArray().Select(n => n.GetProperty("row").GetInt32()));
        Assert.Equal(Math.Sqrt(0.02), answer.GetProperty("neighbors")[0].GetProperty("distance").GetDouble(), 1e-6);
        Assert.Equal("euclidean", answer.GetProperty("metric").GetString());
    }

    [Fact]
    public async Task The_sprite_has_the_type_of_its_bytes()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.GetAsync($"api/datasets/{await server.OpenAsync()}/sprite");

        Assert.Equal("image/png", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(await File.ReadAllBytesAsync(directory.File("sprite.png"), TestContext.Current.CancellationToken), await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_OpenAPI_document_names_every_resource_and_the_errors()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var paths = (await server.GetJsonAsync("api/openapi.json")).GetProperty("paths");

        Assert.Equal(
            [
                "/api/changes", "/api/datasets", "/api/datasets/{id}", "/api/datasets/{id}/columns/{index}", "/api/datasets/{id}/contrast",
                "/api/datasets/{id}/edits", "/api/datasets/{id}/filter", "/api/datasets/{id}/histograms", "/api/datasets/{id}/metadata.tsv",
                "/api/datasets/{id}/nearest", "/api/datasets/{id}/neighbors", "/api/datasets/{id}/projections", "/api/datasets/{id}/publication.json",
                "/api/datasets/{id}/publication.zip", "/api/datasets/{id}/rows/{row}", "/api/datasets/{id}/search", "/api/datasets/{id}/sprite",
                "/api/datasets/{id}/tables", "/api/datasets/{id}/tables/{table}/order", "/api/datasets/{id}/tables/{table}/place",
                "/api/datasets/{id}/tables/{table}/rows", "/api/projections", "/api/projections/{runId}", "/api/projections/{runId}/parameters",
                "/api/projections/{runId}/pause", "/api/projections/{runId}/perturb", "/api/projections/{runId}/positions",
                "/api/projections/{runId}/quality", "/api/projections/{runId}/resume", "/api/projections/{runId}/steps",
                "/api/projections/{runId}/steps/positions", "/api/projections/{runId}/steps/{number}/positions", "/api/projections/{runId}/stop",
                "/api/projections/{runId}/stream", "/api/projections/{runId}/trust", "/api/quality/{id}", "/api/quality/{id}/columns/{name}",
                "/api/uploads", "/api/uploads/embeddings", "/api/uploads/runs", "/api/uploads/tensors", "/api/uploads/{file}", "/api/workspace",
            ],
            paths.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        var responses = paths.GetProperty("/api/datasets/{id}/columns/{index}").GetProperty("get").GetProperty("responses");
        Assert.True(responses.TryGetProperty("404", out _));
        Assert.True(responses.GetProperty("200").GetProperty("content").TryGetProperty("application/octet-stream", out _));
    }
}
