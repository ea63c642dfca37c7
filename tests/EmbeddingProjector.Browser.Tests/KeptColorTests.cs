using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Chosen colours in what is kept of a view: bookmarks, undo and exported pictures; looks at pixels.</summary>
public sealed class KeptColorTests(Chromium chromium) : ClusterMap(chromium)
{
    [Fact]
    public async Task A_bookmark_brings_back_the_colors_that_it_was_kept_with()
    {
        await PaintAsync();
        await Shown.Button("Keep this view").ClickAsync();
        await Expect(Shown.Button("Show State 1")).ToBeVisibleAsync();
        await Shown.Button("Default color of group 2").ClickAsync();
        await Shown.Combobox("Color by").SelectOptionAsync("weight");
        Assert.Equal(0, await MagentaAsync());

        await Shown.Button("Show State 1").ClickAsync();

        await Expect(Shown.Combobox("Color by").Locator("option:checked")).ToHaveTextAsync("cluster");
        await Expect(OwnColor).ToHaveValueAsync("#ff00ff");
        Assert.True(await MagentaAsync() > 100, "the color did not come back with the bookmark");
    }

    [Fact]
    public async Task Undo_takes_an_own_color_back_and_redo_paints_it_again()
    {
        await PaintAsync();

        await Shown.Button("Undo").ClickAsync();
        await Expect(OwnColor).Not.ToHaveValueAsync("#ff00ff");
        Assert.Equal(0, await MagentaAsync());

        await Shown.Button("Redo").ClickAsync();
        await Expect(OwnColor).ToHaveValueAsync("#ff00ff");
        Assert.True(await MagentaAsync() > 100, "the color did not come back");
    }

    [Fact]
    public async Task An_exported_picture_has_the_own_color_on_its_points_and_in_its_legend()
    {
        await PaintAsync();
        await Shown.Button("Export").ClickAsync();
        var dialog = Shown.Page.GetByRole(AriaRole.Dialog, new() { Name = "Export", Exact = true });
        await dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Legend" }).CheckAsync();
        var with = await SavedAsync(dialog);
        await dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Legend" }).UncheckAsync();
        var without = await SavedAsync(dialog);

        Assert.True(without.Count(IsMagenta) > 100, "the points have not the own color");
        Assert.True(with.Count(IsMagenta) > without.Count(IsMagenta) + 20, "the legend has not the own color");
    }

    private ILocator OwnColor => Shown.Data.GetByLabel("Color of group 2", new() { Exact = true });

    private async Task PaintAsync()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("cluster");
        await OwnColor.FillAsync("#ff00ff");
        Assert.True(await MagentaAsync() > 100, "nothing was painted");
    }

    private async Task<int> MagentaAsync() => (await Shown.SettledPictureAsync()).Count(IsMagenta);

    private static async Task<Picture> SavedAsync(ILocator dialog)
    {
        var download = await dialog.Page.RunAndWaitForDownloadAsync(() => dialog.GetByRole(AriaRole.Button, new() { Name = "Save PNG", Exact = true }).ClickAsync());
        return Picture.Decode(await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }

    private static bool IsMagenta((byte R, byte G, byte B) p) => p.R > 200 && p.B > 200 && p.G < 90;
}
