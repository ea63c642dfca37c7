using System.Text.Json;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Kept views: in the browser, and in the file that TensorBoard's projector writes and reads.</summary>
public sealed class BookmarkTests(Chromium chromium) : ClusterMap(chromium)
{
    private ILocator Cards => Shown.Page.GetByRole(AriaRole.List, new() { Name = "Bookmarks", Exact = true }).GetByRole(AriaRole.Listitem);

    [Fact]
    public async Task A_kept_view_comes_back_with_selection_and_components()
    {
        await Shown.SelectAsync(3, 4);
        await Shown.Button("2D").ClickAsync();
        await Shown.Button("Keep this view").ClickAsync();
        await Expect(Cards.GetByRole(AriaRole.Img).Or(Cards.Locator("img"))).ToHaveCountAsync(1);

        await Shown.SelectAsync(9);
        await Shown.Button("3D").ClickAsync();
        await Shown.WaitForAsync("() => window.projector.positions().dimensions === 3");
        await Shown.Button("Show State 1").ClickAsync();

        await Shown.WaitForAsync("() => window.projector.positions().dimensions === 2");
        Assert.Equal(new[] { 3, 4 }, await Shown.SelectionAsync());
        await Expect(Shown.Button("Show State 1")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task Bookmarks_survive_a_reload_with_their_names()
    {
        await Shown.Button("Keep this view").ClickAsync();
        var name = Shown.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name of State 1", Exact = true });
        await name.FillAsync("All of it");
        await name.PressAsync("Enter");
        await Expect(Shown.Button("Show All of it")).ToBeVisibleAsync();
        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();

        await Expect(Shown.Page.GetByRole(AriaRole.Heading, new() { Name = "Bookmarks (1)" })).ToBeVisibleAsync();
        await Shown.Button("Expand bookmarks").ClickAsync();
        await Expect(Shown.Button("Show All of it")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_saved_file_has_the_fields_of_the_original_and_loads_again()
    {
        await Shown.SelectAsync([.. Enumerable.Range(0, 10)]);
        await Shown.Button("Isolate selection").ClickAsync();
        await Shown.SelectAsync(7);
        await Shown.Button("Keep this view").ClickAsync();
        var download = await Shown.Page.RunAndWaitForDownloadAsync(() => Shown.Button("Save").ClickAsync());
        var path = await download.PathAsync();
        Assert.Equal("state.txt", download.SuggestedFilename);
        using (var file = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)))
        {
            var state = file.RootElement[0];
            Assert.Equal("State 1", state.GetProperty("label").GetString());
            Assert.Equal("pca", state.GetProperty("selectedProjection").GetString());
            Assert.Equal(10, state.GetProperty("filteredPoints").GetArrayLength());
            Assert.Equal(7, state.GetProperty("selectedPoints")[0].GetInt32());
            Assert.Equal(10, state.GetProperty("projections").GetArrayLength());
            Assert.True(state.GetProperty("projections")[0].TryGetProperty("pca-0", out _));
            Assert.Equal(3, state.GetProperty("cameraDef").GetProperty("position").GetArrayLength());
        }

        await Shown.Button("Remove State 1").ClickAsync();
        await Shown.Button("Show all data").ClickAsync();
        await Shown.Page.GetByLabel("File of bookmarks").SetInputFilesAsync(path);
        await Shown.Button("Show State 1").ClickAsync();
        await Expect(Shown.Page.GetByText("Showing 10 of 100")).ToBeVisibleAsync();
        Assert.Equal(new[] { 7 }, await Shown.SelectionAsync());
    }

    [Fact]
    public async Task Bookmarks_that_came_with_the_data_are_listed_by_themselves_beside_the_kept_ones_and_stay_away_once_removed()
    {
        await Shown.Button("Keep this view").ClickAsync();
        await Shown.WaitForAsync("() => location.hash.includes('camera=')");
        var shared = Shown.Page.Url;
        Folder.Write("state.txt", Marks("Of the directory"));
        Folder.Write("projector_config.pbtxt", """
            embeddings { tensor_name: "clusters" tensor_path: "tensors.tsv" metadata_path: "metadata.tsv" bookmarks_path: "state.txt" }

            """);
        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();

        // As in the original: listed, the row open, and the view left as it is.
        await Expect(Shown.Button("Show Of the directory")).ToBeVisibleAsync();
        await Expect(Shown.Button("Show State 1")).ToBeVisibleAsync();
        Assert.Empty(await Shown.SelectionAsync());
        await Shown.WaitForAsync($"() => location.href === {JsonSerializer.Serialize(shared)}");
        await Shown.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Undo") }).ClickAsync();
        await Expect(Cards).ToHaveCountAsync(1);

        // What was taken away does not come back by itself, but on request; a new file does.
        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();
        await Shown.Button("Expand bookmarks").ClickAsync();
        await Expect(Cards).ToHaveCountAsync(1);
        await Shown.Button("From the directory").ClickAsync();
        await Expect(Cards).ToHaveCountAsync(2);
        Folder.Write("state.txt", Marks("Of the directory", "Another"));
        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();
        await Shown.Button("Show Another").ClickAsync();
        await Shown.WaitForAsync("() => window.projector.selection().length === 2");
        await Expect(Cards).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_file_of_another_data_set_is_refused_with_both_shapes()
    {
        await Shown.Button("Expand bookmarks").ClickAsync();
        await Shown.Page.GetByLabel("File of bookmarks").SetInputFilesAsync(new FilePayload
        {
            Name = "other.txt",
            MimeType = "text/plain",
            Buffer = """[{"label":"a","dataSetDimensions":[7,3],"selectedProjection":"pca"}]"""u8.ToArray(),
        });

        var alert = Shown.Page.Locator(".bookmarks").GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("other.txt");
        await Expect(alert).ToContainTextAsync("made for 7 × 3, and this one has 100 ×");
    }

    private static string Marks(params string[] names) => JsonSerializer.Serialize(names.Select(name => new
    {
        label = name,
        dataSetDimensions = new[] { 100, 8 },
        selectedProjection = "pca",
        pcaComponentDimensions = new[] { 0, 1 },
        selectedPoints = new[] { 3, 4 },
    }));
}
