using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>What is drawn, and what the pointer and the keyboard do to it. Looks at pixels.</summary>
public sealed class MapTests(Chromium chromium) : ClusterMap(chromium)
{
    [Fact]
    public async Task The_map_draws_points_on_the_ground()
    {
        var picture = await Shown.PictureAsync();
        var ground = picture[2, picture.Height / 2];

        var drawn = picture.Count(p => Distance(p, ground) > 60);

        Assert.InRange(drawn, 200, picture.Width * picture.Height / 4);
    }

    [Fact]
    public async Task Colouring_by_a_category_paints_each_cluster_in_its_colour()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("No color");
        await Frame();
        var before = Hues(await Shown.PictureAsync());
        await Shown.Combobox("Color by").SelectOptionAsync("cluster");
        await Expect(Shown.Data).ToContainTextAsync("group 3");
        await Frame();

        Assert.True(before <= 2, $"{before} hues before a column was chosen");
        Assert.InRange(Hues(await Shown.PictureAsync()), 4, 12);
    }

    [Fact]
    public async Task Dragging_turns_the_map_and_reset_brings_it_back()
    {
        var pose = (await Shown.CameraAsync()).GetRawText();
        var first = await Shown.PictureAsync();
        await DragAsync(0.5f, 0.5f, 0.7f, 0.55f);
        await Frame();
        var turned = await Shown.PictureAsync();
        await Shown.Button("Reset view").ClickAsync();
        await Shown.WaitForAsync($"() => JSON.stringify(window.projector.camera().position.map(v => v.toFixed(2))) === JSON.stringify({pose}.position.map(v => v.toFixed(2)))");
        await Frame();
        var reset = await Shown.PictureAsync();

        Assert.True(first.DifferenceTo(turned) > 200, "the drag changed nothing");
        Assert.True(first.DifferenceTo(reset) < first.DifferenceTo(turned) / 4, "the view did not come back");
        Assert.Empty(await Shown.SelectionAsync());
    }

    [Fact]
    public async Task Clicking_a_point_selects_it_and_clicking_the_ground_clears()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("cluster");
        await Shown.Data.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "group 2" }).WaitForAsync();
        await Frame();
        var (x, y) = await FirstPixelAsync(0x009e73);
        await Shown.Page.Mouse.MoveAsync(x, y);
        await Shown.Page.Mouse.ClickAsync(x, y);
        await Shown.WaitForAsync("() => window.projector.selection().length === 1");

        Assert.InRange((await Shown.SelectionAsync())[0], 50, 74);

        var box = (await Shown.Canvas.BoundingBoxAsync())!;
        await Shown.Page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + box.Height - 70);
        await Shown.WaitForAsync("() => window.projector.selection().length === 0");
    }

    [Fact]
    public async Task Dragging_with_shift_selects_every_point_in_the_box_also_those_behind()
    {
        var box = (await Shown.Canvas.BoundingBoxAsync())!;
        await Shown.Page.Keyboard.DownAsync("Shift");
        await Shown.Page.Mouse.MoveAsync(box.X + 4, box.Y + 60);
        await Shown.Page.Mouse.DownAsync();
        await Shown.Page.Mouse.MoveAsync(box.X + 200, box.Y + 200);
        await Shown.Page.Mouse.MoveAsync(box.X + box.Width - 4, box.Y + box.Height - 4);
        await Shown.Page.Mouse.UpAsync();
        await Shown.Page.Keyboard.UpAsync("Shift");
        await Shown.WaitForAsync("() => window.projector.selection().length > 0");

        Assert.Equal(100, (await Shown.SelectionAsync()).Distinct().Count());
    }

    [Fact]
    public async Task Two_dimensions_show_two_axes_and_three_come_back()
    {
        await Shown.Button("2D").ClickAsync();
        await Shown.WaitForAsync("() => window.projector.positions().dimensions === 2");
        Assert.Equal(200, (await Shown.PositionsAsync()).Length);

        await Shown.Button("3D").ClickAsync();
        await Shown.WaitForAsync("() => window.projector.positions().dimensions === 3");
        Assert.Equal(300, (await Shown.PositionsAsync()).Length);
    }

    [Fact]
    public async Task The_keyboard_turns_the_focused_map()
    {
        var before = (await Shown.CameraAsync()).GetRawText();
        await Shown.Canvas.FocusAsync();
        await Shown.Page.Keyboard.PressAsync("ArrowLeft");

        await Shown.WaitForAsync($"() => Math.abs(window.projector.camera().position[0] - {before}.position[0]) > 0.01");
    }

    private static int Distance((byte R, byte G, byte B) a, (byte R, byte G, byte B) b) =>
        Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B);

    // How many of 24 sectors of hue hold more than a handful of saturated pixels.
    private static int Hues(Picture picture)
    {
        var counts = new int[24];
        _ = picture.Count(p =>
        {
            var (max, min) = (Math.Max(p.R, Math.Max(p.G, p.B)), Math.Min(p.R, Math.Min(p.G, p.B)));
            if (max - min > 60)
            {
                counts[(int)(System.Drawing.Color.FromArgb(p.R, p.G, p.B).GetHue() / 15) % 24]++;
            }

            return false;
        });
        return counts.Count(c => c > 12);
    }

    // The middle of the first disc of a colour, in the page's coordinates.
    private async Task<(float X, float Y)> FirstPixelAsync(int rgb)
    {
        var picture = await Shown.PictureAsync();
        var box = (await Shown.Canvas.BoundingBoxAsync())!;
        for (var y = 3; y < picture.Height - 3; y++)
        {
            for (var x = 3; x < picture.Width - 3; x++)
            {
                if (IsColour(picture, x, y - 2) && IsColour(picture, x, y + 2) && IsColour(picture, x - 2, y) && IsColour(picture, x + 2, y))
                {
                    return (box.X + x, box.Y + y);
                }
            }
        }

        throw new InvalidOperationException($"No disc of colour #{rgb:x6} is on the map.");

        bool IsColour(Picture p, int x, int y) =>
            Distance(p[x, y], ((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb)) < 60;
    }

    private async Task DragAsync(float x0, float y0, float x1, float y1)
    {
        var box = (await Shown.Canvas.BoundingBoxAsync())!;
        await Shown.Page.Mouse.MoveAsync(box.X + (box.Width * x0), box.Y + (box.Height * y0));
        await Shown.Page.Mouse.DownAsync();
        await Shown.Page.Mouse.MoveAsync(box.X + (box.Width * (x0 + x1) / 2), box.Y + (box.Height * (y0 + y1) / 2), new() { Steps = 4 });
        await Shown.Page.Mouse.MoveAsync(box.X + (box.Width * x1), box.Y + (box.Height * y1), new() { Steps = 4 });
        await Shown.Page.Mouse.UpAsync();
    }

    // Two animation frames: the state has been drawn.
    private Task<System.Text.Json.JsonElement?> Frame() => Shown.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
}
