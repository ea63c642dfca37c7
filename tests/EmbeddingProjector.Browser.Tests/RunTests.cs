using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Layouts that are computed while the person watches: started, steered, found again.</summary>
public sealed class RunTests(Chromium chromium) : ClusterMap(chromium, clusters: 8, perCluster: 60)
{
    [Fact]
    public async Task Umap_is_laid_out_on_request_and_moves_every_point()
    {
        var pca = await Shown.PositionsAsync();
        await TabAsync("UMAP").ClickAsync();
        await Projection("Run").ClickAsync();

        await Shown.Page.WaitForFunctionAsync("first => window.projector.positions().values[0] !== first", pca[0]);
        await FinishedAsync();
        var umap = await Shown.PositionsAsync();

        Assert.Equal(480 * 3, umap.Length);
        Assert.All(umap, v => Assert.True(float.IsFinite(v)));
        // Rows of one cluster are nearer to each other than to the others.
        Assert.True(Spread(umap, 0, 60) < Spread(umap, 0, 480) / 2, "the clusters fell apart");
    }

    [Fact]
    public async Task A_reload_finds_the_layout_again_without_computing()
    {
        var pca = await Shown.PositionsAsync();
        await TabAsync("UMAP").ClickAsync();
        await Projection("Run").ClickAsync();
        await Shown.Page.WaitForFunctionAsync("first => window.projector.positions().values[0] !== first", pca[0]);
        await FinishedAsync();
        await Shown.WaitForAsync("() => /umap=run%3D[0-9a-f]+/.test(location.hash)");
        var run = await RunInAddressAsync();

        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();

        await Expect(TabAsync("UMAP")).ToHaveAttributeAsync("aria-selected", "true");
        await Shown.Page.WaitForFunctionAsync("first => window.projector.positions().values[0] !== first", pca[0]);
        Assert.Equal(run, await RunInAddressAsync());
    }

    [Fact]
    public async Task Opening_a_tab_computes_nothing()
    {
        var before = await Shown.PositionsAsync();
        await TabAsync("UMAP").ClickAsync();

        await Expect(Projection("Run")).ToBeEnabledAsync();
        Assert.Equal(before, await Shown.PositionsAsync());
    }

    [Fact]
    public async Task A_page_that_opens_on_a_method_not_yet_run_has_a_map_at_once_and_says_what_it_shows()
    {
        var pca = await Shown.PositionsAsync();
        await TabAsync("UMAP").ClickAsync();
        await Shown.WaitForAsync("() => /umap/.test(location.hash)");

        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();

        await Expect(TabAsync("UMAP")).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(Shown.Projection.GetByText("The map shows PCA until UMAP has positions.")).ToBeVisibleAsync();
        Assert.Equal(pca, await Shown.PositionsAsync());
    }

    private Task FinishedAsync() => Expect(Shown.Projection).ToContainTextAsync("Iteration: 500", new() { Timeout = 60_000 });

    private Task<string> RunInAddressAsync() => Shown.Page.EvaluateAsync<string>("() => /umap=run%3D([0-9a-f]+)/.exec(location.hash)?.[1] ?? ''");

    private ILocator TabAsync(string name) => Shown.Projection.GetByRole(AriaRole.Tab, new() { Name = name, Exact = true });

    private ILocator Projection(string button) => Shown.Projection.GetByRole(AriaRole.Button, new() { Name = button, Exact = true });

    private static double Spread(float[] positions, int first, int count)
    {
        double sum = 0;
        for (var axis = 0; axis < 3; axis++)
        {
            var values = Enumerable.Range(first, count).Select(row => (double)positions[(row * 3) + axis]).ToList();
            var mean = values.Average();
            sum += values.Sum(v => (v - mean) * (v - mean)) / count;
        }

        return Math.Sqrt(sum);
    }
}
