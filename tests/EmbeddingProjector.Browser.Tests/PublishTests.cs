using System.IO.Compression;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>A data set published as files, and links that hold the whole view.</summary>
public sealed class PublishTests(Chromium chromium) : ClusterMap(chromium)
{
    private ILocator Dialog => Shown.Page.GetByRole(AriaRole.Dialog, new() { Name = "Publish", Exact = true });

    private ILocator Link => Dialog.GetByRole(AriaRole.Link, new() { Name = "This page: open the link", Exact = true });

    [Fact]
    public async Task Published_files_open_from_another_server_with_the_view_and_the_bookmarks()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("weight");
        await Shown.SelectAsync(3, 30);
        await Shown.Button("Keep this view").ClickAsync();
        using var files = new FileServer();
        await Shown.Button("Publish…").ClickAsync();
        await Expect(Dialog.GetByText("\"tensorPath\": \"tensors.bytes\"")).ToBeVisibleAsync();
        await Expect(Link).ToHaveCountAsync(0);
        await Dialog.GetByRole(AriaRole.Textbox, new() { Name = "Folder", Exact = true }).FillAsync($"{files.Address}maps");
        await Expect(Dialog.GetByText($"\"tensorPath\": \"{files.Address}maps/tensors.bytes\"")).ToBeVisibleAsync();
        await Expect(Dialog.GetByText($"\"bookmarksPath\": \"{files.Address}maps/bookmarks.txt\"")).ToBeVisibleAsync();

        var download = await Shown.Page.RunAndWaitForDownloadAsync(
            () => Dialog.GetByRole(AriaRole.Button, new() { Name = "Download for publishing", Exact = true }).ClickAsync());
        Assert.Equal("clusters-published.zip", download.SuggestedFilename);
        using (var archive = await ZipFile.OpenReadAsync(await download.PathAsync(), TestContext.Current.CancellationToken))
        {
            foreach (var entry in archive.Entries)
            {
                using var content = new MemoryStream();
                using var stream = await entry.OpenAsync(TestContext.Current.CancellationToken);
                await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
                files.Put($"maps/{entry.FullName}", content.ToArray());
            }
        }

