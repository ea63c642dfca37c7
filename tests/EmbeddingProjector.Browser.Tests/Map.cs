using System.Text.Json;
using Microsoft.Playwright;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>The page as a person meets it: its controls by role and name, its picture, and the scripting object for what no eye can count.</summary>
public sealed class Map(IPage page)
{
    public IPage Page => page;

    public ILocator Data => page.GetByRole(AriaRole.Region, new() { Name = "Data", Exact = true });

    public ILocator Projection => page.GetByRole(AriaRole.Region, new() { Name = "Projection", Exact = true });

    public ILocator Inspector => page.GetByRole(AriaRole.Region, new() { Name = "Inspector", Exact = true });

    public ILocator Search => page.GetByRole(AriaRole.Searchbox, new() { Name = "Search", Exact = true });

    public ILocator SearchResults => page.GetByRole(AriaRole.List, new() { Name = "Search results", Exact = true });

    public ILocator Neighbors => page.GetByRole(AriaRole.List, new() { Name = "Nearest neighbors", Exact = true });

    public ILocator Canvas => page.GetByRole(AriaRole.Application, new() { Name = "Map", Exact = true });

    public ILocator Combobox(string name) => page.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });

    public ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Checkbox(string name) => page.GetByRole(AriaRole.Checkbox, new() { Name = name, Exact = true });

    /// <summary>Opens the page and waits until the map is there.</summary>
    public static async Task<Map> OpenAsync(IPage page, Uri address)
    {
        await page.GotoAsync(address.ToString());
        var map = new Map(page);
        await map.ReadyAsync();
        return map;
    }

    public Task ReadyAsync() => page.EvaluateAsync("() => window.projector.ready");

    public async Task SelectAsync(params int[] rows) => await page.EvaluateAsync("rows => window.projector.select(rows)", rows);

    public async Task<int[]> SelectionAsync() => await page.EvaluateAsync<int[]>("() => [...window.projector.selection()]");

    public async Task<float[]> PositionsAsync() => await page.EvaluateAsync<float[]>("() => [...window.projector.positions().values]");

    public async Task<int> DimensionsAsync() => await page.EvaluateAsync<int>("() => window.projector.positions().dimensions");

    public async Task<JsonElement> CameraAsync() => await page.EvaluateAsync<JsonElement>("() => window.projector.camera()");

    /// <summary>Waits until an expression over the page holds.</summary>
    public Task WaitForAsync(string expression) => page.WaitForFunctionAsync(expression);

    /// <summary>The picture of the map alone.</summary>
    public async Task<Picture> PictureAsync() => Picture.Decode(await Canvas.ScreenshotAsync());

    /// <summary>The map with what lies on it, after the next frame is drawn.</summary>
    public async Task<Picture> WholePictureAsync()
    {
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        return Picture.Decode(await page.GetByRole(AriaRole.Main).ScreenshotAsync());
    }

    /// <summary>The picture once two in a row are the same: textures have arrived, points have glided, edges are smoothed.</summary>
    public async Task<Picture> SettledPictureAsync()
    {
        var picture = await WholePictureAsync();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var next = await WholePictureAsync();
            if (next.DifferenceTo(picture) == 0)
            {
                return next;
            }

            picture = next;
        }

        throw new InvalidOperationException("The map does not come to rest.");
    }
}
