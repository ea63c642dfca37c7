using Microsoft.Playwright;
using Xunit;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>The page under fingers and a pen, on the screen of a tablet.</summary>
public sealed class TouchTests(Chromium chromium) : IAsyncLifetime
{
    private readonly LogFolder _folder = LogFolder.WithClusters();
    private ProjectorProcess _server = null!;
    private Map _map = null!;
    private ICDPSession _hands = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ProjectorProcess.StartAsync("serve", "--logdir", _folder.Path);
        _map = await Map.OpenAsync(await chromium.NewPageAsync(width: 1024, height: 768, touch: true), _server.Address);
        _hands = await _map.Page.Context.NewCDPSessionAsync(_map.Page);
    }

    public async ValueTask DisposeAsync()
    {
        await _map.Page.Context.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task One_finger_orbits_and_selects_nothing()
    {
        var (x, y) = await MiddleAsync();
        var before = await _map.CameraAsync();
        await DragAsync([(x, y)], [(x + 90, y + 30)]);
        await _map.WaitForAsync($"() => JSON.stringify(window.projector.camera().position) !== JSON.stringify({before.GetProperty("position").GetRawText()})");
        Assert.Equal(before.GetProperty("target").GetRawText(), (await _map.CameraAsync()).GetProperty("target").GetRawText());
        Assert.Empty(await _map.SelectionAsync());
    }

    [Fact]
    public async Task Two_fingers_that_part_come_nearer_and_together_they_move_the_map()
    {
        var (x, y) = await MiddleAsync();
        var before = await DistanceAsync();
        await DragAsync([(x - 30, y), (x + 30, y)], [(x - 90, y), (x + 90, y)]);
        await _map.WaitForAsync(FormattableString.Invariant($"() => {Distance} < {before * 0.6}"));

        var target = (await _map.CameraAsync()).GetProperty("target").GetRawText();
        await DragAsync([(x - 30, y), (x + 30, y)], [(x + 40, y + 60), (x + 100, y + 60)]);
        await _map.WaitForAsync($"() => JSON.stringify(window.projector.camera().target) !== JSON.stringify({target})");
    }

    [Fact]
    public async Task A_tap_selects_a_long_press_names_and_in_edit_mode_taps_add()
    {
        var points = await PointsAsync();
        await TouchAsync("touchStart", points[1]);
        await _map.WaitForAsync("() => /c\\d-r\\d/.test(document.querySelector('[role=status][aria-label=Selection]').textContent)");
        await TouchAsync("touchEnd");
        Assert.Empty(await _map.SelectionAsync());

        await TapAsync(points[0]);
        await _map.WaitForAsync("() => window.projector.selection().length === 1");
        var first = Assert.Single(await _map.SelectionAsync());

        await _map.Button("Edit selection").TapAsync();
        await TapAsync(points[1]);
        await _map.WaitForAsync("() => window.projector.selection().length === 2");
        Assert.Contains(first, await _map.SelectionAsync());
    }

    [Fact]
    public async Task A_lasso_is_drawn_by_a_finger_and_by_a_pen()
    {
        var box = (await _map.Canvas.BoundingBoxAsync())!;
        (float X, float Y)[] around =
        [
            (box.X + 20, box.Y + 90), (box.X + box.Width - 20, box.Y + 90), (box.X + box.Width - 20, box.Y + box.Height - 8), (box.X + 20, box.Y + box.Height - 8),
        ];
        await _map.Button("Lasso select").TapAsync();
        await DragAsync([around[0]], [around[1]], [around[2]], [around[3]]);
        await _map.WaitForAsync("() => window.projector.selection().length === 100");

        await _map.SelectAsync();
        await PenAsync("mousePressed", around[0]);
        foreach (var corner in around[1..])
        {
            await PenAsync("mouseMoved", corner);
        }

        await PenAsync("mouseReleased", around[3]);
        await _map.WaitForAsync("() => window.projector.selection().length === 100");
    }

    [Fact]
    public async Task What_a_finger_is_to_hit_is_at_least_24_pixels_wide_and_high()
    {
        await _map.SelectAsync(3);
        await _map.Button("Filter").TapAsync();
        await _map.WaitForAsync("() => document.querySelector('.value-bar') !== null");
        var small = await _map.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('button, select, a[href], summary, input, [role=separator]')].flatMap((e) => {
              const target = e.type === 'checkbox' || e.type === 'radio' ? (e.closest('label') ?? e) : e;
              const box = target.getBoundingClientRect();
              const isThere = e.checkVisibility({ visibilityProperty: true }) && box.width > 0 && e.type !== 'file';
              return isThere && e.type !== 'range' && Math.min(box.width, box.height) < 23.5
                ? [`${e.tagName} ${e.getAttribute('aria-label') ?? e.textContent} ${box.width} × ${box.height}`] : [];
            })
            """);
        Assert.Equal("", string.Join('\n', small));
    }

    private const string Distance = "Math.hypot(...window.projector.camera().position.map((p, i) => p - window.projector.camera().target[i]))";

    private async Task<double> DistanceAsync() => await _map.Page.EvaluateAsync<double>("() => " + Distance);

    private async Task<(float X, float Y)> MiddleAsync()
    {
        var box = (await _map.Canvas.BoundingBoxAsync())!;
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    /// <summary>The middles of two spots of the map, far from each other, that have the colour of a point.</summary>
    private async Task<(float X, float Y)[]> PointsAsync()
    {
        var picture = await _map.SettledPictureAsync();
        var box = (await _map.Page.GetByRole(AriaRole.Main).BoundingBoxAsync())!;
        bool IsPoint(int x, int y)
        {
            var (r, g, b) = picture[x, y];
            return Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)) > 70;
        }

        var found = new List<(float X, float Y)>();
        for (var y = 110; y < picture.Height - 110; y += 3)
        {
            for (var x = 20; x < picture.Width - 20; x += 3)
            {
                if (IsPoint(x, y) && IsPoint(x + 2, y) && IsPoint(x - 2, y) && IsPoint(x, y + 2) && IsPoint(x, y - 2))
                {
                    found.Add((box.X + x, box.Y + y));
                }
            }
        }

        return [found[0], found.MaxBy(at => Math.Abs(at.X - found[0].X) + Math.Abs(at.Y - found[0].Y))];
    }

    private async Task TapAsync((float X, float Y) at)
    {
        await TouchAsync("touchStart", at);
        await TouchAsync("touchEnd");
    }

    /// <summary>Puts fingers down at the first places, leads them over the others in small steps and lifts them.</summary>
    private async Task DragAsync(params (float X, float Y)[][] places)
    {
        await TouchAsync("touchStart", places[0]);
        for (var i = 1; i < places.Length; i++)
        {
            for (var step = 1; step <= 6; step++)
            {
                await TouchAsync("touchMove", [.. places[i - 1].Zip(places[i], (a, b) => (a.X + ((b.X - a.X) * step / 6), a.Y + ((b.Y - a.Y) * step / 6)))]);
            }
        }

        await TouchAsync("touchEnd");
    }

    private async Task TouchAsync(string type, params (float X, float Y)[] fingers) => await _hands.SendAsync("Input.dispatchTouchEvent", new()
    {
        ["type"] = type,
        ["touchPoints"] = fingers.Select((at, id) => new Dictionary<string, object> { ["x"] = at.X, ["y"] = at.Y, ["id"] = id }).ToArray(),
    });

    private async Task PenAsync(string type, (float X, float Y) at) => await _hands.SendAsync("Input.dispatchMouseEvent", new()
    {
        ["type"] = type,
        ["x"] = at.X,
        ["y"] = at.Y,
        ["button"] = "left",
        ["buttons"] = type == "mouseReleased" ? 0 : 1,
        ["clickCount"] = 1,
        ["pointerType"] = "pen",
    });
}
