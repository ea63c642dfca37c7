using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>A column that pulls the points of a label together, with one label that counts as none.</summary>
public sealed class SupervisionTests(Chromium chromium) : ClusterMap(chromium, clusters: 8, perCluster: 60)
{
    [Fact]
    public async Task A_tsne_is_supervised_by_a_column_without_the_ignored_label_and_says_for_how_many_points()
    {
        await Shown.Projection.GetByRole(AriaRole.Tab, new() { Name = "t-SNE", Exact = true }).ClickAsync();
        await FillAsync(AriaRole.Spinbutton, "Supervise as a number", "60");
        await Expect(Shown.Projection.GetByText("Choose the column to supervise with.")).ToBeVisibleAsync();

        await Shown.Combobox("Supervise with").SelectOptionAsync(new SelectOptionValue { Label = "cluster" });
        await Expect(Feedback("No ignored label")).ToBeVisibleAsync();
        await FillAsync(AriaRole.Textbox, "Ignored label", "group 33");
        await Expect(Feedback("Label not found")).ToBeVisibleAsync();
        await FillAsync(AriaRole.Textbox, "Ignored label", "group 3");
        await Expect(Feedback("Supervise without 'group 3' [60 points]")).ToBeVisibleAsync();

        await EndlessAsync();
        await Expect(Feedback("Supervising without 'group 3' [60 points]")).ToBeVisibleAsync();
        Assert.Equal(("60", "cluster", "group 3"), await TakenAsync());
    }

    [Fact]
    public async Task How_much_a_column_supervises_changes_while_a_tsne_runs_and_the_ignored_label_waits_for_the_next()
    {
        await Shown.Projection.GetByRole(AriaRole.Tab, new() { Name = "t-SNE", Exact = true }).ClickAsync();
        await Shown.Combobox("Supervise with").SelectOptionAsync(new SelectOptionValue { Label = "cluster" });
        await EndlessAsync();
        Assert.Equal(("0", "cluster", ""), await TakenAsync());

        await FillAsync(AriaRole.Spinbutton, "Supervise as a number", "80");
        await Shown.Page.EvaluateAsync(UntilTaken, new[] { "supervise", "80" }).WaitAsync(TimeSpan.FromSeconds(60));
        await FillAsync(AriaRole.Textbox, "Ignored label", "group 3");

        await Expect(Feedback("Supervise without 'group 3' [60 points]")).ToBeVisibleAsync();
        await Expect(Shown.Projection.GetByText("by the changed settings")).ToBeVisibleAsync();
        Assert.Equal(("80", "cluster", ""), await TakenAsync());
    }

    // What the server says of the run in the address of the page.
    private const string Taken = """
        async name => (await (await fetch('api/projections/' + /run%3D([0-9a-f]+)/.exec(location.hash)[1])).json()).parameters[name]
        """;

    private const string UntilTaken = $$"""
        async ([name, value]) => {
          const taken = {{Taken}};
          while ((await taken(name)) !== value) {
            await new Promise(requestAnimationFrame);
          }
        }
        """;

    private async Task<(string?, string?, string?)> TakenAsync()
    {
        await Shown.WaitForAsync("() => /run%3D[0-9a-f]+/.test(location.hash)");
        return (
            await Shown.Page.EvaluateAsync<string>(Taken, "supervise"),
            await Shown.Page.EvaluateAsync<string>(Taken, "supervise_by"),
            await Shown.Page.EvaluateAsync<string>(Taken, "ignored_label"));
    }

    private ILocator Feedback(string text) => Shown.Projection.GetByText(text, new() { Exact = true });

    private async Task FillAsync(AriaRole role, string name, string value)
    {
        var field = Shown.Projection.GetByRole(role, new() { Name = name, Exact = true });
        await field.FillAsync(value);
        await field.PressAsync("Enter");
    }

    private async Task EndlessAsync()
    {
        await Shown.Projection.GetByText("More parameters").ClickAsync();
        await FillAsync(AriaRole.Textbox, "Iterations", "0");
        await Shown.Projection.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(Shown.Projection.GetByText("until you stop it")).ToBeVisibleAsync();
    }
}
