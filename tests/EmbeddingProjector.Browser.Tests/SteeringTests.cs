using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>A t-SNE that goes on until it is told to stop, on one page and on two.</summary>
public sealed partial class SteeringTests(Chromium chromium) : ClusterMap(chromium, clusters: 8, perCluster: 60)
{
    [Fact]
    public async Task A_tsne_is_paused_resumed_perturbed_and_stopped_and_goes_on_from_there()
    {
        await StartEndlessAsync(Shown);

        await Button(Shown, "Pause").ClickAsync();
        await Expect(Progress(Shown)).ToContainTextAsync("paused");
        var rested = await IterationAsync(Shown);
        await Button(Shown, "Resume").ClickAsync();
        await PastAsync(Shown, rested);
        await Button(Shown, "Perturb").ClickAsync();
        await PastAsync(Shown, await IterationAsync(Shown));
        await Button(Shown, "Stop").ClickAsync();
        await Expect(Shown.Projection.GetByText("Stopped at iteration")).ToBeVisibleAsync();
        var stopped = await IterationAsync(Shown);
        await Button(Shown, "Resume").ClickAsync();

        await PastAsync(Shown, stopped);
        await Expect(Progress(Shown)).ToContainTextAsync("until you stop it");
    }

    [Fact]
    public async Task A_tsne_that_did_all_its_iterations_goes_on_until_it_is_stopped()
    {
        await Tab(Shown, "t-SNE").ClickAsync();
        await MoreAsync(Shown, "Iterations", "120");
        await Button(Shown, "Run").ClickAsync();
        await Expect(Button(Shown, "Resume")).ToBeEnabledAsync();
        await Expect(Progress(Shown)).ToHaveTextAsync("Iteration: 120");

        await Button(Shown, "Resume").ClickAsync();

        await PastAsync(Shown, 200);
        await Expect(Button(Shown, "Stop")).ToBeVisibleAsync();
        await Expect(Shown.Projection.GetByRole(AriaRole.Textbox, new() { Name = "Iterations", Exact = true })).ToHaveValueAsync("120");
    }

