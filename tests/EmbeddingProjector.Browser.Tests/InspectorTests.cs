using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Search, selection, neighbors and isolation, by role and name.</summary>
public sealed class InspectorTests(Chromium chromium) : ClusterMap(chromium)
{
    [Fact]
    public async Task Searching_a_substring_lists_and_selects_every_match()
    {
        await Shown.Search.FillAsync("C2-R1");

        await Expect(Shown.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(11);
        await Shown.WaitForAsync("() => window.projector.selection().length === 11");
        await Expect(Shown.Inspector).ToContainTextAsync("11 matches");
    }

    [Fact]
    public async Task Searching_a_regular_expression_matches_by_pattern()
    {
        await Shown.Checkbox("Regular expression").CheckAsync();
        await Shown.Search.FillAsync("^c[01]-r7$");

        await Expect(Shown.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_bad_regular_expression_is_explained_and_the_page_goes_on()
    {
        await Shown.Checkbox("Regular expression").CheckAsync();
        await Shown.Search.FillAsync("c[");
        await Expect(Shown.Inspector).ToContainTextAsync("regular expression");

        await Shown.Search.FillAsync("c[3]-r24");
        await Expect(Shown.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Emptying_the_search_clears_matches_and_selection()
    {
        await Shown.Search.FillAsync("c1");
        await Shown.WaitForAsync("() => window.projector.selection().length === 25");
        await Shown.Search.FillAsync("");

        await Shown.WaitForAsync("() => window.projector.selection().length === 0");
    }

    [Fact]
    public async Task Choosing_a_match_shows_its_neighbors_nearest_first()
    {
        await Shown.Search.FillAsync("c2-r13");
        await Shown.SearchResults.GetByRole(AriaRole.Listitem).First.ClickAsync();

        await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("c2-");
        await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(99);
        var distances = await Shown.Neighbors.Locator(".value").AllTextContentsAsync();
        var values = distances.Select(t => double.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.All(distances, text => Assert.Matches(@"^\d+\.\d{3}$", text));
        Assert.Equal(99, values.Count);
        Assert.Equal(values.Order(), values);
    }

    [Fact]
    public async Task The_euclidean_distance_changes_the_list()
    {
        await Shown.SelectAsync(60);
        await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem)).Not.ToHaveCountAsync(0);
        var cosine = await Shown.Neighbors.TextContentAsync();
        await Shown.Combobox("Distance").SelectOptionAsync("euclidean");

        await Expect(Shown.Neighbors).Not.ToHaveTextAsync(cosine!);
    }

    [Fact]
    public async Task The_slider_sets_how_many_neighbors_are_listed()
    {
        await Shown.SelectAsync(5);
        await Shown.Page.GetByRole(AriaRole.Slider, new() { Name = "Neighbors", Exact = true }).FillAsync("12");

        await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(12);
    }

    [Fact]
    public async Task Isolating_leaves_distances_and_positions_as_they_are()
    {
        await Shown.SelectAsync(5);
        await Shown.Page.GetByRole(AriaRole.Slider, new() { Name = "Neighbors", Exact = true }).FillAsync("10");
        await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        var (positions, neighbors) = (await Shown.PositionsAsync(), await Shown.Neighbors.TextContentAsync());
        var all = await Shown.PictureAsync();

        await Shown.Button("Isolate selection").ClickAsync();
        await Expect(Shown.Page.GetByText("11 of 100")).ToBeVisibleAsync();
        Assert.Equal(positions, await Shown.PositionsAsync());
        Assert.Equal(neighbors, await Shown.Neighbors.TextContentAsync());
        Assert.True(all.DifferenceTo(await Shown.PictureAsync()) > 100, "nothing left the map");

        await Shown.Button("Show all data").ClickAsync();
        await Expect(Shown.Page.GetByText("11 of 100")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_selected_point_shows_every_column_of_its_row()
    {
        await Shown.SelectAsync(30);

        await Expect(Shown.Inspector).ToContainTextAsync("c1-r5");
        await Expect(Shown.Inspector).ToContainTextAsync("group 1");
        await Expect(Shown.Inspector).ToContainTextAsync("weight");
    }

    [Fact]
    public async Task Clearing_empties_the_selection()
    {
        await Shown.SelectAsync(1, 2, 3);
        await Shown.Button("Clear selection").ClickAsync();

        Assert.Empty(await Shown.SelectionAsync());
    }

    [Fact]
    public async Task A_sum_of_names_lists_what_lies_nearest_and_is_no_search()
    {
        await Shown.SelectAsync(0);
        var first = await Shown.Inspector.GetByRole(AriaRole.Heading).Nth(1).InnerTextAsync();
        await Shown.SelectAsync(1);
        await Expect(Shown.Inspector.GetByRole(AriaRole.Heading).Nth(1)).Not.ToHaveTextAsync(first);
        var second = await Shown.Inspector.GetByRole(AriaRole.Heading).Nth(1).InnerTextAsync();
        await Shown.Search.FillAsync($"{first} + {second}");

        var list = Shown.Page.GetByRole(AriaRole.List, new() { Name = "Nearest to the sum", Exact = true });
        await Expect(list.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(20);
        await Expect(Shown.Inspector).ToContainTextAsync($"Nearest to {first} + {second}");
        await Shown.Search.FillAsync($"{first} - nobody at all");
        await Expect(Shown.Inspector.GetByRole(AriaRole.Alert)).ToContainTextAsync("No point is called \"nobody at all\"");
    }

    [Fact]
    public async Task Why_these_names_the_category_that_the_selection_is()
    {
        await Shown.SelectAsync([.. Enumerable.Range(50, 25)]);
        await Shown.Button("Why these?").ClickAsync();
        var columns = Shown.Inspector.GetByRole(AriaRole.List, new() { Name = "Columns", Exact = true });
        await Expect(columns.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("cluster: group 2");
        await Expect(columns.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("100.0% here, 0.0% elsewhere");

        // Another selection has other reasons.
        await Shown.SelectAsync(1, 60);
        await Expect(columns).ToHaveCountAsync(0);
        await Expect(Shown.Button("Why these?")).ToBeVisibleAsync();
    }
}
