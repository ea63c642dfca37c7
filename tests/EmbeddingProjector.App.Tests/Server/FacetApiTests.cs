using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>Filters and histograms over HTTP. The small directory has the words апельсин, banana, Bandana, çilek, "quoted" with counts 3, 1, –, 2, 10.</summary>
public sealed class FacetApiTests
{
    [Fact]
    public async Task Rows_that_pass_all_filters_are_one_bit_each()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        Assert.Equal([0b0000_1001], await FilterAsync(server, id, new { column = 1, from = 2, to = 3 }));
        Assert.Equal([0b0000_0110], await FilterAsync(server, id, new { column = 1, to = 1.5, missing = true }));
        Assert.Equal([0b0000_0010], await FilterAsync(
            server, id, new { column = 1, to = 1.5, missing = true }, new { column = 0, values = new[] { "banana", "çilek" } }));
        Assert.Equal([0b0001_1111], await FilterAsync(server, id));
    }

    [Fact]
    public async Task Histograms_count_all_rows_and_those_that_the_other_columns_let_pass()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        var answer = await DescribeAsync(server, id, new
        {
            columns = new[] { new { column = 1 }, new { column = 0 } },
            filters = new object[] { new { column = 1, from = 2 }, new { column = 0, values = new[] { "banana", "çilek", "\"quoted\"" } } },
        });

        Assert.Equal((5, 2), (answer.GetProperty("rows").GetInt32(), answer.GetProperty("kept").GetInt32()));
        var count = answer.GetProperty("columns")[0];
        Assert.Equal("linear", count.GetProperty("scale").GetString());
        Assert.Equal(
            [(1, 1, 1), (2, 1, 1), (3, 1, 0), (10, 1, 1)],
            count.GetProperty("bins").EnumerateArray().Where(bin => bin.GetProperty("all").GetInt32() > 0).Select(bin => (
                bin.GetProperty("from").GetInt32(), bin.GetProperty("all").GetInt32(), bin.GetProperty("kept").GetInt32())));
        Assert.Equal((1, 0), (count.GetProperty("missing").GetProperty("all").GetInt32(), count.GetProperty("missing").GetProperty("kept").GetInt32()));
        var words = answer.GetProperty("columns")[1];
        Assert.Equal(JsonValueKind.Null, words.GetProperty("scale").ValueKind);
        Assert.Equal(
            [("апельсин", 1), ("banana", 0), ("Bandana", 0), ("çilek", 1), ("\"quoted\"", 1)],
            words.GetProperty("values").EnumerateArray().Select(value => (value.GetProperty("value").GetString()!, value.GetProperty("kept").GetInt32())));
    }

    [Fact]
    public async Task An_edit_is_counted_at_once()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        using var edited = await server.Client.PatchAsJsonAsync(
            $"api/datasets/{id}/edits", new { edits = new[] { new { column = "count", rows = "2", text = "3" } } });

        Assert.Equal([0b0000_0101], await FilterAsync(server, id, new { column = 1, from = 3, to = 3 }));
    }

    [Theory]
    [InlineData("""{"filters":[{"column":0,"from":1}]}""", "holds texts")]
    [InlineData("""{"filters":[{"from":1}]}""", "must name its")]
    [InlineData("""{"filters":[{"column":9}]}""", "no column 9")]
    [InlineData("""{"filters":[{"column":1,"from":3,"to":1}]}""", "Nothing lies between 3 and 1")]
    [InlineData("""{"filters":[{"column":1,"from":3},{"column":1,"to":5}]}""", "two filters")]
    public async Task A_filter_that_cannot_be_is_a_400_with_the_reason(string body, string reason)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        foreach (var route in (string[])["filter", "histograms"])
        {
            using var response = await server.Client.PostAsJsonAsync($"api/datasets/{id}/{route}", JsonDocument.Parse(body).RootElement);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(reason, (await RunningServer.JsonAsync(response)).GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_scale_that_a_column_cannot_have_is_a_400()
    {
        using var directory = LogDirectoryOnDisk.Small();
        directory.Write("metadata.tsv", "word\tcount\na\t-3\nb\t1\nc\t2\nd\t2\ne\t10\n");
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        foreach (var scale in (string[])["log", "wide"])
        {
            using var response = await server.Client.PostAsJsonAsync($"api/datasets/{id}/histograms", new { columns = new[] { new { column = 1, scale } } });
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    private static async Task<byte[]> FilterAsync(RunningServer server, string id, params object[] filters)
    {
        using var response = await server.Client.PostAsJsonAsync($"api/datasets/{id}/filter", new { filters });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync();
    }

    private static async Task<JsonElement> DescribeAsync(RunningServer server, string id, object request)
    {
        using var response = await server.Client.PostAsJsonAsync($"api/datasets/{id}/histograms", request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await RunningServer.JsonAsync(response);
    }
}
