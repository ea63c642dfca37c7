using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using EmbeddingProjector.App.Server;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>Embeddings of a configuration that the page fetched elsewhere, and taking away what was brought.</summary>
public class UploadedRunTests
{
    private const string Config = "https://maps.example/data/config.json";
    private static readonly float[] s_values = [0, 1, 2, 3, 4, 5];

    [Fact]
    public async Task Embeddings_of_one_configuration_stand_in_one_run_that_is_called_by_its_address()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var bytes = MemoryMarshal.AsBytes(s_values.AsSpan()).ToArray();
        var vectors = await server.UploadAsync("tensors.bytes", bytes);
        var metadata = await server.UploadAsync("labels.tsv", "a\nb\nc\n");
        var sprite = await server.UploadAsync("sprite.png", await File.ReadAllBytesAsync(directory.File("sprite.png"), TestContext.Current.CancellationToken));
        var bookmarks = await server.UploadAsync("state.txt", "[{\"label\":\"State 0\"}]");

        var first = await server.ShowAsync(
            new
            {
                config = Config,
                embedding = new
                {
                    tensorName = "one",
                    tensorPath = vectors,
                    tensorShape = new[] { 3, 2 },
                    metadataPath = metadata,
                    sprite = new { imagePath = sprite, singleImageDim = new[] { 3, 2 } },
                    bookmarksPath = bookmarks,
                },
                problems = new[] { new { message = "The images could not be had.", remedy = "Look." } },
            },
            "embeddings");
        var second = await server.ShowAsync(
            new { config = Config, embedding = new { tensorName = "two", tensorPath = await server.UploadAsync("two.bytes", bytes), tensorShape = new[] { 2, 3 } } }, "embeddings");

        Assert.Equal((Config, "one"), (first.GetProperty("run").GetString(), first.GetProperty("tensor").GetString()));
        Assert.Equal((Config, "two"), (second.GetProperty("run").GetString(), second.GetProperty("tensor").GetString()));
        var run = (await server.GetJsonAsync("api/workspace")).GetProperty("runs")[0];
        Assert.True(run.GetProperty("isUploaded").GetBoolean());
        Assert.Equal(["two", "one"], run.GetProperty("tensors").EnumerateArray().Select(t => t.GetProperty("name").GetString()));

        var dataset = await server.GetJsonAsync($"api/datasets/{await server.OpenAsync("one", Config)}");
        Assert.Equal((3, 2), (dataset.GetProperty("rows").GetInt32(), dataset.GetProperty("columns").GetInt32()));
        Assert.Equal(3, dataset.GetProperty("sprite").GetProperty("thumbnailWidth").GetInt32());
        Assert.Contains(dataset.GetProperty("problems").EnumerateArray(), p => p.GetProperty("message").GetString() == "The images could not be had.");
        Assert.Contains("State 0", (await server.GetTextAsync($"data/plugin/projector/bookmarks?run={Uri.EscapeDataString(Config)}&name=one")).Text, StringComparison.Ordinal);
        Assert.Equal(3, (await server.GetJsonAsync($"api/datasets/{await server.OpenAsync("two", Config)}")).GetProperty("columns").GetInt32());
    }

    [Fact]
    public async Task Vectors_that_do_not_fit_their_shape_are_refused_with_both_numbers()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var vectors = await server.UploadAsync("tensors.bytes", new byte[40]);

        using var response = await server.Client.PostAsJsonAsync(
            "api/uploads/embeddings", new { config = Config, embedding = new { tensorName = "one", tensorPath = vectors, tensorShape = new[] { 2, 3 } } }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("not whole rows of 3", (await RunningServer.JsonAsync(response)).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"embedding":{"tensorName":"a","tensorPath":"b"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"config":"c","embedding":{"tensorName":"a"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"config":".","embedding":{"tensorName":"a","tensorPath":"no-such-file"}}""", HttpStatusCode.NotFound)]
    public async Task An_embedding_without_address_or_vectors_is_refused(string body, HttpStatusCode expected)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.PostAsJsonAsync("api/uploads/embeddings", JsonSerializer.Deserialize<JsonElement>(body), TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_run_of_the_log_directory_is_never_replaced()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var vectors = await server.UploadAsync("v.tsv", "1\t2\n3\t4\n");

        using var response = await server.Client.PostAsJsonAsync(
            "api/uploads/embeddings", new { config = ".", embedding = new { tensorName = "fruit", tensorPath = vectors } }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(5, (await server.GetJsonAsync($"api/datasets/{await server.OpenAsync()}")).GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task A_removed_run_is_gone_with_its_files_and_its_room_is_free_again()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory, new ServerOptions { UploadBytes = 1000 });
        var vectors = await server.UploadAsync("mine.tsv", "0.5\t1\n2\t3\n4\t5\n");
        await server.ShowAsync(new { vectors });
        await server.OpenAsync("mine.tsv", "mine.tsv");
        Assert.Equal(HttpStatusCode.Conflict, await DeleteAsync(server, vectors));
        Assert.Equal(["mine.tsv"], (await server.GetJsonAsync("api/uploads")).GetProperty("runs").EnumerateArray().Select(r => r.GetString()));

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(server, "runs?name=mine.tsv"));

        var left = await server.GetJsonAsync("api/uploads");
        Assert.Equal((0, 1000), (left.GetProperty("bytes").GetInt64(), left.GetProperty("mostBytes").GetInt64()));
        Assert.Empty(left.GetProperty("runs").EnumerateArray());
        Assert.Single((await server.GetJsonAsync("api/workspace")).GetProperty("runs").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(server, vectors));
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(server, "runs?name=."));
    }

    [Fact]
    public async Task A_file_that_another_run_uses_outlives_the_first()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var vectors = await server.UploadAsync("mine.tsv", "0.5\t1\n2\t3\n4\t5\n");
        await server.ShowAsync(new { vectors });
        var labels = await server.UploadAsync("labels.tsv", "a\nb\nc\n");
        var with = (await server.ShowAsync(new { metadata = labels, run = "mine.tsv", tensor = "mine.tsv" })).GetProperty("run").GetString()!;

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(server, "runs?name=mine.tsv"));

        Assert.Equal(3, (await server.GetJsonAsync($"api/datasets/{await server.OpenAsync("mine.tsv", with)}")).GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task A_page_from_elsewhere_deletes_nothing()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var file = await server.UploadAsync("v.tsv", "1\t2\n");
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"api/uploads/{file}");
        request.Headers.Add("Origin", "http://elsewhere.example");

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(server, file));
    }

    private static async Task<HttpStatusCode> DeleteAsync(RunningServer server, string path)
    {
        using var response = await server.Client.DeleteAsync($"api/uploads/{path}", TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
