using System.IO.Compression;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>What the map draws, and when it does not: counts of what goes to the graphics card, never times.</summary>
public sealed class DrawingTests(Chromium chromium) : ClusterMap(chromium, clusters: 8, perCluster: 2500)
{
    private const int Rows = 20_000;

    [Fact]
    public async Task A_resting_map_draws_nothing()
    {
        await Shown.SettledPictureAsync();
        await Shown.CountDrawingAsync();
        await Shown.FramesAsync(60);
        Assert.Equal(0, await Shown.CountedAsync("draws"));

        await Shown.Canvas.FocusAsync();
        await Shown.Page.Keyboard.PressAsync("d");
        await Shown.WaitForAsync($"() => window.counted.vertices >= {Rows}");
    }

    [Fact]
    public async Task Pointing_at_a_point_shows_it_without_drawing_the_others_again()
    {
        var before = await Shown.SettledPictureAsync();
        var (x, y) = await Shown.PointAsync(before);
        await Shown.CountDrawingAsync();
        await Shown.Page.Mouse.MoveAsync(x, y);
        await Shown.WaitForAsync("() => document.querySelector('canvas').style.cursor === 'pointer'");
        await Shown.FramesAsync(3);

        Assert.InRange(await Shown.CountedAsync("draws"), 1, 60);
        Assert.InRange(await Shown.CountedAsync("vertices"), 1, 200);
        Assert.True((await Shown.SettledPictureAsync()).DifferenceTo(before) > 20, "the point under the pointer looks like any other");

        // And it leaves no trace.
        await Shown.Page.Mouse.MoveAsync(4, 400);
        await Shown.WaitForAsync("() => document.querySelector('canvas').style.cursor === ''");
        Assert.Equal(0, (await Shown.SettledPictureAsync()).DifferenceTo(before));
    }

    [Fact]
    public async Task Recolouring_uploads_at_most_two_bytes_a_point()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("weight");
        await Expect(Shown.Data.GetByRole(AriaRole.Combobox, new() { Name = "Ramp" })).ToBeVisibleAsync();
        await Shown.SettledPictureAsync();
        await Shown.CountDrawingAsync();
        await Shown.Combobox("Color by").SelectOptionAsync("cluster");
        await Expect(Shown.Data).ToContainTextAsync("group 3");
        await Shown.SettledPictureAsync();

        // The lines of the box go up with each picture: a few hundred bytes, whatever there is.
        Assert.InRange(await Shown.CountedAsync("bytes"), Rows / 2, (2 * Rows) + 2000);

        await Shown.CountDrawingAsync();
        await Shown.Combobox("Color by").SelectOptionAsync("No color");
        await Shown.SettledPictureAsync();
        Assert.InRange(await Shown.CountedAsync("bytes"), 0, 2000);
    }

    [Fact]
    public async Task A_slow_graphics_card_draws_a_sample_first_and_says_so_and_every_point_at_rest()
    {
        var all = await Shown.SettledPictureAsync();
        var drawn = all.Saturated();
        await Shown.SlowDownAsync();
        await Shown.CountDrawingAsync();

        Assert.True(await Shown.TurnUntilSaidAsync("Showing 1 of 2 points"), "nothing was said of a sample");
        Assert.True(await Shown.SampledAsync(Rows / 2, 1000), "no sample was drawn");
        // What is drawn at once is every point now, in one step or in several.
        await Expect(Shown.Page.GetByText("Showing 1 of 2 points")).ToHaveCountAsync(0);
        Assert.InRange((await Shown.SettledPictureAsync()).Saturated(), (int)(0.9 * drawn), (int)(1.1 * drawn));
        Assert.Equal(Rows, await Shown.CountedAsync("pointsEnd"));
    }

    [Fact]
    public async Task First_load_of_the_page_stays_within_250_kilobytes()
    {
        var page = await Shown.Page.Context.NewPageAsync();
        var files = new List<IResponse>();
        page.Response += (_, response) => files.Add(response);
        await Map.OpenAsync(page, new Uri(Shown.Page.Url));

        var sizes = new Dictionary<string, int>();
        foreach (var file in files.ToArray().Where(f => !f.Url.Contains("/api/", StringComparison.Ordinal) && !f.Url.Contains("/data/", StringComparison.Ordinal)))
        {
            sizes[new Uri(file.Url).AbsolutePath] = Packed(await file.BodyAsync());
        }

        Assert.Contains(sizes, file => file.Key.EndsWith(".js", StringComparison.Ordinal));
        Assert.True(sizes.Values.Sum() is > 100_000 and <= 250_000, string.Join(", ", sizes.Select(s => $"{s.Key}: {s.Value}")));
    }

    private static int Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return (int)packed.Length;
    }
}
