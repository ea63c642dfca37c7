using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Selecting, isolating and walking on the map, and taking it back.</summary>
public sealed class SelectionTests(Chromium chromium) : ClusterMap(chromium)
{
    [Fact]
    public async Task A_lasso_around_everything_selects_every_point()
    {
        await Shown.Button("Lasso select").ClickAsync();
        await DrawAsync((0.01f, 0.1f), (0.99f, 0.1f), (0.99f, 0.98f), (0.01f, 0.98f));

        await Shown.WaitForAsync("() => window.projector.selection().length === 100");
    }

    [Fact]
    public async Task A_lasso_takes_the_points_inside_its_line_only()
    {
        // The triangle under the diagonal, and then what is above it: together they are all, and no point is in both.
        await Shown.Button("Lasso select").ClickAsync();
        await DrawAsync((0.01f, 0.1f), (0.99f, 0.98f), (0.01f, 0.98f));
        await Shown.WaitForAsync("() => window.projector.selection().length > 0");
        var below = await Shown.SelectionAsync();
        Assert.InRange(below.Length, 1, 99);

        await Shown.Button("Take out").ClickAsync();
        await DrawAsync((0.01f, 0.1f), (0.99f, 0.98f), (0.01f, 0.98f));
        await Shown.WaitForAsync("() => window.projector.selection().length === 0");

        await Shown.Button("Add").ClickAsync();
        await DrawAsync((0.01f, 0.1f), (0.99f, 0.1f), (0.99f, 0.98f));
        await Shown.WaitForAsync("() => window.projector.selection().length > 0");
        var above = await Shown.SelectionAsync();

        // A hand draws to a pixel: points on the diagonal itself may be in neither.
        Assert.Empty(below.Intersect(above));
        Assert.InRange(below.Length + above.Length, 95, 100);
    }

