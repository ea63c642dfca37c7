using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>How each state of the page is reached from the freshly opened demo.</summary>
internal static class PanelStates
{
    public static IReadOnlyDictionary<string, Func<Map, Task>> All { get; } = new Dictionary<string, Func<Map, Task>>
    {
        ["opened"] = _ => Task.CompletedTask,
        ["selected"] = map => SelectedAsync(map, 17),
        ["search"] = async map =>
        {
            await map.Search.FillAsync("7");
            await Expect(map.SearchResults.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        },
        ["gradient"] = map => map.Combobox("Color by").SelectOptionAsync("ink"),
        ["labels"] = async map =>
        {
            await map.Button("Images").ClickAsync();
            await map.Combobox("Labels").SelectOptionAsync("all");
        },
        ["umap"] = map => LaidOutAsync(map, "UMAP"),
        ["tsne"] = map => LaidOutAsync(map, "t-SNE"),
        ["custom"] = async map =>
        {
            await TabAsync(map, "Custom");
            await map.Projection.GetByRole(AriaRole.Textbox, new() { Name = "Left", Exact = true }).FillAsync("0");
            await map.Projection.GetByRole(AriaRole.Textbox, new() { Name = "Right", Exact = true }).FillAsync("1");
        },
        ["lasso"] = async map =>
        {
            await map.Button("Lasso select").ClickAsync();
            var box = (await map.Canvas.BoundingBoxAsync())!;
            await map.Page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + (box.Height * 0.3f));
            await map.Page.Mouse.DownAsync();
            foreach (var (x, y) in ((float, float)[])[(0.6f, 0.25f), (0.7f, 0.5f), (0.5f, 0.65f), (0.35f, 0.5f)])
            {
                await map.Page.Mouse.MoveAsync(box.X + (box.Width * x), box.Y + (box.Height * y), new() { Steps = 6 });
            }
        },
        ["several"] = async map =>
        {
            await map.SelectAsync([.. Enumerable.Range(0, 60)]);
            await map.Inspector.GetByText("Edit labels").ClickAsync();
        },
        ["isolated"] = async map =>
        {
            await SelectedAsync(map, 17);
            await map.Button("Isolate selection").ClickAsync();
        },
        ["why"] = async map =>
        {
            await map.SelectAsync([.. Enumerable.Range(0, 60)]);
            await map.Button("Why these?").ClickAsync();
            await Expect(map.Inspector.GetByRole(AriaRole.Heading, new() { Name = "What sets them apart" })).ToBeInViewportAsync();
        },
        ["quality"] = async map =>
        {
            await map.Page.GetByRole(AriaRole.Button, new() { Name = "Measure", Exact = true }).ClickAsync();
            await Expect(map.Page.GetByRole(AriaRole.List, new() { Name = "Figures" })).ToBeVisibleAsync(new() { Timeout = 120_000 });
        },
        ["bookmarks"] = async map =>
        {
            await map.Button("Keep this view").ClickAsync();
            await SelectedAsync(map, 17);
            await map.Button("Keep this view").ClickAsync();
            await Expect(map.Page.GetByRole(AriaRole.List, new() { Name = "Bookmarks", Exact = true }).Locator("img")).ToHaveCountAsync(2);
        },
        ["table"] = async map =>
        {
            await map.Page.Keyboard.PressAsync("t");
            await Expect(map.Page.GetByRole(AriaRole.Gridcell).First).ToBeVisibleAsync();
        },
        ["filter"] = async map =>
        {
            await map.Button("Filter").ClickAsync();
            await map.Page.GetByRole(AriaRole.Spinbutton, new() { Name = "ink from", Exact = true }).FillAsync("0.15");
            await map.Page.Keyboard.PressAsync("Enter");
            await Expect(map.Page.GetByText("ink from 0.15")).ToBeVisibleAsync();
        },
        ["export"] = map => map.Button("Export").ClickAsync(),
        ["help"] = map => map.Button("Help").ClickAsync(),
        ["one-panel"] = map => map.Button("Left panels").ClickAsync(),
    };

    private static async Task SelectedAsync(Map map, int row)
    {
        await map.SelectAsync(row);
        await Expect(map.Neighbors.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
    }

    private static Task TabAsync(Map map, string name) =>
        map.Projection.GetByRole(AriaRole.Tab, new() { Name = name, Exact = true }).ClickAsync();

    private static async Task LaidOutAsync(Map map, string method)
    {
        await TabAsync(map, method);
        await map.Projection.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(map.Projection.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true })).ToHaveCountAsync(0, new() { Timeout = 120_000 });
    }
}
