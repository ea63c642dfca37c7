using System.IO.Compression;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>The six routes of TensorBoard's projector: statuses, headers, bytes and texts are those of the original.</summary>
public class OriginalRoutesTests
{
    private const string Root = "data/plugin/projector";

    [Fact]
    public async Task Runs_are_a_JSON_array_with_the_headers_of_the_original()
    {
        using var directory = LogDirectoryOnDisk.Small();
        directory.WriteVectors("train é/tensors.npy", LogDirectoryOnDisk.SmallVectors, 3);
        directory.Write("train é/projector_config.pbtxt", "embeddings { tensor_path: \"tensors.npy\" }");
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.GetAsync($"{Root}/runs");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("[\"train \\u00e9\", \".\"]", await response.Content.ReadAsStringAsync());
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("0", response.Content.Headers.NonValidated["Expires"].ToString());
        Assert.Equal("no-cache, must-revalidate", response.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("nosniff", response.Headers.NonValidated["X-Content-Type-Options"].ToString());
        Assert.NotNull(response.Content.Headers.ContentLength);
        Assert.Null(response.Headers.ETag);
    }

    [Fact]
    public async Task Runs_of_an_empty_directory_are_an_empty_array()
    {
        using var directory = new LogDirectoryOnDisk();
        await using var server = await RunningServer.StartAsync(directory);

        Assert.Equal((HttpStatusCode.OK, "[]"), await server.GetTextAsync($"{Root}/runs"));
    }

    [Fact]
    public async Task Info_is_the_config_as_Python_prints_it()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var (status, text) = await server.GetTextAsync($"{Root}/info?run=.");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """
            {
              "embeddings": [
                {
                  "tensorName": "fruit",
                  "metadataPath": "metadata.tsv",
                  "bookmarksPath": "bookmarks.json",
                  "tensorShape": [
                    5,
                    3
                  ],
                  "sprite": {
                    "imagePath": "sprite.png",
                    "singleImageDim": [
                      2,
                      2
                    ]
                  },
                  "tensorPath": "tensors.npy"
                }
              ]
            }
            """.ReplaceLineEndings("\n"),
            text);
    }

    [Theory]
    [InlineData("info", "query parameter \"run\" is required")]
    [InlineData("info?run=", "Unknown run: \"\"")]
    [InlineData("info?run=no", "Unknown run: \"no\"")]
    [InlineData("tensor", "query parameter \"run\" is required")]
    [InlineData("tensor?run=no", "query parameter \"name\" is required")]
    [InlineData("tensor?run=no&name=x&num_rows=0", "query parameter num_rows must be integer > 0")]
    [InlineData("tensor?run=no&name=x&num_rows=-1", "query parameter num_rows must be integer > 0")]
    [InlineData("tensor?run=no&name=x&num_rows=1.5", "query parameter num_rows must be integer > 0")]
    [InlineData("tensor?run=no&name=x&num_rows=many", "query parameter num_rows must be integer > 0")]
    [InlineData("tensor?run=no&name=x&num_rows=5", "Unknown run: \"no\"")]
    [InlineData("tensor?run=.&name=x", "Tensor \"x\" not found in checkpoint dir \"\"")]
    [InlineData("metadata", "query parameter \"run\" is required")]
    [InlineData("metadata?run=", "query parameter \"name\" is required")]
    [InlineData("metadata?run=&name=x", "Unknown run: \"\"")]
    [InlineData("metadata?run=.&name=x&num_rows=0", "query parameter num_rows must be integer > 0")]
    [InlineData("bookmarks?run=", "query parameter \"run\" is required")]
    [InlineData("bookmarks?run=.", "query parameter \"name\" is required")]
    [InlineData("bookmarks?run=no&name=x", "Unknown run: \"no\"")]
    [InlineData("sprite_image?run=", "query parameter \"run\" is required")]
    [InlineData("sprite_image?run=.", "query parameter \"name\" is required")]
    public async Task Errors_are_400_with_the_text_of_the_original(string query, string expected)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.GetAsync($"{Root}/{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("metadata", "No metadata file found for tensor")]
    [InlineData("bookmarks", "No bookmarks file found for tensor")]
    [InlineData("sprite_image", "No sprite image file found for tensor")]
    public async Task A_file_that_the_config_does_not_name_is_told_with_the_path_of_the_config(string route, string text)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var answer = await server.GetTextAsync($"{Root}/{route}?run=.&name=other");

        Assert.Equal((HttpStatusCode.BadRequest, $"{text} \"other\" in the config file \"{directory.File("projector_config.pbtxt")}\""), answer);
    }

    [Theory]
    [InlineData("metadata", "metadata.tsv", "not found, or is not a file")]
    [InlineData("bookmarks", "bookmarks.json", "not found, or is not a file")]
    [InlineData("sprite_image", "sprite.png", "does not exist or is directory")]
    public async Task A_file_that_is_gone_is_told_with_its_path(string route, string file, string text)
    {
        using var directory = LogDirectoryOnDisk.Small();
        File.Delete(directory.File(file));
        await using var server = await RunningServer.StartAsync(directory);

        var answer = await server.GetTextAsync($"{Root}/{route}?run=.&name=fruit");

        Assert.Equal((HttpStatusCode.BadRequest, $"\"{directory.File(file)}\" {text}"), answer);
    }

    [Fact]
    public async Task A_path_that_leaves_the_directory_by_a_link_is_refused()
    {
        using var outside = new LogDirectoryOnDisk();
        outside.Write("secret.tsv", "secret\n");
        using var directory = LogDirectoryOnDisk.Small();
        File.Delete(directory.File("metadata.tsv"));
        File.CreateSymbolicLink(directory.File("metadata.tsv"), outside.File("secret.tsv"));
        await using var server = await RunningServer.StartAsync(directory);

        var answer = await server.GetTextAsync($"{Root}/metadata?run=.&name=fruit");

        Assert.Equal((HttpStatusCode.BadRequest, "Asset path \"metadata.tsv\" resolves outside the config directory"), answer);
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("&num_rows=", 5)]
    [InlineData("&num_rows=2", 2)]
    [InlineData("&num_rows=100000", 5)]
    [InlineData("&num_rows=99999999999999999999999", 5)]
    public async Task A_tensor_is_row_major_float32_and_nothing_else(string limit, int rows)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.GetAsync($"{Root}/tensor?run=.&name=fruit{limit}");

        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(rows * 3 * 4, response.Content.Headers.ContentLength);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(LogDirectoryOnDisk.SmallVectors[..(rows * 3)], MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Fact]
    public async Task A_tensor_that_was_written_again_is_served_anew()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        await server.Client.GetByteArrayAsync($"{Root}/tensor?run=.&name=fruit");

        directory.WriteVectors("tensors.npy", [9, 8, 7, 6, 5, 4], 3);
        var bytes = await server.Client.GetByteArrayAsync($"{Root}/tensor?run=.&name=fruit");

        Assert.Equal([9, 8, 7, 6, 5, 4], MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Fact]
    public async Task A_tensor_file_that_is_gone_is_told_or_its_run_is_not_listed()
    {
        using var directory = LogDirectoryOnDisk.Small();
        directory.Write("projector_config.pbtxt",
            "embeddings { tensor_name: \"gone\" tensor_path: \"gone.npy\" } embeddings { tensor_name: \"here\" tensor_path: \"tensors.npy\" }");
        await using var server = await RunningServer.StartAsync(directory);

        Assert.Equal(
            (HttpStatusCode.BadRequest, $"Tensor file \"{directory.File("gone.npy")}\" does not exist"),
            await server.GetTextAsync($"{Root}/tensor?run=.&name=gone"));
        Assert.Equal(60, (await server.Client.GetByteArrayAsync($"{Root}/tensor?run=.&name=here")).Length);
    }

    [Theory]
    [InlineData("", 6)]
    [InlineData("&num_rows=2", 3)] // the header is not counted
    [InlineData("&num_rows=100000", 6)]
    public async Task Metadata_are_the_raw_lines_of_the_file(string limit, int lines)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.GetAsync($"{Root}/metadata?run=.&name=fruit{limit}");

        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        var expected = string.Concat(File.ReadAllText(directory.File("metadata.tsv")).Split('\n').Take(lines).Select(l => l + "\n"));
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Bookmarks_are_the_bytes_of_the_file()
    {
        using var directory = LogDirectoryOnDisk.Small();
        directory.Write("bookmarks.json", "not even JSON");
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.GetAsync($"{Root}/bookmarks?run=.&name=fruit");

        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("not even JSON", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("89504E470D0A1A0A00", "image/png")]
    [InlineData("FFD8FFE000104A46494600", "image/jpeg")]
    [InlineData("474946383961000000", "image/gif")]
    [InlineData("424D000000", "image/bmp")]
    [InlineData("5249464600000000574542505650", "application/octet-stream")]
    [InlineData("00", "application/octet-stream")]
    public async Task The_type_of_a_sprite_is_taken_from_its_bytes(string hexadecimal, string type)
    {
        using var directory = LogDirectoryOnDisk.Small();
        var bytes = Convert.FromHexString(hexadecimal);
        await File.WriteAllBytesAsync(directory.File("sprite.png"), bytes, TestContext.Current.CancellationToken);
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.GetAsync($"{Root}/sprite_image?run=.&name=fruit");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("gzip, deflate, br", true)]
    [InlineData("*", true)]
    [InlineData("x-gzip", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("br", false)]
    public async Task Text_is_compressed_when_the_client_allows_it_with_a_time_of_zero(string accepted, bool compressed)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var first = await GetAsync();
        var second = await GetAsync();

        Assert.Equal(compressed ? ["gzip"] : [], first.Encoding);
        Assert.Equal(first.Body, second.Body);
        if (compressed)
        {
            Assert.Equal(new byte[4], first.Body[4..8]);
            using var gzip = new GZipStream(new MemoryStream(first.Body), CompressionMode.Decompress);
            using var reader = new StreamReader(gzip, Encoding.UTF8);
            Assert.Equal(File.ReadAllText(directory.File("metadata.tsv")), await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        async Task<(string[] Encoding, byte[] Body)> GetAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Root}/metadata?run=.&name=fruit");
            request.Headers.AcceptEncoding.ParseAdd(accepted);
            using var response = await server.Client.SendAsync(request);
            return ([.. response.Content.Headers.ContentEncoding], await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Images_and_tensors_are_never_compressed()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        server.Client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));

        foreach (var route in new[] { "tensor", "sprite_image" })
        {
            using var response = await server.Client.GetAsync($"{Root}/{route}?run=.&name=fruit");
            Assert.Empty(response.Content.Headers.ContentEncoding);
        }
    }

    [Theory]
    [InlineData("HEAD", "runs")]
    [InlineData("HEAD", "tensor?run=.&name=fruit")]
    [InlineData("HEAD", "sprite_image?run=.&name=fruit")]
    public async Task HEAD_has_the_headers_and_no_body(string method, string query)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Root}/{query}");
        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_slash_at_the_end_and_the_method_do_not_matter()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        Assert.Equal((HttpStatusCode.OK, "[\".\"]"), await server.GetTextAsync($"{Root}/runs/"));
        using var posted = await server.Client.PostAsync($"{Root}/runs", new StringContent("x"));
        Assert.Equal("[\".\"]", await posted.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.NotFound, "Not found"), await server.GetTextAsync($"{Root}/no_such_route"));
    }
}
