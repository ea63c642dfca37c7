using System.Globalization;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>What can be taken along from the map: pictures and tables.</summary>
public sealed class ExportTests(Chromium chromium) : ClusterMap(chromium)
{
    private ILocator Dialog => Shown.Page.GetByRole(AriaRole.Dialog, new() { Name = "Export", Exact = true });

    [Fact]
    public async Task A_picture_has_the_wanted_multiple_of_the_size_of_the_map_and_shows_its_points()
    {
        var box = (await Shown.Canvas.BoundingBoxAsync())!;
        await Shown.Button("Export").ClickAsync();
        await Dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "Times larger" }).FillAsync("3");
        await Dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "Times larger" }).PressAsync("Tab");
        var picture = await SavedPictureAsync();

        Assert.Equal((int)Math.Round(box.Width * 3, MidpointRounding.AwayFromZero), picture.Width);
        Assert.Equal((int)Math.Round(box.Height * 3, MidpointRounding.AwayFromZero), picture.Height);
        var ground = picture[2, picture.Height / 2];
        Assert.True(picture.Count(p => Math.Abs(p.R - ground.R) + Math.Abs(p.G - ground.G) + Math.Abs(p.B - ground.B) > 60) > 2000, "no points are in the picture");

        // The map on the page is as it was.
        await Shown.Page.Keyboard.PressAsync("Escape");
        Assert.Equal(box.Width, (await Shown.Canvas.BoundingBoxAsync())!.Width);
    }

    [Fact]
    public async Task Svg_has_a_circle_for_every_point_and_the_names_of_the_selected()
    {
        await Shown.SelectAsync(3);
        await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await Shown.Button("Export").ClickAsync();
        var text = await SavedTextAsync("Save SVG");

        Assert.Equal(100, text.Split("<circle ").Length - 1 - 4);
        Assert.Contains("id=\"legend\"", text, StringComparison.Ordinal);
        Assert.Contains("<text ", text, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(text);
    }

    [Fact]
    public async Task Positions_are_saved_with_names_and_axes()
    {
        await Shown.Button("Export").ClickAsync();
        var lines = (await SavedTextAsync("Save data")).TrimEnd('\n').Split('\n');

        Assert.Equal(101, lines.Length);
        Assert.StartsWith("row,label,PC 1", lines[0], StringComparison.Ordinal);
        var positions = await Shown.PositionsAsync();
        var cells = lines[1].Split(',');
        Assert.Equal(positions[0], float.Parse(cells[2], CultureInfo.InvariantCulture), 1e-5f);
    }

    [Fact]
    public async Task The_selection_is_saved_with_all_its_columns()
    {
        await Shown.SelectAsync(7, 30);
        await Shown.Button("Export").ClickAsync();
        await Dialog.GetByRole(AriaRole.Combobox, new() { Name = "What" }).SelectOptionAsync("selection");
        await Dialog.GetByRole(AriaRole.Combobox, new() { Name = "Format" }).SelectOptionAsync("tsv");
        var lines = (await SavedTextAsync("Save data")).TrimEnd('\n').Split('\n');

        Assert.Equal("row\tlabel\tcluster\tweight", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("7\t", lines[1], StringComparison.Ordinal);
    }

    private async Task<Picture> SavedPictureAsync() =>
        Picture.Decode(await File.ReadAllBytesAsync(await SavedAsync("Save PNG"), TestContext.Current.CancellationToken));

    private async Task<string> SavedTextAsync(string button) =>
        await File.ReadAllTextAsync(await SavedAsync(button), TestContext.Current.CancellationToken);

    private async Task<string> SavedAsync(string button)
    {
        var download = await Shown.Page.RunAndWaitForDownloadAsync(() => Dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync());
        return await download.PathAsync();
    }
}
