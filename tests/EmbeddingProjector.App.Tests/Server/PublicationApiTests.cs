using System.IO.Compression;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>A data set as files for any web server.</summary>
public class PublicationApiTests
{
    [Fact]
    public async Task The_archive_holds_config_vectors_edited_metadata_sprite_and_bookmarks_and_opens_again()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        await EditAsync(server, id);
        var bookmarks = await server.UploadAsync("state.txt", "[{\"label\":\"Mine\"}]");

        using var archive = await ZipAsync(server, $"api/datasets/{id}/publication.zip?bookmarks={bookmarks}");

        Assert.Equal(["bookmarks.txt", "metadata.tsv", "projector_config.json", "sprite.png", "tensors.bytes"], archive.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
        Assert.Equal(LogDirectoryOnDisk.SmallVectors, MemoryMarshal.Cast<byte, float>(Bytes(archive, "tensors.bytes")).ToArray());
        Assert.Contains("lemon", System.Text.Encoding.UTF8.GetString(Bytes(archive, "metadata.tsv")), StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(directory.File("sprite.png"), TestContext.Current.CancellationToken), Bytes(archive, "sprite.png"));
        using var copy = new LogDirectoryOnDisk();
        await archive.ExtractToDirectoryAsync(copy.Path, TestContext.Current.CancellationToken);
        var embedding = Assert.Single(LogDirectoryScanner.ForDirectory(copy.Path).Scan().Runs[0].Embeddings);
        Assert.Equal(("fruit", 5, 3), (embedding.TensorName, embedding.Shape[0], embedding.Shape[1]));
        Assert.Equal((2, 2), (embedding.Sprite!.ThumbnailWidth, embedding.Sprite.ThumbnailHeight));
        Assert.NotNull(embedding.BookmarksPath);
        Assert.True(embedding.CanBeShown);
    }

    [Fact]
    public async Task The_config_alone_is_that_of_the_archive_with_the_addresses_of_a_server()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        var query = $"address={Uri.EscapeDataString("https://me.example/maps")}&metadata=false";

        var config = await server.GetJsonAsync($"api/datasets/{id}/publication.json?{query}");
        using var archive = await ZipAsync(server, $"api/datasets/{id}/publication.zip?{query}");

        var embedding = config.GetProperty("embeddings")[0];
        Assert.Equal("https://me.example/maps/tensors.bytes", embedding.GetProperty("tensorPath").GetString());
        Assert.Equal("https://me.example/maps/sprite.png", embedding.GetProperty("sprite").GetProperty("imagePath").GetString());
        Assert.False(embedding.TryGetProperty("metadataPath", out _));
        Assert.False(embedding.TryGetProperty("bookmarksPath", out _));
        Assert.Equal(JsonSerializer.Serialize(config), JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(Bytes(archive, "projector_config.json"))));
        Assert.Equal(["projector_config.json", "sprite.png", "tensors.bytes"], archive.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("address=ftp://me.example/", HttpStatusCode.BadRequest)]
    [InlineData("address=maps", HttpStatusCode.BadRequest)]
    public async Task What_is_no_address_of_a_folder_is_refused(string query, HttpStatusCode expected)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        Assert.Equal(expected, (await server.GetTextAsync($"api/datasets/{id}/publication.json?{query}")).Status);
        Assert.Equal(expected, (await server.GetTextAsync($"api/datasets/{id}/publication.zip?{query}")).Status);
    }

    [Fact]
    public async Task Bookmarks_that_were_not_sent_are_refused_before_the_archive_begins()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        Assert.Equal(HttpStatusCode.NotFound, (await server.GetTextAsync($"api/datasets/{await server.OpenAsync()}/publication.zip?bookmarks=none")).Status);
    }

    [Fact]
    public async Task The_sprite_has_a_version_of_its_content_that_may_be_kept_for_ever()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        var version = await VersionAsync(server, id);

        Assert.Contains("immutable", await CachingAsync(server, $"api/datasets/{id}/sprite?version={version}"), StringComparison.Ordinal);
        Assert.DoesNotContain("immutable", await CachingAsync(server, $"api/datasets/{id}/sprite"), StringComparison.Ordinal);

        // The same image written anew, as each step of a training does it.
        directory.WriteSprite("sprite.png", 6, 6);
        File.SetLastWriteTimeUtc(directory.File("sprite.png"), DateTime.UtcNow.AddSeconds(7));
        server.Server.Watcher.Refresh();
        var next = await server.OpenAsync();
        Assert.NotEqual(id, next);
        Assert.Equal(version, await VersionAsync(server, next));
        Assert.Equal(HttpStatusCode.Conflict, (await server.GetTextAsync($"api/datasets/{id}/sprite")).Status);
    }

    private static async Task<string?> VersionAsync(RunningServer server, string id) =>
        (await server.GetJsonAsync($"api/datasets/{id}")).GetProperty("sprite").GetProperty("version").GetString();

    private static async Task<string> CachingAsync(RunningServer server, string path)
    {
        using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return response.Headers.NonValidated["Cache-Control"].ToString();
    }

    private static async Task EditAsync(RunningServer server, string id)
    {
        var edit = """{"edits":[{"column":"word","rows":"1","text":"lemon"}]}""";
        using var response = await server.Client.PatchAsync(
            $"api/datasets/{id}/edits", new StringContent(edit, MediaTypeHeaderValue.Parse("application/json")), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<ZipArchive> ZipAsync(RunningServer server, string path)
    {
        using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("fruit-published.zip", response.Content.Headers.ContentDisposition!.FileName);
        return new ZipArchive(new MemoryStream(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)), ZipArchiveMode.Read);
    }

    private static byte[] Bytes(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
