using System.Runtime.InteropServices;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary><c>?config=</c>: data of another server, fetched by the browser when the person agrees, computed on by ours.</summary>
public sealed class RemoteConfigTests(Chromium chromium) : ClusterMap(chromium)
{
    private const int Rows = 30;
    private readonly FileServer _files = new();

    private ILocator Dialog => Shown.Page.GetByRole(AriaRole.Dialog, new() { Name = "Open data from another server", Exact = true });

    private ILocator Fetch => Dialog.GetByRole(AriaRole.Button, new() { Name = "Fetch it", Exact = true });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task A_configuration_elsewhere_is_fetched_by_the_browser_after_asking_and_all_its_tensors_are_offered()
    {
        Publish();
        await OpenAsync(_files);
        await Expect(Dialog).ToContainTextAsync($"127.0.0.1:{_files.Address.Port}");
        await Expect(Dialog).ToContainTextAsync("keeps it until you remove it or the server stops: 4.3 GB at most");
        Assert.Empty(_files.Asked);

        await Fetch.ClickAsync();
        await Expect(Shown.Page.GetByText("Points: 30 | Dimension: 3")).ToBeVisibleAsync();
        await Shown.ReadyAsync();
        Assert.Equal(["/maps/config.json", "/maps/one.bytes", "/maps/labels.tsv", "/maps/sprite.png", "/maps/state.txt"], _files.Asked);
        Assert.False(_files.WasToldMore);
        await Expect(Shown.Combobox("Tensor").GetByRole(AriaRole.Option)).ToHaveTextAsync(["one · 30 × 3", "two · 30 × 2 · not fetched yet"]);
        await Shown.Search.FillAsync("thing 29");
        await Expect(Shown.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Shown.SearchResults.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("thing 28");
        await Expect(Shown.Button("Images")).ToBeVisibleAsync();
        await Expect(Shown.Button("Show Published mark")).ToBeVisibleAsync();

        await Shown.Combobox("Tensor").SelectOptionAsync("two");
        await Expect(Shown.Page.GetByText("Points: 30 | Dimension: 2")).ToBeVisibleAsync();
        Assert.Equal("/maps/two.tsv", _files.Asked[^1]);

        // A reload asks neither the person nor for what the server has already.
        await Shown.WaitForAsync("() => location.hash.includes('two')");
        await Shown.Page.ReloadAsync();
        await Expect(Shown.Page.GetByText("Points: 30 | Dimension: 2")).ToBeVisibleAsync();
        await Shown.ReadyAsync();
        Assert.All(_files.Asked.SkipWhile(path => path != "/maps/two.tsv").Skip(1), path => Assert.Equal("/maps/config.json", path));
    }

    [Fact]
    public async Task What_was_fetched_can_be_removed_from_the_server()
    {
        Publish();
        await OpenAsync(_files);
        await Fetch.ClickAsync();
        await Expect(Shown.Page.GetByText("Points: 30 | Dimension: 3")).ToBeVisibleAsync();

        await Shown.Button("Remove from the server").ClickAsync();

        await Expect(Shown.Page.GetByText("Points: 100 | Dimension: 8")).ToBeVisibleAsync();
        await Shown.WaitForAsync("() => !location.search.includes('config')");
        var left = await Shown.Page.EvaluateAsync<long>("async () => (await (await fetch('api/uploads')).json()).bytes");
        Assert.Equal(0, left);
    }

    [Fact]
    public async Task Who_does_not_agree_fetches_nothing_and_sees_the_directory()
    {
        Publish();
        await OpenAsync(_files);
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();

        await Expect(Shown.Page.GetByText("Points: 100 | Dimension: 8")).ToBeVisibleAsync();
        await Shown.WaitForAsync("() => !location.search.includes('config')");
        Assert.Empty(_files.Asked);
    }

    [Fact]
    public async Task A_server_that_lets_no_other_page_read_is_named_with_what_to_do()
    {
        using var closed = new FileServer(letsPagesRead: false);
        closed.Put("maps/config.json", "{}");
        await OpenAsync(closed);
        await Fetch.ClickAsync();

        await Expect(Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("answers, but does not let this page read the configuration (CORS)");
        await Expect(Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Access-Control-Allow-Origin");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_to_be_unreachable()
    {
        var gone = new FileServer();
        gone.Dispose();
        await OpenAsync(gone);
        await Fetch.ClickAsync();

        await Expect(Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be reached for the configuration");
    }

    [Theory]
    [InlineData("<!doctype html>", "is a web page, not a JSON configuration")]
    [InlineData("{\"embeddings\": [", "is not valid JSON")]
    [InlineData("{\"embeddings\": [{\"tensorPath\": 5}]}", "embeddings[0].tensorPath should be a text")]
    public async Task A_configuration_that_is_none_is_said_to_be_so_and_a_corrected_one_is_taken(string config, string said)
    {
        _files.Put("maps/config.json", config);
        await OpenAsync(_files);
        await Fetch.ClickAsync();
        await Expect(Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync(said);

        Publish();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Try again", Exact = true }).ClickAsync();
        await Expect(Shown.Page.GetByText("Points: 30 | Dimension: 3")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Vectors_of_the_wrong_size_are_refused_with_the_numbers_and_can_be_asked_for_again()
    {
        Publish();
        _files.Put("maps/one.bytes", new byte[(Rows * 12) - 5]);
        await OpenAsync(_files);
        await Fetch.ClickAsync();

        var alert = Shown.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("are 355 bytes, which are not whole rows of 3 float32 numbers. tensorShape says 30 × 3, which takes 360 bytes");

        Publish();
        await Shown.Button("Try again").ClickAsync();
        await Expect(Shown.Page.GetByText("Points: 30 | Dimension: 3")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_missing_beside_the_vectors_is_said_with_its_address_and_the_points_are_shown()
    {
        Publish(withImage: false);
        await OpenAsync(_files);
        await Fetch.ClickAsync();

        await Expect(Shown.Page.GetByText("Points: 30 | Dimension: 3")).ToBeVisibleAsync();
        await Expect(Shown.Data).ToContainTextAsync($"answered 404 Not Found for the images: {_files.Address}maps/sprite.png");
        await Expect(Shown.Data).ToContainTextAsync("The points are shown without images.");
    }

    private async Task OpenAsync(FileServer server)
    {
        var page = new Uri(Shown.Page.Url).GetLeftPart(UriPartial.Path);
        await Shown.Page.GotoAsync($"{page}?config={Uri.EscapeDataString($"{server.Address}maps/config.json")}");
    }

    private void Publish(bool withImage = true)
    {
        var values = Enumerable.Range(0, Rows).SelectMany(i => new float[] { i + 1, i * i, 1 }).ToArray();
        _files.Put("maps/one.bytes", MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        _files.Put("maps/labels.tsv", string.Concat(Enumerable.Range(0, Rows).Select(i => $"thing {i}\n")));
        _files.Put("maps/two.tsv", string.Concat(Enumerable.Range(0, Rows).Select(i => $"{i}\t{i % 7}\n")));
        _files.Put("maps/state.txt", """[{"label":"Published mark","selectedProjection":"pca","dataSetDimensions":[30,3],"selectedPoints":[],"filteredPoints":null,"pcaComponentDimensions":[0,1,2]}]""");
        if (withImage)
        {
            _files.Put("maps/sprite.png", SpriteFiles.Png(Rows, 4, 4));
        }

        _files.Put("maps/config.json",
            """
            {
              "embeddings": [
                {
                  "tensorName": "one", "tensorShape": [30, 3], "tensorPath": "one.bytes", "metadataPath": "labels.tsv",
                  "sprite": { "imagePath": "sprite.png", "singleImageDim": [4, 4] }, "bookmarksPath": "state.txt"
                },
                { "tensorName": "two", "tensorShape": [30, 2], "tensorPath": "two.tsv" }
              ]
            }
            """);
    }
}
