using System.Net.Http.Json;
using System.Text;
using EmbeddingProjector.App.Server;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>Files that are brought to the page.</summary>
public class UploadApiTests
{
    private const string Vectors = "0.5\t1\n2\t3\n4\t5\n";

    [Fact]
    public async Task Uploaded_vectors_and_metadata_become_a_run_that_opens()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var vectors = await server.UploadAsync("mine.tsv", Vectors);
        var labels = await server.UploadAsync("labels.tsv", "a\nb\nc\n");

        var shown = await server.ShowAsync(new { vectors, metadata = labels });

        Assert.Equal("mine.tsv", shown.GetProperty("run").GetString());
        var id = await server.OpenAsync(shown.GetProperty("tensor").GetString()!, "mine.tsv");
        var dataset = await server.GetJsonAsync($"api/datasets/{id}");
        Assert.Equal(3, dataset.GetProperty("rows").GetInt32());
        Assert.Equal("b", (await server.GetJsonAsync($"api/datasets/{id}/rows/1")).GetProperty("values")[0].GetProperty("value").GetString());
        Assert.Equal("mine.tsv", (await server.GetJsonAsync("api/workspace")).GetProperty("runs")[0].GetProperty("name").GetString());

        // The same name again is another run; what was there stays.
        Assert.Equal("mine.tsv (2)", (await server.ShowAsync(new { vectors })).GetProperty("run").GetString());
        Assert.Equal(3, (await server.GetJsonAsync("api/workspace")).GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task Uploaded_metadata_describes_a_tensor_of_the_log_directory_and_leaves_its_files_alone()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var before = Directory.GetFiles(directory.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var labels = await server.UploadAsync("other.tsv", "v\nw\nx\ny\nz\n");

        var shown = await server.ShowAsync(new { metadata = labels, run = ".", tensor = "fruit" });
        var id = await server.OpenAsync("fruit", shown.GetProperty("run").GetString()!);

        Assert.Equal("with other.tsv", shown.GetProperty("run").GetString());
        Assert.Equal("z", (await server.GetJsonAsync($"api/datasets/{id}/rows/4")).GetProperty("values")[0].GetProperty("value").GetString());
        Assert.Equal(before, Directory.GetFiles(directory.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_beyond_the_bound_is_refused_and_the_next_that_fits_is_taken()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory, new ServerOptions { UploadBytes = 1000 });

        using var large = await server.PostFileAsync("large.npy", new byte[200_000]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Contains("large.npy does not fit", (await RunningServer.JsonAsync(large)).GetProperty("message").GetString(), StringComparison.Ordinal);

        await server.UploadAsync("small.tsv", Vectors);
    }

    [Theory]
    [InlineData("notes.xyz", "just a sentence, no vectors at all")]
    [InlineData("empty.npy", "")]
    public async Task A_file_without_vectors_is_said_to_be_one_and_spoils_nothing(string name, string content)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var file = await server.UploadAsync(name, content);

        using var response = await server.Client.PostAsJsonAsync("api/uploads/tensors", new { vectors = file }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(name, (await RunningServer.JsonAsync(response)).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Single((await server.GetJsonAsync("api/workspace")).GetProperty("runs").EnumerateArray());
        await server.OpenAsync();
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\me\\v.tsv", "v.tsv")]
    public async Task A_name_is_no_path(string name, string kept)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.PostFileAsync(name, Encoding.UTF8.GetBytes(Vectors));

        Assert.Equal(kept, (await RunningServer.JsonAsync(response)).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_page_from_elsewhere_uploads_nothing()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/uploads?name=v.tsv") { Content = UploadClient.Body(Encoding.UTF8.GetBytes(Vectors)) };
        request.Headers.Add("Origin", "http://elsewhere.example");

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
