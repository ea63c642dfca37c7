using System.Text.Json;
using Microsoft.Playwright;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Counts what a page gives to its graphics card, and finds what it drew.</summary>
internal static class DrawingCounts
{
    /// <summary>Counts from now on: draw calls, vertices, bytes, the vertices of each draw call that picks its rows, and where the points end that others draw in order.</summary>
    public static Task<JsonElement?> CountDrawingAsync(this Map map) => map.Page.EvaluateAsync("""
        () => {
          const first = window.counted === undefined;
          window.counted = { draws: 0, vertices: 0, bytes: 0, pointsEnd: 0, samples: [] };
          if (!first) return;
          const prototype = WebGL2RenderingContext.prototype;
          const wrap = (name, note) => {
            const original = prototype[name];
            prototype[name] = function (...args) { note(...args); return original.apply(this, args); };
          };
          const drew = count => { window.counted.draws++; window.counted.vertices += count; };
          wrap('drawArrays', (mode, from, count) => {
            drew(count);
            if (mode === WebGL2RenderingContext.POINTS) window.counted.pointsEnd = Math.max(window.counted.pointsEnd, from + count);
          });
          wrap('drawElements', (mode, count) => { drew(count); window.counted.samples.push(count); });
          wrap('drawElementsInstanced', (mode, count, type, offset, rows) => { drew(count * rows); window.counted.samples.push(rows); });
          wrap('bufferData', (target, data) => (window.counted.bytes += typeof data === 'number' ? data : data.byteLength));
          wrap('bufferSubData', (target, offset, data, from, length) => (window.counted.bytes += (length || data.length) * data.BYTES_PER_ELEMENT));
        }
        """);

    public static Task<int> CountedAsync(this Map map, string what) => map.Page.EvaluateAsync<int>($"() => window.counted.{what}");

    /// <summary>Whether a draw call picked so many rows, give or take some.</summary>
    public static Task<bool> SampledAsync(this Map map, int rows, int more) =>
        map.Page.EvaluateAsync<bool>($"() => window.counted.samples.some(n => n > {rows - more} && n < {rows + more})");

    public static Task<JsonElement?> FramesAsync(this Map map, int count) => map.Page.EvaluateAsync(
        "count => new Promise(done => { const next = () => (count-- > 0 ? requestAnimationFrame(next) : done()); next(); })", count);

    /// <summary>Has the graphics card never be done before a fifth of a second has passed, and keeps what the chips say.</summary>
    public static Task<JsonElement?> SlowDownAsync(this Map map) => map.Page.EvaluateAsync("""
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

    /// <summary>Turns the map to and fro until a chip has said something.</summary>
    public static async Task<bool> TurnUntilSaidAsync(this Map map, string text)
    {
        var said = false;
        await map.Canvas.FocusAsync();
        for (var turn = 0; turn < 40 && !said; turn++)
        {
            await map.Page.Keyboard.PressAsync(turn % 2 == 0 ? "d" : "a");
            await map.FramesAsync(20);
            said = await map.Page.EvaluateAsync<bool>("text => window.said.some(said => said.includes(text))", text);
        }

        return said;
    }

    /// <summary>How many pixels have a strong colour, as only rows have.</summary>
    public static int Saturated(this Picture picture) => picture.Count(IsStrong);

    /// <summary>Where a point is, in the page's coordinates, away from the tools on the map's edges.</summary>
    public static async Task<(float X, float Y)> PointAsync(this Map map, Picture picture)
    {
        var box = (await map.Page.GetByRole(AriaRole.Main).BoundingBoxAsync())!;
        for (var y = 90; y < picture.Height - 90; y++)
        {
            for (var x = 90; x < picture.Width - 90; x++)
            {
                if (Enumerable.Range(-1, 3).All(i => IsStrong(picture[x + i, y]) && IsStrong(picture[x, y + i])))
                {
                    return (box.X + x, box.Y + y);
                }
            }
        }

        throw new InvalidOperationException("No point is on the map.");
    }

    private static bool IsStrong((byte R, byte G, byte B) p) => Math.Max(p.R, Math.Max(p.G, p.B)) - Math.Min(p.R, Math.Min(p.G, p.B)) > 60;
}
