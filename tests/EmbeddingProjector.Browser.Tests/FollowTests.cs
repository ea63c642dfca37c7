using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>A training goes on while the page is open: it follows without a reload, and goes back over what it saw.</summary>
public sealed class FollowTests(Chromium chromium) : IDisposable
{
    private readonly TinyTraining _training = new();

    public void Dispose() => _training.Dispose();

    [Fact]
    public async Task Points_go_to_the_places_of_the_new_version_along_the_same_axes_and_the_page_is_not_loaded_again()
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);
        await map.SelectAsync(7);
        await Expect(map.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(TinyTraining.Rows - 1);
        var before = await map.PositionsAsync();

        _training.Save(growth: 2);
        await Expect(OnMap(map)).ToContainTextAsync("Following version 2");

        var after = await map.PositionsAsync();
        var reach = before.Max(Math.Abs);
        Assert.All(before.Zip(after), pair => Assert.Equal(2 * pair.First, pair.Second, reach * 1e-3));
        Assert.Equal(7, Assert.Single(await map.SelectionAsync()));
        await Expect(map.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(TinyTraining.Rows - 1);
        Assert.True(await map.Page.EvaluateAsync<bool>("() => window.opened === true"));
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_slider_goes_back_and_what_was_chosen_stays()
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);
        await map.Combobox("Color by").SelectOptionAsync("cluster");
        await map.SelectAsync(7);
        var first = await map.PositionsAsync();
        await SaveAndFollowAsync(map, 2);
        await SaveAndFollowAsync(map, 3);

        await Slider(map).FillAsync("0");
        await Expect(OnMap(map)).ToContainTextAsync("Version 1");

        Assert.Equal(first, await map.PositionsAsync());
        Assert.Equal(7, Assert.Single(await map.SelectionAsync()));
        await Expect(map.Combobox("Color by")).ToHaveValueAsync("1");
        await Expect(map.Inspector).ToContainTextAsync("At version 3; the map shows version 1");

        // What comes meanwhile is listed and does not take the map away.
        _training.Save(growth: 4);
        await map.Button("Newest: version 4").ClickAsync();
        await Expect(OnMap(map)).ToContainTextAsync("Following version 4");
        Assert.True((await map.PositionsAsync()).Max(Math.Abs) > 3 * first.Max(Math.Abs));
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Steps_are_drawn_to_one_scale_so_that_growth_is_seen_and_each_fills_the_window_on_request()
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);
        await map.Combobox("Color by").SelectOptionAsync("cluster");
        await SaveAndFollowAsync(map, 3, version: 2);
        var newest = WidthOfPoints(await map.SettledPictureAsync());

        await Slider(map).FillAsync("0");
        await Expect(OnMap(map)).ToContainTextAsync("Version 1");
        Assert.InRange(WidthOfPoints(await map.SettledPictureAsync()), newest / 4.5, newest / 2);

        await map.Checkbox("Same scale").UncheckAsync();
        Assert.InRange(WidthOfPoints(await map.SettledPictureAsync()), newest * 0.9, newest * 1.1);
        await map.Page.ReloadAsync();
        await map.ReadyAsync();
        await Expect(map.Checkbox("Same scale")).Not.ToBeCheckedAsync();
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Checkpoints_are_called_by_their_step_also_those_that_are_deleted_by_now()
    {
        _training.SaveCheckpoint(200);
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);
        var first = await map.PositionsAsync();

        _training.SaveCheckpoint(400, growth: 2);
        await Expect(OnMap(map)).ToContainTextAsync("Following step 400");
        await Slider(map).FillAsync("0");

        await Expect(OnMap(map)).ToContainTextAsync("Step 200");
        Assert.Equal(first, await map.PositionsAsync());
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_steps_are_played_to_the_newest()
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);
        await SaveAndFollowAsync(map, 2);
        await SaveAndFollowAsync(map, 3);

        await map.Button("Play the steps").ClickAsync();

        await Expect(OnMap(map)).ToContainTextAsync("Version 1");
        await Expect(OnMap(map)).ToContainTextAsync("Version 2");
        await Expect(OnMap(map)).ToContainTextAsync("Following version 3");
        await Expect(map.Button("Play the steps")).ToBeVisibleAsync();
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_reload_finds_the_steps_that_were_seen()
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);
        await SaveAndFollowAsync(map, 2);
        var second = await map.PositionsAsync();

        await map.Page.ReloadAsync();
        await map.ReadyAsync();

        await Expect(OnMap(map)).ToContainTextAsync("version 2");
        await Expect(Slider(map)).ToHaveAttributeAsync("max", "1");
        Assert.Equal(second, await map.PositionsAsync());
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Without_following_the_new_version_is_announced_and_shown_on_a_click()
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);
        await SaveAndFollowAsync(map, 2);
        await map.Checkbox("Follow").UncheckAsync();
        var before = await map.PositionsAsync();

        _training.Save(growth: 3);
        await Expect(map.Page.GetByText("New version on disk")).ToBeVisibleAsync();
        Assert.Equal(before, await map.PositionsAsync());

        await map.Button("Show it").ClickAsync();
        await Expect(OnMap(map)).ToContainTextAsync("Version 3");
        await Expect(map.Page.GetByText("New version on disk")).ToBeHiddenAsync();
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_page_that_is_opened_before_the_first_save_says_what_it_waits_for_and_where()
    {
        await using var server = await ServeAsync();
        var page = await chromium.NewPageAsync();
        await page.GotoAsync(server.Address.ToString());

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for words" })).ToBeVisibleAsync();
        await Expect(page.GetByText($"writes them into {_training.Path}")).ToBeVisibleAsync();
        _training.Save();

        await Expect(page.GetByText($"Points: {TinyTraining.Rows} | Dimension: 6")).ToBeVisibleAsync();
        await new Map(page).ReadyAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_save_that_broke_off_leaves_the_last_good_version_and_says_so()
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);
        var before = await map.PositionsAsync();

        _training.SaveHalf();
        await Expect(map.Page.GetByText("What is on the map stays")).ToBeVisibleAsync();
        Assert.Equal(before, await map.PositionsAsync());

        _training.Save(growth: 2);
        await Expect(OnMap(map)).ToContainTextAsync("Following version 2");
        await Expect(map.Page.GetByText("What is on the map stays")).ToBeHiddenAsync();
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Another_number_of_rows_is_another_map_and_the_bar_says_why_the_steps_before_are_gone()
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);

        _training.Save(rows: TinyTraining.Rows - 10);

        await Expect(map.Page.GetByText("Points: 50 | Dimension: 6")).ToBeVisibleAsync();
        await Expect(map.Page.GetByText("number of rows changed from 60 to 50")).ToBeVisibleAsync();
        await map.WaitForAsync("() => window.projector.positions().rows === 50");
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_is_started_again_is_followed_again()
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);
        await SaveAndFollowAsync(map, 2);

        var reach = (await map.PositionsAsync()).Max(Math.Abs);
        await server.KillAsync();
        _training.Save(growth: 6);
        await server.RestartAsync();
        await map.WaitForAsync(FormattableString.Invariant($"() => window.projector.positions().values.some(v => Math.abs(v) > {2 * reach})"));
        _training.Save(growth: 7);

        // The new server has seen two.
        await Expect(OnMap(map)).ToContainTextAsync("Following version 2");
        Assert.True(await map.Page.EvaluateAsync<bool>("() => window.opened === true"));
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_layout_that_takes_its_time_waits_for_a_click_and_goes_on_from_its_points()
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await OpenAsync(server);
        await map.Page.GetByRole(AriaRole.Tab, new() { Name = "UMAP" }).ClickAsync();
        await map.Projection.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await map.WaitForAsync("() => document.querySelector('main.map').getAttribute('aria-label').includes('by UMAP')");
        await Expect(map.Projection.GetByRole(AriaRole.Button, new() { Name = "Run" })).ToBeVisibleAsync();
        var before = await map.PositionsAsync();

        _training.Save(growth: 1.1f);
        await Expect(map.Page.GetByText("UMAP takes its time")).ToBeVisibleAsync();
        Assert.Equal(before, await map.PositionsAsync());
        await map.Button("Lay it out from here").ClickAsync();

        await Expect(OnMap(map)).ToContainTextAsync("version 2");
        await Expect(map.Projection).ToContainTextAsync("The points start from where they were");
        await Expect(map.Page.GetByText("UMAP takes its time")).ToBeHiddenAsync();
        await map.Page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280, 800)]
    [InlineData(ColorScheme.Dark, 1280, 800)]
    [InlineData(ColorScheme.Light, 390, 844)]
    public async Task The_bar_of_steps_covers_no_other_control(ColorScheme scheme, int width, int height)
    {
        _training.Save();
        await using var server = await ServeAsync();
        var map = await Map.OpenAsync(await chromium.NewPageAsync(scheme, width, height), server.Address);
        await SaveAndFollowAsync(map, 2);
        await Slider(map).FillAsync("0");
        await Expect(OnMap(map)).ToContainTextAsync("Version 1");

        var covered = await map.Page.EvaluateAsync<string[]>(
            """
            () => {
              const bar = document.querySelector('[aria-label="Training steps"]').getBoundingClientRect();
              const apart = r => r.right <= bar.left || r.left >= bar.right || r.bottom <= bar.top || r.top >= bar.bottom;
              return [...document.querySelectorAll('main.map [role=toolbar], main.map .chip')]
                .filter(e => !apart(e.getBoundingClientRect())).map(e => e.outerHTML);
            }
            """);

        Assert.Empty(covered);
        Assert.True(await map.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await map.Page.Context.DisposeAsync();
    }

    private Task<ProjectorProcess> ServeAsync() => ProjectorProcess.StartAsync("serve", "--logdir", _training.Path);

    private async Task<Map> OpenAsync(ProjectorProcess server)
    {
        var map = await Map.OpenAsync(await chromium.NewPageAsync(), server.Address);
        await map.Page.EvaluateAsync("() => { window.opened = true }");
        return map;
    }

    private Task SaveAndFollowAsync(Map map, int version) => SaveAndFollowAsync(map, version, version);

    private async Task SaveAndFollowAsync(Map map, float growth, int version)
    {
        _training.Save(growth);
        await Expect(OnMap(map)).ToContainTextAsync($"Following version {version}");
    }

    /// <summary>From the leftmost to the rightmost pixel of the map that has the colour of a cluster.</summary>
    private static double WidthOfPoints(Picture picture)
    {
        var columns = Enumerable.Range(0, picture.Width).Where(x => Enumerable.Range(110, picture.Height - 280).Any(y =>
        {
            var (r, g, b) = picture[x, y];
            return Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)) > 70;
        })).ToArray();
        return columns[^1] - columns[0];
    }

    private static ILocator OnMap(Map map) => map.Page.GetByRole(AriaRole.Status, new() { Name = "Step on the map" });

    private static ILocator Slider(Map map) => map.Page.GetByRole(AriaRole.Slider, new() { Name = "Step", Exact = true });
}
