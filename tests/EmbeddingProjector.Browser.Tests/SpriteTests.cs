using System.Globalization;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Thumbnails of any size and grid: on the map, in lists and on the card; looks at pixels.</summary>
public sealed class SpriteTests(Chromium chromium) : IAsyncLifetime
{
    private const int Rows = 12;
    private readonly LogFolder _folder = new();
    private ProjectorProcess _server = null!;
    private IPage _page = null!;
    private int _fetches;

    public async ValueTask InitializeAsync()
    {
        WriteVectors(0);
        _folder.Write("labels.tsv", string.Concat(Enumerable.Range(0, Rows).Select(i => $"thing {i}\n")));
        _server = await ProjectorProcess.StartAsync("serve", "--logdir", _folder.Path);
        _page = await chromium.NewPageAsync();
        _page.Request += (_, request) => _fetches += request.Url.Contains("/sprite", StringComparison.Ordinal) ? 1 : 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _page.Context.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_image_wider_than_8192_pixels_is_drawn_and_each_point_has_its_own_thumbnail_also_when_isolated()
    {
        WriteSprite(SpriteFiles.Png(Rows, 1000, 500, columns: Rows), 1000, 500);
        var map = await OpenAsync();
        var all = await map.SettledPictureAsync();
        Assert.All(Enumerable.Range(0, 6), row => Assert.True(Pixels(all, row).Count > 60, $"the thumbnail of row {row} is not there"));

        // Two of one colour.
        await IsolateAsync(map, 4, 10);
        var two = await map.SettledPictureAsync();
        var (width, height, count) = Pixels(two, 4);
        Assert.InRange(width / (double)height, 1.8, 2.2);
        Assert.InRange(count, 1.8 * width * height, 2.2 * width * height);
        Assert.All([0, 1, 2, 3, 5], row => Assert.Equal(0, Pixels(two, row).Count));

        await map.Button("Images").ClickAsync();
        Assert.Equal(0, Pixels(await map.SettledPictureAsync(), 4).Count);
    }

    [Fact]
    public async Task Lists_and_the_card_show_the_thumbnail_of_their_row()
    {
        WriteSprite(SpriteFiles.Png(Rows, 40, 20), 40, 20);
        var map = await OpenAsync();
        await map.Search.FillAsync("thing 10");
        var found = map.SearchResults.GetByRole(AriaRole.Button, new() { Name = "thing 10" });
        await Expect(found.Locator("canvas")).ToBeVisibleAsync();
        Assert.Equal(SpriteFiles.ColorOf(10), await MiddleAsync(found.Locator("canvas")));

        await found.ClickAsync();
        var card = map.Inspector.GetByRole(AriaRole.Img, new() { Name = "Image of thing 10", Exact = true });
        await Expect(card).ToBeVisibleAsync();
        Assert.Equal(SpriteFiles.ColorOf(10), await MiddleAsync(card));
        var box = (await card.BoundingBoxAsync())!;
        Assert.Equal(2, box.Width / box.Height, 0.1);
        var nearest = map.Neighbors.GetByRole(AriaRole.Listitem).First;
        var row = int.Parse((await nearest.GetByRole(AriaRole.Button).GetAttributeAsync("title"))![6..], CultureInfo.InvariantCulture);
        Assert.Equal(SpriteFiles.ColorOf(row), await MiddleAsync(nearest.Locator("canvas")));

        await map.SelectAsync(3, 7);
        var table = map.Page.GetByRole(AriaRole.Grid, new() { Name = "Selected points", Exact = true });
        await Expect(table.Locator("canvas")).ToHaveCountAsync(2);
        Assert.Equal(SpriteFiles.ColorOf(7), await MiddleAsync(table.Locator("canvas").Nth(1)));
    }

    [Fact]
    public async Task A_new_version_with_the_same_image_does_not_fetch_it_again()
    {
        WriteSprite(SpriteFiles.Png(Rows, 40, 20), 40, 20);
        var map = await OpenAsync();
        await map.SettledPictureAsync();
        Assert.Equal(1, _fetches);
        var before = await map.PositionsAsync();

        WriteVectors(1);
        // As a training does it: the same bytes, written anew.
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "sprite.png"), SpriteFiles.Png(Rows, 40, 20), TestContext.Current.CancellationToken);
        await map.WaitForAsync($"() => window.projector.positions().values[0] !== {before[0].ToString(CultureInfo.InvariantCulture)}");
        var after = await map.SettledPictureAsync();

