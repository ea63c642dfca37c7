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
        await CountAsync();
        await FramesAsync(60);
        Assert.Equal(0, await CountedAsync("draws"));

        await Shown.Canvas.FocusAsync();
        await Shown.Page.Keyboard.PressAsync("d");
        await Shown.WaitForAsync($"() => window.counted.vertices >= {Rows}");
    }

    [Fact]
    public async Task Pointing_at_a_point_shows_it_without_drawing_the_others_again()
    {
        var before = await Shown.SettledPictureAsync();
        var (x, y) = await PointAsync(before);
        await CountAsync();
        await Shown.Page.Mouse.MoveAsync(x, y);
        await Shown.WaitForAsync("() => document.querySelector('canvas').style.cursor === 'pointer'");
        await FramesAsync(3);

        Assert.InRange(await CountedAsync("draws"), 1, 60);
        Assert.InRange(await CountedAsync("vertices"), 1, 200);
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
        await CountAsync();
        await Shown.Combobox("Color by").SelectOptionAsync("cluster");
        await Expect(Shown.Data).ToContainTextAsync("group 3");
        await Shown.SettledPictureAsync();

        // The lines of the box go up with each picture: a few hundred bytes, whatever there is.
        Assert.InRange(await CountedAsync("bytes"), Rows / 2, (2 * Rows) + 2000);

        await CountAsync();
        await Shown.Combobox("Color by").SelectOptionAsync("No color");
        await Shown.SettledPictureAsync();
        Assert.InRange(await CountedAsync("bytes"), 0, 2000);
    }

    [Fact]
    public async Task A_slow_graphics_card_draws_a_sample_first_and_says_so_and_every_point_at_rest()
    {
        var all = await Shown.SettledPictureAsync();
        var drawn = Saturated(all);
        // The graphics card is never done before a fifth of a second has passed.
        await Shown.Page.EvaluateAsync("""
            () => {
              const begun = new WeakMap();
              const ask = WebGL2RenderingContext.prototype.getSyncParameter;
              WebGL2RenderingContext.prototype.getSyncParameter = function (sync, name) {
                if (!begun.has(sync)) begun.set(sync, performance.now());
                return performance.now() - begun.get(sync) < 200 ? this.UNSIGNALED : ask.call(this, sync, name);
              };
              window.said = [];
              new MutationObserver(() => window.said.push(document.querySelector('.chips').textContent))
                .observe(document.querySelector('.chips'), { subtree: true, childList: true, characterData: true });
            }
            """);
        await CountAsync();
        await Shown.Canvas.FocusAsync();
        // To and fro, until the map has learnt that it is slow.
        for (var turn = 0; turn < 40 && !await SaidAsync("Showing 1 of 2 points"); turn++)
        {
            await Shown.Page.Keyboard.PressAsync(turn % 2 == 0 ? "d" : "a");
            await FramesAsync(20);
        }

        Assert.True(await SaidAsync("Showing 1 of 2 points"), "nothing was said of a sample");
        Assert.True(await Shown.Page.EvaluateAsync<bool>($"() => window.counted.samples.some(n => n > {(Rows / 2) - 1000} && n < {(Rows / 2) + 1000})"), "no sample was drawn");
        // What is drawn at once is every point now, in one step or in several.
        await Expect(Shown.Page.GetByText("Showing 1 of 2 points")).ToHaveCountAsync(0);
        Assert.InRange(Saturated(await Shown.SettledPictureAsync()), (int)(0.9 * drawn), (int)(1.1 * drawn));
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

    private static int Saturated(Picture picture) => picture.Count(p => Math.Max(p.R, Math.Max(p.G, p.B)) - Math.Min(p.R, Math.Min(p.G, p.B)) > 60);

    // Counts from now on what goes to the graphics card.
    private Task<System.Text.Json.JsonElement?> CountAsync() => Shown.Page.EvaluateAsync("""
        () => {
          const first = window.counted === undefined;
          const counted = (window.counted = { draws: 0, vertices: 0, bytes: 0, samples: [] });
          if (!first) return;
          const prototype = WebGL2RenderingContext.prototype;
          const wrap = (name, note) => {
            const original = prototype[name];
            prototype[name] = function (...args) { note(...args); return original.apply(this, args); };
          };
          const drew = count => { window.counted.draws++; window.counted.vertices += count; };
          wrap('drawArrays', (mode, from, count) => drew(count));
          wrap('drawElements', (mode, count) => { drew(count); window.counted.samples.push(count); });
          wrap('bufferData', (target, data) => (window.counted.bytes += typeof data === 'number' ? data : data.byteLength));
          wrap('bufferSubData', (target, offset, data, from, length) => (window.counted.bytes += (length || data.length) * data.BYTES_PER_ELEMENT));
        }
        """);

    private Task<int> CountedAsync(string what) => Shown.Page.EvaluateAsync<int>($"() => window.counted.{what}");

    private Task<bool> SaidAsync(string text) => Shown.Page.EvaluateAsync<bool>("text => window.said.some(said => said.includes(text))", text);

    private Task<System.Text.Json.JsonElement?> FramesAsync(int count) => Shown.Page.EvaluateAsync(
        "count => new Promise(done => { const next = () => (count-- > 0 ? requestAnimationFrame(next) : done()); next(); })", count);

    // Where a point is, in the page's coordinates.
    private async Task<(float X, float Y)> PointAsync(Picture picture)
    {
        var box = (await Shown.Page.GetByRole(AriaRole.Main).BoundingBoxAsync())!;
        for (var y = 90; y < picture.Height - 90; y++)
        {
            for (var x = 90; x < picture.Width - 90; x++)
            {
                if (Enumerable.Range(-1, 3).All(i => IsPoint(x + i, y) && IsPoint(x, y + i)))
                {
                    return (box.X + x, box.Y + y);
                }
            }
        }

        throw new InvalidOperationException("No point is on the map.");

        bool IsPoint(int x, int y)
        {
            var p = picture[x, y];
            return Math.Max(p.R, Math.Max(p.G, p.B)) - Math.Min(p.R, Math.Min(p.G, p.B)) > 60;
        }
    }
}
