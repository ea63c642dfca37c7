using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EmbeddingProjector.App.Server;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>Edits of metadata: what they change, where they are kept, and what they never touch.</summary>
public sealed class EditApiTests
{
    private const string Original = "word\tcount\nапельсин\t3\nbanana\t1\nBandana\t\nçilek\t2\n\"quoted\"\t10\n";

    [Fact]
    public async Task An_edit_survives_a_restart_and_leaves_the_file_as_it_was()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using (var server = await RunningServer.StartAsync(directory))
        {
            var id = await server.OpenAsync();
            var before = await server.GetJsonAsync($"api/datasets/{id}");
            var answer = await EditAsync(server, id, ("word", "1, 3-4", "fruit"));

            Assert.NotEqual(before.GetProperty("metadataVersion").GetString(), answer.GetProperty("dataset").GetProperty("metadataVersion").GetString());
            Assert.Equal(3, answer.GetProperty("dataset").GetProperty("metadata")[0].GetProperty("distinct").GetInt32());
        }

        await using var again = await RunningServer.StartAsync(directory);
        var opened = await again.OpenAsync();

        Assert.Equal(["апельсин", "fruit", "Bandana", "fruit", "fruit"], await WordsAsync(again, opened));
        Assert.Equal(Original, await File.ReadAllTextAsync(directory.File("metadata.tsv"), TestContext.Current.CancellationToken));
        var (_, served) = await again.GetTextAsync("data/plugin/projector/metadata?run=.&name=fruit");
        Assert.Equal(Original, served);
        Assert.Contains(await ProblemsAsync(again, opened), p => p.StartsWith("note: 3 edited values are kept beside the data", StringComparison.Ordinal));
        Assert.Single((await again.GetJsonAsync("api/workspace")).GetProperty("runs").EnumerateArray());
    }

    [Fact]
    public async Task The_edits_that_the_answer_holds_take_an_edit_back_and_leave_nothing_behind()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        var version = (await server.GetJsonAsync($"api/datasets/{id}")).GetProperty("metadataVersion").GetString();

        var first = await EditAsync(server, id, ("word", "0-2", "same"), ("kind", "0,2", "round"), ("kind", "2", "flat"));
        Assert.Equal(3, first.GetProperty("dataset").GetProperty("metadata").GetArrayLength());
        using var response = await server.Client.PatchAsJsonAsync($"api/datasets/{id}/edits", new { edits = first.GetProperty("back") });
        var back = await RunningServer.JsonAsync(response);

        Assert.Equal(version, back.GetProperty("dataset").GetProperty("metadataVersion").GetString());
        Assert.Equal(2, back.GetProperty("dataset").GetProperty("metadata").GetArrayLength());
        Assert.Empty(Directory.GetFiles(directory.File(".embedding-projector/edits")));
    }

    [Fact]
    public async Task A_column_is_served_with_its_edits_and_another_entity_tag()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        using var before = await server.Client.GetAsync($"api/datasets/{id}/columns/0");
        await EditAsync(server, id, ("word", "2", "plum"));

        using var after = await server.Client.GetAsync($"api/datasets/{id}/columns/0");

        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        Assert.Contains("plum", Encoding.UTF8.GetString(await after.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
        using var found = await server.Client.GetAsync($"api/datasets/{id}/search?text=plum");
        Assert.Equal([2, 0, 0, 0], await found.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("count", "0", "many", "Label must be numeric")]
    [InlineData("word", "0-5", "x", "there is no row 5")]
    [InlineData("word", "", "x", "lists no row")]
    [InlineData("word", "0", "a\tb", "no tabs")]
    [InlineData(" ", "0", "x", "needs a name")]
    public async Task An_edit_that_no_file_could_say_is_refused_and_changes_nothing(string column, string rows, string text, string reason)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        using var response = await server.Client.PatchAsJsonAsync(
            $"api/datasets/{id}/edits", new { edits = new[] { new { column = "word", rows = "0", text = "changed" }, new { column, rows, text } } });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, (await RunningServer.JsonAsync(response)).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("апельсин", (await WordsAsync(server, id))[0]);
        Assert.False(Directory.Exists(directory.File(".embedding-projector")));
    }

    [Fact]
    public async Task A_log_directory_that_cannot_be_written_keeps_its_edits_with_the_person_and_says_so()
    {
        using var directory = LogDirectoryOnDisk.Small();
        using var own = new LogDirectoryOnDisk();
        // A file where the folder would be: nobody, root included, can make one there.
        directory.Write(".embedding-projector", "");
        var options = new ServerOptions { EditDirectory = own.Path };
        await using (var server = await RunningServer.StartAsync(directory, options))
        {
            await EditAsync(server, await server.OpenAsync(), ("word", "1", "plum"));
        }

        await using var again = await RunningServer.StartAsync(directory, options);
        var id = await again.OpenAsync();

        Assert.Equal("plum", (await WordsAsync(again, id))[1]);
        Assert.Contains(await ProblemsAsync(again, id), p => p.Contains($"cannot be written, so 1 edited value is kept in {own.Path}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_edit_that_can_be_kept_nowhere_is_refused()
    {
        using var directory = LogDirectoryOnDisk.Small();
        directory.Write(".embedding-projector", "");
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        using var response = await server.Client.PatchAsJsonAsync($"api/datasets/{id}/edits", new { edits = new[] { new { column = "word", rows = "1", text = "plum" } } });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("banana", (await WordsAsync(server, id))[1]);
    }

    [Fact]
    public async Task Edits_of_another_number_of_rows_are_kept_aside_and_count_again_when_it_comes_back()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using (var server = await RunningServer.StartAsync(directory))
        {
            await EditAsync(server, await server.OpenAsync(), ("word", "1", "plum"));
        }

        directory.WriteVectors("tensors.npy", [.. LogDirectoryOnDisk.SmallVectors, 1, 2, 3], 3);
        directory.Write("metadata.tsv", Original + "kiwi\t4\n");
        await using (var server = await RunningServer.StartAsync(directory))
        {
            var id = await server.OpenAsync();
            Assert.Equal("banana", (await WordsAsync(server, id))[1]);
            Assert.Contains(await ProblemsAsync(server, id), p => p.Contains("there were 5 rows are kept aside: there are 6 now", StringComparison.Ordinal));
            await EditAsync(server, id, ("word", "5", "fig"));
        }

        directory.WriteVectors("tensors.npy", LogDirectoryOnDisk.SmallVectors, 3);
        directory.Write("metadata.tsv", Original);
        await using var again = await RunningServer.StartAsync(directory);
        Assert.Equal("plum", (await WordsAsync(again, await again.OpenAsync()))[1]);
    }

    [Fact]
    public async Task An_edit_of_a_row_that_says_something_else_now_is_not_shown_and_said()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using (var server = await RunningServer.StartAsync(directory))
        {
            await EditAsync(server, await server.OpenAsync(), ("word", "1", "plum"), ("word", "3", "straw"));
        }

        directory.Write("metadata.tsv", Original.Replace("banana", "cherry", StringComparison.Ordinal));
        await using var again = await RunningServer.StartAsync(directory);
        var id = await again.OpenAsync();

        Assert.Equal(["апельсин", "cherry", "Bandana", "straw", "\"quoted\""], await WordsAsync(again, id));
        Assert.Contains(await ProblemsAsync(again, id), p => p.Contains("1 edited value is not shown", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_file_of_edits_is_said_and_never_written_over()
    {
        using var directory = LogDirectoryOnDisk.Small();
        string path;
        await using (var server = await RunningServer.StartAsync(directory))
        {
            await EditAsync(server, await server.OpenAsync(), ("word", "1", "plum"));
            path = Directory.GetFiles(directory.File(".embedding-projector/edits")).Single();
        }

        await File.WriteAllTextAsync(path, "{\"format\":1,", TestContext.Current.CancellationToken);
        await using var again = await RunningServer.StartAsync(directory);
        var id = await again.OpenAsync();

        Assert.Equal("banana", (await WordsAsync(again, id))[1]);
        Assert.Contains(await ProblemsAsync(again, id), p => p.StartsWith("warning: ", StringComparison.Ordinal) && p.Contains("no list of edits", StringComparison.Ordinal));
        using var response = await again.Client.PatchAsJsonAsync($"api/datasets/{id}/edits", new { edits = new[] { new { column = "word", rows = "1", text = "fig" } } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("{\"format\":1,", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Points_without_metadata_get_columns_of_their_own()
    {
        using var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("fruit.npy", LogDirectoryOnDisk.SmallVectors, 3);
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"fruit\" tensor_path: \"fruit.npy\" }");
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();

        var answer = await EditAsync(server, id, ("kind", "0-1", "sweet"));

        Assert.Equal("kind", answer.GetProperty("dataset").GetProperty("metadata")[0].GetProperty("name").GetString());
        Assert.Equal(3, answer.GetProperty("dataset").GetProperty("metadata")[0].GetProperty("missing").GetInt32());
    }

    [Theory]
    [InlineData("one column", "a\n[1]\n\"x\"\n  y \n\u3042\n")]
    [InlineData("one column with gaps", "a\n\n \nb\n\n")]
    [InlineData("several columns with an empty row", "word\tcount\n007\t1e3\n\t\n{\"a\":1}\t\n b\t2\n,\t-0\n")]
    public async Task What_is_downloaded_reads_back_as_the_same_table(string about, string text)
    {
        using var directory = LogDirectoryOnDisk.Small();
        directory.Write("metadata.tsv", text);
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        if (about == "one column")
        {
            await EditAsync(server, id, ("label", "1", "[2, \"edited\"]"));
        }

        using var response = await server.Client.GetAsync($"api/datasets/{id}/metadata.tsv");
        Assert.Equal("metadata-edited.tsv", response.Content.Headers.ContentDisposition?.FileName);
        directory.Write("down/metadata-edited.tsv", await response.Content.ReadAsStringAsync());
        var problems = new List<LogProblem>();
        var read = MetadataFile.Read(directory.File("down/metadata-edited.tsv"), 5, problems, TestContext.Current.CancellationToken)!;

        var expected = MetadataFile.Read(directory.File("metadata.tsv"), 5, [], TestContext.Current.CancellationToken)!;
        Assert.Equal(expected.Columns.Select(c => c.Name), read.Columns.Select(c => c.Name));
        for (var row = 0; row < 5; row++)
        {
            var edited = about == "one column" && row == 1;
            Assert.Equal(edited ? ["[2, \"edited\"]"] : expected.Columns.Select(c => c.Text(row)), read.Columns.Select(c => c.Text(row)));
        }
    }

    private static async Task<JsonElement> EditAsync(RunningServer server, string id, params (string Column, string Rows, string? Text)[] edits)
    {
        using var response = await server.Client.PatchAsJsonAsync(
            $"api/datasets/{id}/edits", new { edits = edits.Select(e => new { column = e.Column, rows = e.Rows, text = e.Text }) });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await RunningServer.JsonAsync(response);
    }

    private static async Task<List<string?>> WordsAsync(RunningServer server, string id)
    {
        var words = new List<string?>();
        var rows = (await server.GetJsonAsync($"api/datasets/{id}")).GetProperty("rows").GetInt32();
        for (var row = 0; row < rows; row++)
        {
            words.Add((await server.GetJsonAsync($"api/datasets/{id}/rows/{row}")).GetProperty("values")[0].GetProperty("value").GetString());
        }

        return words;
    }

    private static async Task<List<string>> ProblemsAsync(RunningServer server, string id) =>
        [.. (await server.GetJsonAsync($"api/datasets/{id}")).GetProperty("problems").EnumerateArray()
            .Select(p => $"{p.GetProperty("severity").GetString()}: {p.GetProperty("message").GetString()}")];
}