    [Fact]
    public async Task Escape_gives_up_the_lasso_and_keeps_the_selection()
    {
        await Shown.SelectAsync(3, 4);
        await Shown.Page.Keyboard.PressAsync("l");
        await Expect(Shown.Button("Lasso select")).ToHaveAttributeAsync("aria-pressed", "true");
        var box = (await Shown.Canvas.BoundingBoxAsync())!;
        await Shown.Page.Mouse.MoveAsync(box.X + 20, box.Y + 80);
        await Shown.Page.Mouse.DownAsync();
        await Shown.Page.Mouse.MoveAsync(box.X + box.Width - 20, box.Y + 90, new() { Steps = 4 });
        await Shown.Page.Keyboard.PressAsync("Escape");
        await Shown.Page.Mouse.UpAsync();

        Assert.Equal(new[] { 3, 4 }, await Shown.SelectionAsync());
        await Expect(Shown.Button("Lasso select")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task Editing_adds_a_clicked_point_and_takes_it_out_again()
    {
        await Shown.SelectAsync(1, 2);
        await Shown.Button("Edit selection").ClickAsync();
        var (x, y) = await AnyPointAsync();
        await Shown.Page.Mouse.ClickAsync(x, y);
        await Shown.WaitForAsync("() => window.projector.selection().length !== 2");
        var after = await Shown.SelectionAsync();
        await Shown.Page.Mouse.ClickAsync(x, y);
        await Shown.WaitForAsync("() => window.projector.selection().length === 2");

        Assert.Contains(after.Length, new[] { 1, 3 });
    }

    [Fact]
    public async Task Isolating_twice_narrows_and_Escape_comes_back_step_by_step()
    {
        await Shown.SelectAsync([.. Enumerable.Range(0, 40)]);
        await Shown.Button("Isolate selection").ClickAsync();
        await Expect(Shown.Page.GetByText("Showing 40 of 100")).ToBeVisibleAsync();
        await Shown.SelectAsync([.. Enumerable.Range(30, 40)]);
        await Shown.Button("Isolate selection").ClickAsync();
        await Expect(Shown.Page.GetByText("Showing 10 of 100")).ToBeVisibleAsync();
        await Expect(Shown.Button("Back to 40")).ToBeVisibleAsync();

        await Shown.Canvas.FocusAsync();
        await Shown.Page.Keyboard.PressAsync("Escape");
        await Shown.WaitForAsync("() => window.projector.selection().length === 0");
        await Shown.Page.Keyboard.PressAsync("Escape");
        await Expect(Shown.Page.GetByText("Showing 40 of 100")).ToBeVisibleAsync();
        await Shown.Page.Keyboard.PressAsync("Escape");
        await Expect(Shown.Page.GetByText("Showing 40 of 100")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Isolation_survives_a_reload_with_all_its_steps()
    {
        await Shown.SelectAsync([.. Enumerable.Range(0, 40)]);
        await Shown.Button("Isolate selection").ClickAsync();
        await Shown.SelectAsync(1, 2, 3);
        await Shown.Button("Isolate selection").ClickAsync();
        await Shown.WaitForAsync("() => decodeURIComponent(location.hash).includes('isolate=1,2,3')");
        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();

        await Expect(Shown.Page.GetByText("Showing 3 of 100")).ToBeVisibleAsync();
        await Shown.Button("Back to 40").ClickAsync();
        await Expect(Shown.Page.GetByText("Showing 40 of 100")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Undo_takes_back_what_was_selected_and_coloured_and_redo_brings_it_back()
    {
        await Shown.SelectAsync(5);
        await Shown.SelectAsync(6, 7);
        await Shown.Combobox("Color by").SelectOptionAsync("No color");
        await Shown.Canvas.FocusAsync();

        await Shown.Page.Keyboard.PressAsync("Control+z");
        await Expect(Shown.Combobox("Color by").Locator("option:checked")).ToHaveTextAsync("cluster");
        await Shown.Button("Undo").ClickAsync();
        Assert.Equal(new[] { 5 }, await Shown.SelectionAsync());
        await Shown.Page.Keyboard.PressAsync("Control+Shift+z");
        Assert.Equal(new[] { 6, 7 }, await Shown.SelectionAsync());
    }

    [Fact]
    public async Task Undo_turns_the_camera_back()
    {
        var before = (await Shown.CameraAsync()).GetRawText();
        await Shown.Canvas.FocusAsync();
        await Shown.Page.Keyboard.PressAsync("d");
        await Shown.WaitForAsync($"() => Math.abs(window.projector.camera().position[0] - {before}.position[0]) > 0.01");
        await Expect(Shown.Button("Undo")).ToHaveAttributeAsync("aria-disabled", "false");
        await Shown.Button("Undo").ClickAsync();

        await Shown.WaitForAsync($"() => Math.abs(window.projector.camera().position[0] - {before}.position[0]) < 0.01");
    }

    [Fact]
    public async Task Arrows_walk_from_a_point_to_its_neighbors()
    {
        await Shown.SelectAsync(30);
        await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await Shown.Canvas.FocusAsync();
        var seen = new HashSet<int> { 30 };
        foreach (var key in new[] { "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown" })
        {
            await Shown.Page.Keyboard.PressAsync(key);
            var now = await Shown.SelectionAsync();
            Assert.Single(now);
            seen.Add(now[0]);
            await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        }

        Assert.True(seen.Count > 1, "no arrow led to another point");
    }

    private async Task DrawAsync(params (float X, float Y)[] corners)
    {
        var box = (await Shown.Canvas.BoundingBoxAsync())!;
        for (var i = 0; i < corners.Length; i++)
        {
            await Shown.Page.Mouse.MoveAsync(box.X + (box.Width * corners[i].X), box.Y + (box.Height * corners[i].Y), new() { Steps = 3 });
            if (i == 0)
            {
                await Shown.Page.Mouse.DownAsync();
            }
        }

        await Shown.Page.Mouse.UpAsync();
    }

    // A place where the pointer finds a point: hovering it changes the cursor.
    private async Task<(float X, float Y)> AnyPointAsync()
    {
        var box = (await Shown.Canvas.BoundingBoxAsync())!;
        var picture = await Shown.PictureAsync();
        for (var y = 70; y < picture.Height - 70; y += 2)
        {
            for (var x = 70; x < picture.Width - 70; x += 2)
            {
                var p = picture[x, y];
                if (Math.Max(p.R, Math.Max(p.G, p.B)) - Math.Min(p.R, Math.Min(p.G, p.B)) > 60)
                {
                    await Shown.Page.Mouse.MoveAsync(box.X + x, box.Y + y);
                    try
                    {
                        await Shown.Page.WaitForFunctionAsync("() => document.querySelector('canvas').style.cursor === 'pointer'", null, new() { Timeout = 1000 });
                        return (box.X + x, box.Y + y);
                    }
                    catch (TimeoutException)
                    {
                        // The rim of a disc: the next pixel is nearer to its middle.
                    }
                }
            }
        }

        throw new InvalidOperationException("No point is on the map.");
    }
}
