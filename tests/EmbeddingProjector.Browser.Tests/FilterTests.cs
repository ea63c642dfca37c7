using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Histograms and lists of values that leave a part of the points on the map.</summary>
public sealed class FilterTests(Chromium chromium) : ClusterMap(chromium)
{
    private ILocator Panel => Shown.Page.GetByRole(AriaRole.Region, new() { Name = "Filter", Exact = true });

    private ILocator Passing => Shown.Page.GetByRole(AriaRole.Status, new() { Name = "Points that pass", Exact = true });

    private ILocator Value(string name) => Panel.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{name}") });

    [Fact]
    public async Task Values_and_ranges_combine_and_are_undone_and_come_back_from_the_address()
    {
        await OpenAsync();
        var all = await Shown.PictureAsync();
        await Value("group 1").ClickAsync();
        await Expect(Passing).ToHaveTextAsync("25 of 100");
        await Value("group 2").ClickAsync();
        await Expect(Passing).ToHaveTextAsync("50 of 100");
        Assert.True(all.DifferenceTo(await Shown.PictureAsync()) > 100, "nothing left the map");

        await Shown.Page.GetByRole(AriaRole.Spinbutton, new() { Name = "weight to", Exact = true }).FillAsync("70");
        await Shown.Page.Keyboard.PressAsync("Enter");
        await Expect(Passing).Not.ToHaveTextAsync("50 of 100");
        var both = await Passing.InnerTextAsync();
        await Expect(Shown.Page.GetByText("cluster: group 1, group 2")).ToBeVisibleAsync();
        await Expect(Shown.Page.GetByText("weight up to 70")).ToBeVisibleAsync();
        await Expect(Shown.Page.GetByRole(AriaRole.Main)).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex($"^Map of {both.Split(' ')[0]} points"));

        await Shown.Page.WaitForURLAsync(url => url.Contains("filter=weight"));
        var other = await OpenAnotherAsync(Shown.Page.Url);
        await Expect(other.Page.GetByText("weight up to 70")).ToBeVisibleAsync();
        await Expect(other.Page.GetByRole(AriaRole.Status, new() { Name = "Points that pass", Exact = true })).ToHaveTextAsync(both);
        await other.Page.Context.DisposeAsync();

        await Shown.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Undo") }).ClickAsync();
        await Expect(Passing).ToHaveTextAsync("50 of 100");
        await Shown.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Redo") }).ClickAsync();
        await Expect(Passing).ToHaveTextAsync(both);
        await Panel.GetByRole(AriaRole.Button, new() { Name = "Clear all", Exact = true }).ClickAsync();
        await Expect(Passing).ToBeHiddenAsync();
        Assert.Equal(0, all.DifferenceTo(await Shown.PictureAsync()));
    }

    [Fact]
    public async Task The_open_panel_leaves_the_colors_and_their_legend_in_sight_and_the_projection_folds()
    {
        await OpenAsync();
        var legend = Shown.Data.GetByRole(AriaRole.Button, new() { NameRegex = new("^group 0") });
        await Expect(Shown.Combobox("Color by")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(legend).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(Value("group 3")).ToBeInViewportAsync(new() { Ratio = 1 });

        await Shown.Projection.GetByRole(AriaRole.Button, new() { Name = "Projection", Exact = true }).ClickAsync();
        await Expect(Shown.Page.GetByRole(AriaRole.Tab, new() { Name = "UMAP" })).ToBeHiddenAsync();
        await Expect(Shown.Projection).ToContainTextAsync("PCA");
        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();
        await Expect(Shown.Page.GetByRole(AriaRole.Tab, new() { Name = "UMAP" })).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_range_is_drawn_with_the_pointer_and_moved_with_keys()
    {
        await OpenAsync();
        var chart = Panel.Locator(".histogram");
        await chart.ScrollIntoViewIfNeededAsync();
        var box = (await chart.BoundingBoxAsync())!;
        await Shown.Page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + 20);
        await Shown.Page.Mouse.DownAsync();
        await Shown.Page.Mouse.MoveAsync(box.X + (box.Width * 0.6f), box.Y + 20, new() { Steps = 4 });
        await Shown.Page.Mouse.UpAsync();
        await Expect(Passing).ToBeVisibleAsync();
        var drawn = Passed(await Passing.InnerTextAsync());
        Assert.InRange(drawn, 1, 70);

        var least = Panel.GetByRole(AriaRole.Slider, new() { Name = "Least weight", Exact = true });
        await least.PressAsync("Home");
        await Expect(Passing).Not.ToHaveTextAsync($"{drawn} of 100");
        var wider = Passed(await Passing.InnerTextAsync());
        Assert.True(wider > drawn);
        await Panel.GetByRole(AriaRole.Slider, new() { Name = "Greatest weight", Exact = true }).PressAsync("End");
        await Expect(Passing).ToBeHiddenAsync();
    }

    [Fact]
    public async Task What_passes_is_selected_and_the_bars_of_the_other_columns_count_it()
    {
        await OpenAsync();
        await Value("group 3").ClickAsync();
        await Panel.GetByRole(AriaRole.Button, new() { Name = "Select them", Exact = true }).ClickAsync();
        Assert.Equal((IEnumerable<int>)[.. Enumerable.Range(75, 25)], await Shown.SelectionAsync());
        await Expect(Panel.GetByRole(AriaRole.Img, new() { NameRegex = new("25 of them pass the other filters") })).ToBeVisibleAsync();
    }

    private static int Passed(string text) => int.Parse(text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private async Task OpenAsync()
    {
        await Panel.GetByRole(AriaRole.Button, new() { Name = "Filter", Exact = true }).ClickAsync();
        await Expect(Value("group 1")).ToBeVisibleAsync();
        await Expect(Panel.Locator(".histogram")).ToBeVisibleAsync();
    }
}