    [Fact]
    public async Task What_one_page_does_to_a_run_is_seen_on_the_other()
    {
        await StartEndlessAsync(Shown);
        await Shown.WaitForAsync("() => /run%3D[0-9a-f]+/.test(location.hash)");
        var other = await OpenAnotherAsync(Shown.Page.Url);
        await PastAsync(other, 0);

        await Number(Shown, "Perplexity").FillAsync("12");
        await Number(Shown, "Perplexity").PressAsync("Enter");
        await Expect(other.Projection.GetByRole(AriaRole.Slider, new() { Name = "Perplexity" })).ToHaveValueAsync("12");
        await Expect(other.Projection.GetByText("by the changed settings")).ToHaveCountAsync(0);
        await Button(other, "Pause").ClickAsync();
        await Expect(Button(Shown, "Resume")).ToBeEnabledAsync();
        await Button(Shown, "Stop").ClickAsync();
        await Expect(other.Projection.GetByText("Stopped at iteration")).ToBeVisibleAsync();
        // One that rests is watched on: the other page lets it go on, and this one sees it.
        var stopped = await IterationAsync(Shown);
        await Button(other, "Resume").ClickAsync();
        await PastAsync(Shown, stopped);
        await other.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_run_goes_on_while_the_page_is_loaded_again()
    {
        await StartEndlessAsync(Shown);
        await Shown.WaitForAsync("() => /run%3D[0-9a-f]+/.test(location.hash)");
        var before = await IterationAsync(Shown);

        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();

        await PastAsync(Shown, before);
        await Expect(Button(Shown, "Stop")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Search_selection_neighbors_and_colours_work_while_a_run_goes_on()
    {
        await StartEndlessAsync(Shown);

        await Shown.Search.FillAsync("c3-r17");
        await Shown.SearchResults.GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        var selection = await Shown.SelectionAsync();
        Assert.Equal([(3 * 60) + 17], selection);
        await Shown.Combobox("Color by").SelectOptionAsync(new SelectOptionValue { Label = "cluster" });
        await Expect(Shown.Data.GetByRole(AriaRole.List, new() { Name = "Legend" })).ToContainTextAsync("group 3");

        await PastAsync(Shown, await IterationAsync(Shown));
    }

    [Fact]
    public async Task Cancel_in_the_bar_ends_a_run()
    {
        await StartEndlessAsync(Shown);
        var job = Shown.Page.GetByRole(AriaRole.Group, new() { Name = "t-SNE at work" });

        await job.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(job).ToHaveCountAsync(0);
        await Expect(Shown.Projection.GetByText("It was cancelled.")).ToBeVisibleAsync();
        await Expect(Button(Shown, "Run")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_slider_that_a_run_cannot_take_says_that_it_applies_to_the_next()
    {
        await Tab(Shown, "UMAP").ClickAsync();
        await MoreAsync(Shown, "Epochs", "100000");
        await Button(Shown, "Run").ClickAsync();
        await PastAsync(Shown, 0);

        var neighbors = Shown.Projection.GetByRole(AriaRole.Slider, new() { Name = "Neighbors" });
        await Expect(neighbors).ToHaveAccessibleDescriptionAsync(new Regex("applies to the next run"));
        await Expect(Shown.Projection.GetByRole(AriaRole.Slider, new() { Name = "Minimum distance" }))
            .Not.ToHaveAccessibleDescriptionAsync(new Regex("applies to the next run"));
        await Number(Shown, "Neighbors").FillAsync("30");
        await Number(Shown, "Neighbors").PressAsync("Enter");
        await Expect(Button(Shown, "Run")).ToBeEnabledAsync();
        await Expect(Shown.Projection.GetByText("by the changed settings")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_run_that_waits_for_others_says_so()
    {
        await StartEndlessAsync(Shown);
        await Tab(Shown, "UMAP").ClickAsync();
        await MoreAsync(Shown, "Epochs", "100000");
        await Button(Shown, "Run").ClickAsync();
        await PastAsync(Shown, 0);
        var other = await OpenAnotherAsync();
        await Tab(other, "t-SNE").ClickAsync();

        await Button(other, "Run").ClickAsync();
        await Expect(Progress(other)).ToContainTextAsync("waits for its turn: 2 layouts are running");
        await Button(Shown, "Stop").ClickAsync();

        await Expect(Progress(other)).ToContainTextAsync("Iteration: 750", new() { Timeout = 60_000 });
        await other.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_flat_layout_after_one_in_space_and_back_has_the_depth_that_it_should()
    {
        await Tab(Shown, "t-SNE").ClickAsync();
        await MoreAsync(Shown, "Iterations", "60");
        await Button(Shown, "Run").ClickAsync();
        await Expect(Progress(Shown)).ToHaveTextAsync("Iteration: 60");
        Assert.Equal(3, await Shown.DimensionsAsync());

        await Shown.Projection.GetByRole(AriaRole.Checkbox, new() { Name = "3D", Exact = true }).UncheckAsync();
        // What is chosen does not touch the map before it is run.
        Assert.Equal(3, await Shown.DimensionsAsync());
        await Button(Shown, "Run").ClickAsync();
        await Shown.WaitForAsync("() => window.projector.positions().dimensions === 2");
        await Expect(Progress(Shown)).ToHaveTextAsync("Iteration: 60");
        Assert.Equal(480 * 2, (await Shown.PositionsAsync()).Length);

        await Shown.Projection.GetByRole(AriaRole.Checkbox, new() { Name = "3D", Exact = true }).CheckAsync();
        await Button(Shown, "Run").ClickAsync();
        await Shown.WaitForAsync("() => window.projector.positions().dimensions === 3");
        var space = await Shown.PositionsAsync();
        Assert.Equal(480 * 3, space.Length);
        Assert.True(space.Where((_, i) => i % 3 == 2).Distinct().Count() > 100, "the points lie in a plane");
    }

    private static async Task StartEndlessAsync(Map map)
    {
        await Tab(map, "t-SNE").ClickAsync();
        await MoreAsync(map, "Iterations", "0");
        await Button(map, "Run").ClickAsync();
        await PastAsync(map, 0);
    }

    private static async Task MoreAsync(Map map, string parameter, string value)
    {
        await map.Projection.GetByText("More parameters").ClickAsync();
        var field = map.Projection.GetByRole(AriaRole.Textbox, new() { Name = parameter, Exact = true });
        await field.FillAsync(value);
        await field.PressAsync("Enter");
    }

    private static async Task PastAsync(Map map, int iteration) => await map.Page.WaitForFunctionAsync(
        "past => Number(/Iteration: ([\\d,]+)/.exec(document.querySelector('[aria-label=\"Progress\"]')?.textContent ?? '')?.[1].replaceAll(',', '') ?? -1) > past",
        iteration);

    private static async Task<int> IterationAsync(Map map)
    {
        var text = await Progress(map).TextContentAsync();
        return int.Parse(Iteration().Match(text!).Groups[1].Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static ILocator Progress(Map map) => map.Projection.GetByRole(AriaRole.Status, new() { Name = "Progress", Exact = true });

    private static ILocator Tab(Map map, string name) => map.Projection.GetByRole(AriaRole.Tab, new() { Name = name, Exact = true });

    private static ILocator Button(Map map, string name) => map.Projection.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Number(Map map, string slider) =>
        map.Projection.GetByRole(AriaRole.Spinbutton, new() { Name = $"{slider} as a number", Exact = true });

    [GeneratedRegex(@"Iteration: ([\d,]+)")]
    private static partial Regex Iteration();
}
