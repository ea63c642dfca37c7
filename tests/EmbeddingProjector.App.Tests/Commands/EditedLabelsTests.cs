using System.Net.Http.Json;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

/// <summary>What a person edited on the page is what the command line writes, and it says so.</summary>
public sealed class EditedLabelsTests
{
    [Fact]
    public async Task Labels_that_were_edited_on_the_page_are_converted_as_edited_and_this_is_told()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await EditAsync(directory, "1, 3");

        var (code, _, error) = await CommandRun.InProcessAsync("convert", directory.Path, directory.File("out/words.npz"));

        Assert.True(code == 0, error);
        Assert.Equal(["апельсин", "fruit", "Bandana", "fruit", "\"quoted\""], Words(directory.File("out/words.npz")));
        Assert.Contains("note: 2 values of the metadata are as they were edited on the page (kept in ", error, StringComparison.Ordinal);
        Assert.Contains("--without-edits", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_edits_the_labels_are_those_of_the_file_and_this_is_told()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await EditAsync(directory, "1, 3");

        var (code, _, error) = await CommandRun.InProcessAsync("convert", directory.Path, directory.File("out/words.npz"), "--without-edits");

        Assert.True(code == 0, error);
        Assert.Equal(["апельсин", "banana", "Bandana", "çilek", "\"quoted\""], Words(directory.File("out/words.npz")));
        Assert.Contains("note: What was edited of the metadata on the page is left out, as --without-edits says", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edits_of_a_file_that_says_something_else_now_are_left_out_and_counted()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await EditAsync(directory, "1, 3");
        directory.Write("metadata.tsv", (await File.ReadAllTextAsync(directory.File("metadata.tsv"), TestContext.Current.CancellationToken)).Replace("banana", "quince", StringComparison.Ordinal));

        var (code, _, error) = await CommandRun.InProcessAsync("convert", directory.Path, directory.File("out/words.npz"));

        Assert.True(code == 0, error);
        Assert.Equal(["апельсин", "quince", "Bandana", "fruit", "\"quoted\""], Words(directory.File("out/words.npz")));
        Assert.Contains("note: 1 value of the metadata is as it was edited", error, StringComparison.Ordinal);
        Assert.Contains("warning: 1 edited value is not shown", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layout_along_labels_takes_them_as_edited()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await EditAsync(directory, "2");

        string[] command = ["project", directory.Path, "--method", "axes", "--dims", "2", "--param", "left=fruit", "--param", "right=quoted", "--output", directory.File("p.npy")];
        var (edited, _, error) = await CommandRun.InProcessAsync(command);
        var (asInTheFile, _, missing) = await CommandRun.InProcessAsync([.. command, "--without-edits"]);

        Assert.True(edited == 0, error);
        Assert.Contains("\"fruit\" (1 row)", error, StringComparison.Ordinal);
        Assert.NotEqual(0, asInTheFile);
        Assert.Contains("fruit", missing, StringComparison.Ordinal);
    }

    private static async Task EditAsync(LogDirectoryOnDisk directory, string rows)
    {
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        using var response = await server.Client.PatchAsJsonAsync($"api/datasets/{id}/edits", new { edits = new[] { new { column = "word", rows, text = "fruit" } } });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static IEnumerable<string?> Words(string path)
    {
        var data = EmbeddingLoader.Load(LogDirectoryScanner.ForFile(path).Scan(TestContext.Current.CancellationToken).Runs[0].Embeddings[0], null, TestContext.Current.CancellationToken);
        return [.. Enumerable.Range(0, data.Vectors.RowCount).Select(data.Metadata!.Column("word")!.Text)];
    }
}
