using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Search, selection, neighbors and isolation, by role and name.</summary>
public sealed class InspectorTests(Chromium chromium) : IAsyncLifetime
{
    private readonly LogFolder _folder = LogFolder.WithClusters();
    private ProjectorProcess _server = null!;
    private Map _map = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ProjectorProcess.StartAsync("serve", "--logdir", _folder.Path);
        _map = await Map.OpenAsync(await chromium.NewPageAsync(), _server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _map.Page.Context.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Searching_a_substring_lists_and_selects_every_match()
    {
        await _map.Search.FillAsync("C2-R1");

        await Expect(_map.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(11);
        await _map.WaitForAsync("() => window.projector.selection().length === 11");
        await Expect(_map.Inspector).ToContainTextAsync("11 matches");
    }

    [Fact]
    public async Task Searching_a_regular_expression_matches_by_pattern()
    {
        await _map.Checkbox("Regular expression").CheckAsync();
        await _map.Search.FillAsync("^c[01]-r7$");

        await Expect(_map.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_bad_regular_expression_is_explained_and_the_page_goes_on()
    {
        await _map.Checkbox("Regular expression").CheckAsync();
        await _map.Search.FillAsync("c[");
        await Expect(_map.Inspector).ToContainTextAsync("regular expression");

        await _map.Search.FillAsync("c[3]-r24");
        await Expect(_map.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Emptying_the_search_clears_matches_and_selection()
    {
        await _map.Search.FillAsync("c1");
        await _map.WaitForAsync("() => window.projector.selection().length === 25");
        await _map.Search.FillAsync("");

        await _map.WaitForAsync("() => window.projector.selection().length === 0");
    }

    [Fact]
    public async Task Choosing_a_match_shows_its_neighbors_nearest_first()
    {
        await _map.Search.FillAsync("c2-r13");
        await _map.SearchResults.GetByRole(AriaRole.Listitem).First.ClickAsync();

        await Expect(_map.Neighbors.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("c2-");
        await Expect(_map.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(99);
        var distances = await _map.Neighbors.Locator(".value").AllTextContentsAsync();
        var values = distances.Select(t => double.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.All(distances, text => Assert.Matches(@"^\d+\.\d{3}$", text));
        Assert.Equal(99, values.Count);
        Assert.Equal(values.Order(), values);
    }

    [Fact]
    public async Task The_euclidean_distance_changes_the_list()
    {
        await _map.SelectAsync(60);
        await Expect(_map.Neighbors.GetByRole(AriaRole.Listitem)).Not.ToHaveCountAsync(0);
        var cosine = await _map.Neighbors.TextContentAsync();
        await _map.Combobox("Distance").SelectOptionAsync("euclidean");

        await Expect(_map.Neighbors).Not.ToHaveTextAsync(cosine!);
    }

    [Fact]
    public async Task The_slider_sets_how_many_neighbors_are_listed()
    {
        await _map.SelectAsync(5);
        await _map.Page.GetByRole(AriaRole.Slider, new() { Name = "Neighbors", Exact = true }).FillAsync("12");

        await Expect(_map.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(12);
    }

    [Fact]
    public async Task Isolating_leaves_distances_and_positions_as_they_are()
    {
        await _map.SelectAsync(5);
        await _map.Page.GetByRole(AriaRole.Slider, new() { Name = "Neighbors", Exact = true }).FillAsync("10");
        await Expect(_map.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        var (positions, neighbors) = (await _map.PositionsAsync(), await _map.Neighbors.TextContentAsync());
        var all = await _map.PictureAsync();

        await _map.Button("Isolate selection").ClickAsync();
        await Expect(_map.Page.GetByText("11 of 100")).ToBeVisibleAsync();
        Assert.Equal(positions, await _map.PositionsAsync());
        Assert.Equal(neighbors, await _map.Neighbors.TextContentAsync());
        Assert.True(all.DifferenceTo(await _map.PictureAsync()) > 100, "nothing left the map");

        await _map.Button("Show all data").ClickAsync();
        await Expect(_map.Page.GetByText("11 of 100")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_selected_point_shows_every_column_of_its_row()
    {
        await _map.SelectAsync(30);

        await Expect(_map.Inspector).ToContainTextAsync("c1-r5");
        await Expect(_map.Inspector).ToContainTextAsync("group 1");
        await Expect(_map.Inspector).ToContainTextAsync("weight");
    }

    [Fact]
    public async Task Clearing_empties_the_selection()
    {
        await _map.SelectAsync(1, 2, 3);
        await _map.Button("Clear selection").ClickAsync();

        Assert.Empty(await _map.SelectionAsync());
    }
}