        var link = await Link.GetAttributeAsync("href");
        await using var server = await OpenElsewhereAsync(link!);
        var page = server.Map.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Fetch it", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Points: 100 | Dimension: 8")).ToBeVisibleAsync();
        await server.Map.ReadyAsync();
        Assert.Equal(new[] { 3, 30 }, await server.Map.SelectionAsync());
        await Expect(server.Map.Combobox("Color by")).ToHaveValueAsync("2");
        await Expect(server.Map.Combobox("Run")).ToHaveValueAsync($"{files.Address}maps/projector_config.json");
        // What came along is listed by itself.
        await Expect(server.Map.Button("Show State 1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_does_not_go_along_is_neither_in_the_configuration_nor_in_the_files()
    {
        await Shown.Button("Publish…").ClickAsync();
        await Dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Metadata", Exact = true }).UncheckAsync();
        await Expect(Dialog.GetByLabel("Configuration", new() { Exact = true })).Not.ToContainTextAsync("metadataPath");

        var download = await Shown.Page.RunAndWaitForDownloadAsync(
            () => Dialog.GetByRole(AriaRole.Button, new() { Name = "Download for publishing", Exact = true }).ClickAsync());
        using var archive = await ZipFile.OpenReadAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(["projector_config.json", "tensors.bytes"], archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));

        await Dialog.GetByRole(AriaRole.Textbox, new() { Name = "Folder", Exact = true }).FillAsync("ftp://me.example/");
        await Expect(Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not the address of a folder on a web server");
    }

    [Fact]
    public async Task A_shared_address_holds_isolation_colors_labels_projection_selection_and_search()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("weight");
        await Shown.Combobox("Ramp").SelectOptionAsync("Diverging");
        await Shown.Combobox("Label by").SelectOptionAsync("cluster");
        await Shown.Combobox("Labels").SelectOptionAsync("all");
        await Shown.SelectAsync([.. Enumerable.Range(0, 40)]);
        await Shown.Button("Isolate selection").ClickAsync();
        await Shown.SelectAsync(5, 6);
        await Shown.Combobox("Distance").SelectOptionAsync("euclidean");
        await Shown.Button("2D").ClickAsync();
        await Shown.WaitForAsync("() => ['select=5', 'isolate=', 'ramp=', 'labels=all', 'label=cluster', 'euclidean', 'flat'].every((part) => location.hash.includes(part))");

        var other = await OpenAnotherAsync(Shown.Page.Url);

        Assert.Equal(new[] { 5, 6 }, await other.SelectionAsync());
        Assert.Equal(2, await other.DimensionsAsync());
        await Expect(other.Page.GetByText("Showing 40 of 100")).ToBeVisibleAsync();
        await Expect(other.Combobox("Ramp")).ToHaveValueAsync(await Shown.Combobox("Ramp").InputValueAsync());
        await Expect(other.Combobox("Label by")).ToHaveValueAsync("1");
        await Expect(other.Combobox("Labels")).ToHaveValueAsync("all");
        await Expect(other.Combobox("Distance")).ToHaveValueAsync("euclidean");
        // The whole of it: what is looked at there has the address that was shared.
        await other.WaitForAsync($"() => location.hash === {JsonSerializer.Serialize(new Uri(Shown.Page.Url).Fragment)}");
        await other.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_shared_address_holds_filters_legend_table_spherizing_axes_neighbors_and_camera()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("cluster");
        await Shown.Data.GetByRole(AriaRole.Button, new() { NameRegex = new("^group 0") }).ClickAsync();
        await Shown.Button("Filter").ClickAsync();
        await Shown.Page.GetByRole(AriaRole.Spinbutton, new() { Name = "weight to", Exact = true }).FillAsync("100");
        await Shown.Page.Keyboard.PressAsync("Enter");
        await Shown.Checkbox("Spherize data").CheckAsync();
        await Shown.Page.GetByRole(AriaRole.Tab, new() { Name = "Custom" }).ClickAsync();
        await Shown.Projection.GetByRole(AriaRole.Textbox, new() { Name = "Left", Exact = true }).FillAsync("c1-");
        await Shown.Projection.GetByRole(AriaRole.Textbox, new() { Name = "Up", Exact = true }).FillAsync("c2-");
        await Shown.Checkbox("Z axis").CheckAsync();
        await Shown.Projection.GetByRole(AriaRole.Textbox, new() { Name = "Far", Exact = true }).FillAsync("c3-r1");
        await Shown.Projection.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Shown.WaitForAsync("() => document.querySelector('main.map').getAttribute('aria-label').includes('by Custom')");
        await Shown.SelectAsync(30);
        await Shown.Combobox("Distance").SelectOptionAsync("euclidean");
        await Shown.Page.GetByRole(AriaRole.Spinbutton, new() { Name = "Number of neighbors", Exact = true }).FillAsync("7");
        await Shown.Page.Keyboard.PressAsync("Enter");
        await Shown.Button("Table").ClickAsync();
        await Shown.Button("All").ClickAsync();
        var weight = Shown.Page.GetByRole(AriaRole.Columnheader, new() { Name = "weight" }).First;
        await weight.GetByRole(AriaRole.Button).ClickAsync();
        await weight.GetByRole(AriaRole.Button).ClickAsync();
        await Shown.Canvas.FocusAsync();
        await Shown.Page.Keyboard.PressAsync("+");
        await Shown.Page.Keyboard.PressAsync("a");
        await Shown.WaitForAsync("() => ['hide=', 'filter=weight', 'spherize=1', 'method=axes', 'far=c3-r1', 'euclidean', 'neighbors=7', 'table=all-weight', 'camera=deep'].every((part) => decodeURIComponent(location.hash).includes(part))");
        // The camera comes to rest before the address is shared.
        await Shown.SettledPictureAsync();
        await Shown.WaitForAsync("() => new Promise((done) => { const before = location.hash; setTimeout(() => done(before === location.hash), 400); })");
        var places = await Shown.PositionsAsync();

        var other = await OpenAnotherAsync(Shown.Page.Url);

        await other.WaitForAsync($"() => location.hash === {JsonSerializer.Serialize(new Uri(Shown.Page.Url).Fragment)}");
        Assert.Equal(places, await other.PositionsAsync());
        await Expect(other.Page.GetByText("weight up to 100")).ToBeVisibleAsync();
        await Expect(other.Data.GetByRole(AriaRole.Button, new() { NameRegex = new("^group 0") })).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(other.Checkbox("Spherize data")).ToBeCheckedAsync();
        await Expect(other.Projection.GetByRole(AriaRole.Textbox, new() { Name = "Far", Exact = true })).ToHaveValueAsync("c3-r1");
        await Expect(other.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(7);
        await Expect(other.Page.GetByRole(AriaRole.Columnheader, new() { Name = "weight" }).First).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(other.Page.GetByRole(AriaRole.Grid, new() { Name = "Data table", Exact = true })).ToHaveAttributeAsync("aria-rowcount", "101");
        Assert.Equal((await Shown.CameraAsync()).GetProperty("zoom").GetDouble(), (await other.CameraAsync()).GetProperty("zoom").GetDouble(), 1e-3);
        await other.Page.Context.DisposeAsync();
    }

    /// <summary>A page of another server of ours, over an empty directory, at the search and hash of a link.</summary>
    private async Task<Elsewhere> OpenElsewhereAsync(string link)
    {
        var folder = new LogFolder();
        var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        var page = await NewPageAsync();
        var address = new Uri(link);
        await page.GotoAsync($"{server.Address}{address.Query}{address.Fragment}");
        return new Elsewhere(folder, server, new Map(page));
    }

    private sealed record Elsewhere(LogFolder Folder, ProjectorProcess Server, Map Map) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Map.Page.Context.DisposeAsync();
            await Server.DisposeAsync();
            Folder.Dispose();
        }
    }
}
