using EmbeddingProjector.Tests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>What is no log directory is called what it is.</summary>
public sealed class SourceTests(Chromium chromium) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_file_is_called_by_its_name()
    {
        var path = _directory.Write("words.tsv", "1\t2\t3\n4\t5\t7\n7\t8\t8\n");

        await ShowAsync(["serve", path], async map =>
        {
            await Expect(map.Combobox("Source").Locator("option:checked")).ToHaveTextAsync("words.tsv");
            var section = map.Data.GetByRole(AriaRole.Region, new() { Name = "File", Exact = true });
            await Expect(section).ToContainTextAsync(path);
            await Expect(map.Checkbox("Follow new versions")).ToHaveCountAsync(1);
        });
    }

    [Fact]
    public async Task A_query_is_called_by_its_words_and_follows_nothing()
    {
        const string Query = "SELECT [i, i * i, 1]::FLOAT[] AS v, 'n' || i AS name FROM range(9) AS t(i)";

        await ShowAsync(["serve", "--query", Query], async map =>
        {
            await Expect(map.Combobox("Source").Locator("option:checked")).ToHaveTextAsync($"query {Query}");
            var section = map.Data.GetByRole(AriaRole.Region, new() { Name = "Data source", Exact = true });
            await Expect(section).ToContainTextAsync($"query {Query}");
            await Expect(map.Checkbox("Follow new versions")).ToHaveCountAsync(0);
        });
    }

    private async Task ShowAsync(string[] arguments, Func<Map, Task> look)
    {
        await using var server = await ProjectorProcess.StartAsync(arguments);
        var map = await Map.OpenAsync(await chromium.NewPageAsync(), server.Address);
        await look(map);
        await Expect(map.Page.GetByText("this directory")).ToHaveCountAsync(0);
        await map.Page.Context.DisposeAsync();
    }
}
