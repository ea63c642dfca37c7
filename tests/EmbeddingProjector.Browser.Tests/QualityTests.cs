using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>The quality of the map as figures and colours, and axes that are spanned between selections.</summary>
public sealed class QualityTests(Chromium chromium) : ClusterMap(chromium)
{
    private ILocator Quality => Shown.Page.GetByRole(AriaRole.Region, new() { Name = "Quality", Exact = true });

    [Fact]
    public async Task The_map_is_measured_on_request_and_its_measures_colour_the_points_until_it_changes()
    {
        await Expect(Quality.GetByRole(AriaRole.List)).ToHaveCountAsync(0);
        var before = await Shown.PictureAsync();

        await Quality.GetByRole(AriaRole.Button, new() { Name = "Measure", Exact = true }).ClickAsync();
        await Expect(Quality.GetByRole(AriaRole.List, new() { Name = "Figures" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await Expect(Quality).ToContainTextAsync("Exact, on all 100 points; Euclidean distance.");
        await Shown.Combobox("Color by").SelectOptionAsync(new SelectOptionValue { Label = "Neighbor preservation" });
        await Expect(Shown.Data.GetByRole(AriaRole.Img, new() { NameRegex = new("Gradient from") })).ToBeVisibleAsync();
        await Expect(Quality.GetByRole(AriaRole.Button, new() { Name = "Neighbor preservation" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Shown.WaitForAsync("() => location.hash.includes('quality=neighbor-preservation')");
        Assert.True(before.DifferenceTo(await Shown.PictureAsync()) > 0, "the colours are as they were");

        await Shown.Combobox("X axis").SelectOptionAsync("3");
        await Expect(Quality).ToContainTextAsync("The map has changed since it was measured.");
        await Quality.GetByRole(AriaRole.Button, new() { Name = "Measure again" }).ClickAsync();
        await Expect(Quality).Not.ToContainTextAsync("The map has changed");

        // What was measured of a map is known again after a reload, and is not computed anew.
        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();
        await Expect(Quality.GetByRole(AriaRole.List, new() { Name = "Figures" })).ToBeVisibleAsync();
        await Expect(Shown.Combobox("Color by")).ToHaveValueAsync("neighbor-preservation");
    }

    [Fact]
    public async Task Two_selections_span_an_axis_and_a_third_axis_comes_on_request_all_by_keyboard()
    {
        await Shown.Projection.GetByRole(AriaRole.Tab, new() { Name = "Custom" }).ClickAsync();
        await Shown.SelectAsync(0, 1, 2);
        await PressAsync(Use("Left"));
        await Expect(Shown.Projection.GetByRole(AriaRole.Status, new() { Name = "Points of Left" })).ToHaveTextAsync("3 selected points");
        await Shown.SelectAsync(30, 31);
        await PressAsync(Use("Right"));
        await Shown.WaitForAsync("() => window.projector.positions().dimensions === 2");

        var axis = Shown.Projection.GetByRole(AriaRole.Checkbox, new() { Name = "Z axis" });
        await axis.FocusAsync();
        await Shown.Page.Keyboard.PressAsync("Space");
        await Shown.SelectAsync(60);
        await PressAsync(Use("Near"));
        await Shown.WaitForAsync("() => window.projector.positions().dimensions === 3");
        // The map in words names what stands at the ends of each axis.
        await Expect(Shown.Page.GetByLabel(new System.Text.RegularExpressions.Regex("by Custom in 3 dimensions: .* and 2 more → .* and 1 more"))).ToHaveCountAsync(1);

        // The same points at both ends: a plain message, and the map stays.
        var positions = await Shown.PositionsAsync();
        await Shown.SelectAsync(0, 1, 2);
        await PressAsync(Use("Right"));
        await Expect(Shown.Projection.GetByRole(AriaRole.Alert)).ToContainTextAsync("have the same centroid, so there is no axis between them");
        Assert.Equal(positions, await Shown.PositionsAsync());

        await PressAsync(Shown.Projection.GetByRole(AriaRole.Button, new() { Name = "Clear Right" }));
        await Expect(Shown.Projection.GetByRole(AriaRole.Textbox, new() { Name = "Right", Exact = true })).ToBeVisibleAsync();
        await Expect(Shown.Projection.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task How_many_points_an_end_has_is_said_once_under_its_field()
    {
        await Shown.Projection.GetByRole(AriaRole.Tab, new() { Name = "Custom" }).ClickAsync();
        await Shown.Projection.GetByRole(AriaRole.Textbox, new() { Name = "Right", Exact = true }).FillAsync("c1");
        await Expect(Shown.Projection.GetByRole(AriaRole.Status, new() { Name = "Matches of Right" })).ToHaveTextAsync("25 matches.");
        await Shown.WaitForAsync("() => window.projector.positions().dimensions === 2");

        await Expect(Shown.Projection).ToContainTextAsync("Nothing spans the vertical axis");
        await Expect(Shown.Projection).Not.ToContainTextAsync("25 rows");
    }

    [Fact]
    public async Task A_selection_says_what_share_of_its_neighborhoods_is_real_and_what_that_means()
    {
        var trust = Shown.Page.GetByRole(AriaRole.Region, new() { Name = "Trust of the selection", Exact = true });
        await Shown.SelectAsync([.. Enumerable.Range(25, 25)]);
        await Expect(trust).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"Of the 15 nearest points on the map of each, \d+\.\d% are truly among its 15 nearest\."));
        // The clusters lie far apart: no true neighbor is in another.
        await Expect(trust).ToContainTextAsync("100.0% of their true nearest are selected too.");
        await trust.GetByRole(AriaRole.Button, new() { Name = "What exactly this says" }).ClickAsync();
        await Expect(trust).ToContainTextAsync("by the Euclidean distance of the vectors as they are");

        await Shown.SelectAsync(7);
        await Expect(trust).ToContainTextAsync("Of its 15 nearest points on the map");
        await Shown.Button("Clear selection").ClickAsync();
        await Expect(trust).ToHaveCountAsync(0);
    }

    private ILocator Use(string end) => Shown.Projection.GetByRole(AriaRole.Button, new() { NameRegex = new($"^Use selection for {end}") });

    private async Task PressAsync(ILocator button)
    {
        await button.FocusAsync();
        await Shown.Page.Keyboard.PressAsync("Enter");
    }
}
