using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>Tables of rows over HTTP: which rows, in which order, page by page.</summary>
public sealed class TableApiTests
{
    [Fact]
    public async Task Rows_are_in_the_order_of_a_column_and_those_without_a_value_last()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        Assert.Equal([1, 3, 0, 4, 2], await OrderAsync(server, id, "column=1"));
        Assert.Equal([4, 0, 3, 1, 2], await OrderAsync(server, id, "column=1&descending=true"));
        Assert.Equal([4, 1, 2, 3, 0], await OrderAsync(server, id, "column=0"));
        Assert.Equal([4, 3, 2, 1, 0], await OrderAsync(server, id, "descending=true"));
        Assert.Equal([3, 0, 2], await OrderAsync(server, id, "column=1", [0b0000_1101]));
    }

    [Fact]
    public async Task What_a_filter_answers_is_what_a_table_takes()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        using var mask = await server.Client.PostAsJsonAsync($"api/datasets/{id}/filter", new { filters = new[] { new { column = 1, from = 2 } } });

        Assert.Equal([3, 0, 4], await OrderAsync(server, id, "column=1", await mask.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public async Task A_page_has_the_values_of_all_columns_and_a_row_tells_its_place()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        var table = await MakeAsync(server, id, "column=1");

        var page = await server.GetJsonAsync($"api/datasets/{id}/tables/{table}/rows?offset=3&count=10");

        Assert.Equal(
            """{"offset":3,"rows":[{"row":4,"values":["\"quoted\"","10"]},{"row":2,"values":["Bandana",null]}]}""",
            page.GetRawText());
        Assert.Equal(1, (await server.GetJsonAsync($"api/datasets/{id}/tables/{table}/place?row=3")).GetProperty("place").GetInt32());
        var few = await MakeAsync(server, id, "column=1", [0b0000_0001]);
        Assert.Equal(JsonValueKind.Null, (await server.GetJsonAsync($"api/datasets/{id}/tables/{few}/place?row=3")).GetProperty("place").ValueKind);
        Assert.Empty((await server.GetJsonAsync($"api/datasets/{id}/tables/{table}/rows?offset=99")).GetProperty("rows").EnumerateArray());
    }

    [Fact]
    public async Task The_same_rows_in_the_same_order_are_one_table_until_the_metadata_changes()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        var first = await MakeAsync(server, id, "column=0");

        Assert.Equal(first, await MakeAsync(server, id, "column=0"));
        Assert.NotEqual(first, await MakeAsync(server, id, "column=0&descending=true"));
        using var edited = await server.Client.PatchAsJsonAsync(
            $"api/datasets/{id}/edits", new { edits = new[] { new { column = "word", rows = "0", text = "aaa" } } });
        Assert.NotEqual(first, await MakeAsync(server, id, "column=0"));
        Assert.Equal([4, 0, 1, 2, 3], await OrderAsync(server, id, "column=0"));
    }

    [Fact]
    public async Task Points_without_metadata_are_a_table_of_their_numbers()
    {
        using var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("fruit.npy", LogDirectoryOnDisk.SmallVectors, 3);
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"fruit\" tensor_path: \"fruit.npy\" }");
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        Assert.Equal([0, 1, 2, 3, 4], await OrderAsync(server, id, ""));
        using var response = await PostAsync(server, id, "column=0", []);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_wrong_mask_column_table_or_row_is_refused_with_the_reason()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        var table = await MakeAsync(server, id, "");

        using var column = await PostAsync(server, id, "column=7", []);
        Assert.Equal(HttpStatusCode.NotFound, column.StatusCode);
        using var mask = await PostAsync(server, id, "", [1, 2]);
        Assert.Contains(mask.StatusCode, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge]);
        Assert.Equal(HttpStatusCode.Conflict, (await server.GetTextAsync($"api/datasets/{id}/tables/nothing/rows")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetTextAsync($"api/datasets/{id}/tables/{table}/place?row=5")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.GetTextAsync($"api/datasets/{id}/tables/{table}/rows?offset=-1")).Status);
    }

    private static async Task<List<int>> OrderAsync(RunningServer server, string id, string query, byte[]? mask = null)
    {
        var table = await MakeAsync(server, id, query, mask);
        return [.. MemoryMarshal.Cast<byte, int>(await server.Client.GetByteArrayAsync($"api/datasets/{id}/tables/{table}/order"))];
    }

    private static async Task<string> MakeAsync(RunningServer server, string id, string query, byte[]? mask = null)
    {
        using var response = await PostAsync(server, id, query, mask ?? []);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await RunningServer.JsonAsync(response)).GetProperty("id").GetString()!;
    }

    private static async Task<HttpResponseMessage> PostAsync(RunningServer server, string id, string query, byte[] mask)
    {
        using var content = new ByteArrayContent(mask);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await server.Client.PostAsync($"api/datasets/{id}/tables?{query}", content);
    }
}