        Assert.Equal(1, _fetches);
        Assert.True(Pixels(after, 0).Count > 60, "the thumbnails are gone");
    }

    [Fact]
    public async Task An_image_that_was_cut_is_said_to_be_so_and_the_points_are_shown()
    {
        var whole = SpriteFiles.Png(Rows, 300, 200);
        WriteSprite(whole[..60], 300, 200);
        var map = await OpenAsync();

        await Expect(map.Page.GetByText("The images cannot be shown, so points are drawn instead: sprite.png (60 bytes) should be an image of 1,200 × 800 pixels")).ToBeVisibleAsync();
        Assert.True((await map.SettledPictureAsync()).Count(p => p.B > p.R + 30) > 100, "no points are drawn");
    }

    [Fact]
    public async Task An_image_for_fewer_points_says_so_and_leaves_the_others_as_points()
    {
        WriteSprite(SpriteFiles.Png(6, 40, 20, columns: 3), 40, 20);
        var map = await OpenAsync();
        await Expect(map.Data).ToContainTextAsync("has room for 6 thumbnails of 40 × 20 pixels, but there are 12 points");
        await map.SettledPictureAsync();

        await IsolateAsync(map, 9, 10);
        Assert.InRange((await map.SettledPictureAsync()).Count(p => p.B > p.R + 30), 20, 2000);
    }

    private async Task<Map> OpenAsync()
    {
        var map = await Map.OpenAsync(_page, _server.Address);
        await _page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        // Flat, so that no haze changes a colour.
        await map.Button("2D").ClickAsync();
        await map.WaitForAsync("() => window.projector.positions().dimensions === 2");
        return map;
    }

    private static async Task IsolateAsync(Map map, params int[] rows)
    {
        await map.SelectAsync(rows);
        await map.Button("Isolate selection").ClickAsync();
        await map.SelectAsync();
    }

    private void WriteVectors(int shift) =>
        _folder.Write("tensors.tsv", string.Concat(Enumerable.Range(0, Rows).Select(i =>
            FormattableString.Invariant($"{Math.Cos(i * 0.5236)}\t{Math.Sin(i * 0.5236) + (shift * i * 0.02)}\t{0.001 * i}\n"))));

    private void WriteSprite(byte[] image, int width, int height)
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "sprite.png"), image);
        _folder.Write("projector_config.pbtxt",
            $"embeddings {{ tensor_name: \"things\" tensor_path: \"tensors.tsv\" metadata_path: \"labels.tsv\" sprite {{ image_path: \"sprite.png\" single_image_dim: {width} single_image_dim: {height} }} }}\n");
    }

    /// <summary>The longest lines and the number of the pixels in the colour of a row's thumbnail, away from the tools on the map's edges.</summary>
    private static (int Width, int Height, int Count) Pixels(Picture picture, int row)
    {
        var (r, g, b) = SpriteFiles.ColorOf(row);
        const int edge = 60;
        var found = new bool[picture.Width, picture.Height];
        for (var y = edge; y < picture.Height - edge; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var p = picture[x, y];
                found[x, y] = Math.Abs(p.R - r) + Math.Abs(p.G - g) + Math.Abs(p.B - b) < 40;
            }
        }

        var (columns, lines) = (Enumerable.Range(0, picture.Width), Enumerable.Range(0, picture.Height));
        return (lines.Max(y => Longest(columns.Select(x => found[x, y]))), columns.Max(x => Longest(lines.Select(y => found[x, y]))), found.Cast<bool>().Count(f => f));
    }

    private static int Longest(IEnumerable<bool> pixels)
    {
        var (longest, now) = (0, 0);
        foreach (var pixel in pixels)
        {
            now = pixel ? now + 1 : 0;
            longest = Math.Max(longest, now);
        }

        return longest;
    }

    private static async Task<(byte R, byte G, byte B)> MiddleAsync(ILocator canvas)
    {
        var rgb = await canvas.EvaluateAsync<int[]>("canvas => [...canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data]");
        return ((byte)rgb[0], (byte)rgb[1], (byte)rgb[2]);
    }
}
