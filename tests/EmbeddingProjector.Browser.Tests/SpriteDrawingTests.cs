using EmbeddingProjector.LogDirectory;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>What thumbnails cost: counts of what goes to the graphics card, never times; and which of them is under the pointer.</summary>
public sealed class SpriteDrawingTests(Chromium chromium) : IAsyncLifetime
{
    private const int Rows = 9216;
    private readonly LogFolder _folder = new();
    private ProjectorProcess _server = null!;
    private Map _map = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _map.Page.Context.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Pointing_at_one_of_many_thumbnails_draws_that_one_and_not_the_others()
    {
        await OpenAsync(Rows, SpriteFiles.Png(Rows, 4, 2), 4, 2);
        var before = await _map.SettledPictureAsync();
        var (x, y) = await _map.PointAsync(before);
        await _map.CountDrawingAsync();
        await _map.Page.Mouse.MoveAsync(x, y);
        await _map.WaitForAsync("() => document.querySelector('canvas').style.cursor === 'pointer'");
        await _map.FramesAsync(3);

        Assert.InRange(await _map.CountedAsync("vertices"), 6, 400);
        Assert.True((await _map.SettledPictureAsync()).DifferenceTo(before) > 200, "the thumbnail under the pointer looks like any other");

        await _map.Page.Mouse.MoveAsync(4, 400);
        await _map.WaitForAsync("() => document.querySelector('canvas').style.cursor === ''");
        Assert.Equal(0, (await _map.SettledPictureAsync()).DifferenceTo(before));
    }

    [Fact]
    public async Task A_slow_graphics_card_draws_a_sample_of_the_thumbnails_first_and_says_so_and_every_one_at_rest()
    {
        await OpenAsync(Rows, SpriteFiles.Png(Rows, 4, 2), 4, 2);
        var drawn = (await _map.SettledPictureAsync()).Saturated();
        await _map.SlowDownAsync();
        await _map.CountDrawingAsync();

        Assert.True(await _map.TurnUntilSaidAsync("Showing 1 of 4 points"), "nothing was said of a sample");
        Assert.True(await _map.SampledAsync(Rows / 4, 300), "no sample was drawn");
        await Expect(_map.Page.GetByText("Showing 1 of 4 points")).ToHaveCountAsync(0);
        Assert.InRange((await _map.SettledPictureAsync()).Saturated(), (int)(0.9 * drawn), (int)(1.1 * drawn));
        // Every row has a thumbnail, and no row is beyond the last.
        Assert.Equal(0, await _map.CountedAsync("pointsEnd"));
    }

    [Fact]
    public async Task A_thumbnail_is_under_the_pointer_where_it_has_pixels_and_not_where_it_has_none()
    {
        const int side = 60;
        var pixels = new byte[3 * side * side * 4];
        for (var i = 0; i < 3 * side * side; i++)
        {
            var (row, at) = Math.DivRem(i, side * side);
            var (y, x) = Math.DivRem(at, side);
            (pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2]) = SpriteFiles.ColorOf(row);
            pixels[(4 * i) + 3] = Math.Min(Math.Min(x, side - 1 - x), Math.Min(y, side - 1 - y)) < 15 ? (byte)255 : (byte)0;
        }

        var path = Path.Combine(_folder.Path, "hollow.png");
        SpriteWriter.Write(path, new ImageTensor(pixels, 3, side, side, 4));
        await OpenAsync(3, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), side, side);
        // Flat, so that no haze changes a colour.
        await _map.Button("2D").ClickAsync();
        await _map.WaitForAsync("() => window.projector.positions().dimensions === 2");
        var picture = await _map.SettledPictureAsync();
        var box = (await _map.Page.GetByRole(AriaRole.Main).BoundingBoxAsync())!;
        var (left, right, top, bottom) = Extent(picture, SpriteFiles.ColorOf(0));
        Assert.InRange(right - left, 30, 100);

        await _map.Page.Mouse.MoveAsync(box.X + left + 4, box.Y + ((top + bottom) / 2));
        await _map.WaitForAsync("() => document.querySelector('canvas').style.cursor === 'pointer'");
        await _map.Page.Mouse.MoveAsync(box.X + ((left + right) / 2), box.Y + ((top + bottom) / 2));
        await _map.WaitForAsync("() => document.querySelector('canvas').style.cursor === ''");
    }

    private async Task OpenAsync(int rows, byte[] image, int width, int height)
    {
        var random = new Random(5);
        _folder.Write("tensors.tsv", string.Concat(Enumerable.Range(0, rows).Select(i => rows == 3
            ? FormattableString.Invariant($"{i - 1}\t{i % 2}\t0\n")
            : FormattableString.Invariant($"{random.NextDouble()}\t{random.NextDouble()}\t{random.NextDouble()}\n"))));
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "sprite.png"), image, TestContext.Current.CancellationToken);
        _folder.Write("projector_config.pbtxt",
            $"embeddings {{ tensor_name: \"things\" tensor_path: \"tensors.tsv\" sprite {{ image_path: \"sprite.png\" single_image_dim: {width} single_image_dim: {height} }} }}\n");
        _server = await ProjectorProcess.StartAsync("serve", "--logdir", _folder.Path);
        _map = await Map.OpenAsync(await chromium.NewPageAsync(), _server.Address);
        await _map.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }

    private static (int Left, int Right, int Top, int Bottom) Extent(Picture picture, (byte R, byte G, byte B) color)
    {
        var found = Enumerable.Range(60, picture.Height - 120).SelectMany(y => Enumerable.Range(0, picture.Width).Select(x => (X: x, Y: y)))
            .Where(at => Math.Abs(picture[at.X, at.Y].R - color.R) + Math.Abs(picture[at.X, at.Y].G - color.G) + Math.Abs(picture[at.X, at.Y].B - color.B) < 60)
            .ToList();
        return (found.Min(at => at.X), found.Max(at => at.X), found.Min(at => at.Y), found.Max(at => at.Y));
    }
}
