using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>The page in the hands of somebody who has a keyboard and nothing else.</summary>
public sealed class KeyboardTests(Chromium chromium) : ClusterMap(chromium)
{
    private IKeyboard Keys => Shown.Page.Keyboard;

    [Fact]
    public async Task A_long_list_is_one_stop_of_the_Tab_key_and_arrows_walk_through_it()
    {
        await Shown.SelectAsync(3);
        var entries = Shown.Neighbors.GetByRole(AriaRole.Button);
        await Expect(entries).ToHaveCountAsync(99);
        await Shown.Combobox("Distance").FocusAsync();
        await Keys.PressAsync("Tab");
        await Expect(entries.First).ToBeFocusedAsync();
        await Keys.PressAsync("ArrowDown");
        await Expect(entries.Nth(1)).ToBeFocusedAsync();
        await Keys.PressAsync("End");
        await Expect(entries.Last).ToBeFocusedAsync();
        await Keys.PressAsync("Tab");
        await Expect(Shown.Neighbors.Locator(":focus")).ToHaveCountAsync(0);
        await Keys.PressAsync("Shift+Tab");
        await Expect(entries.Last).ToBeFocusedAsync();
        await Keys.PressAsync("Home");
        await Keys.PressAsync("Enter");
        await Shown.WaitForAsync("() => window.projector.selection().length === 1 && window.projector.selection()[0] !== 3");
    }

    [Fact]
    public async Task The_legend_hides_shows_and_isolates_categories_by_keys()
    {
        await Shown.Combobox("Color by").SelectOptionAsync("cluster");
        var legend = Shown.Page.GetByRole(AriaRole.List, new() { Name = "Legend", Exact = true });
        ILocator Entry(int at) => legend.GetByRole(AriaRole.Button).Nth(at);
        await legend.GetByLabel("Color of group 0").FocusAsync();
        await Keys.PressAsync("ArrowRight");
        await Expect(Entry(0)).ToBeFocusedAsync();
        await Keys.PressAsync("ArrowDown");
        await Keys.PressAsync("Enter");
        await Expect(Entry(1)).ToHaveAttributeAsync("aria-pressed", "false");
        await Keys.PressAsync("Enter");
        await Expect(Entry(1)).ToHaveAttributeAsync("aria-pressed", "true");
        await Keys.PressAsync("Alt+Enter");
        await Expect(Entry(0)).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(Entry(1)).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Entry(3)).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Theory]
    [InlineData("Help")]
    [InlineData("Export")]
    [InlineData("Publish…")]
    [InlineData("Open your own files…")]
    public async Task A_window_opens_and_closes_by_keys_and_gives_the_focus_back(string name)
    {
        await Shown.Button(name).FocusAsync();
        await Keys.PressAsync("Enter");
        var window = Shown.Page.GetByRole(AriaRole.Dialog);
        await Expect(window).ToBeVisibleAsync();
        await Expect(window.Locator(":focus")).ToHaveCountAsync(1);
        await Keys.PressAsync("Escape");
        await Expect(window).ToBeHiddenAsync();
        await Expect(Shown.Button(name)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_Tab_key_goes_through_the_whole_page_and_out_of_it_and_what_it_reaches_shows_so_and_has_a_name()
    {
        await Shown.SelectAsync(3);
        await Shown.Button("Filter").ClickAsync();
        await Keys.PressAsync("t");
        await Expect(Shown.Page.GetByRole(AriaRole.Grid, new() { Name = "Data table", Exact = true })).ToBeVisibleAsync();
        await Shown.Page.EvaluateAsync("() => { document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus(); }");
        var reached = new List<string>();
        for (var stop = 0; stop < 140; stop++)
        {
            await Keys.PressAsync("Tab");
            var (name, shows) = await FocusAsync();
            if (name == "body")
            {
                break;
            }

            Assert.True(shows, $"{name} does not show that it has the focus");
            Assert.NotEqual("", name);
            reached.Add(name);
        }

        Assert.InRange(reached.Count, 40, 120);
        Assert.Contains("Map", reached);
        Assert.Contains("Keep this view", reached);
        string[] order = ["Left panels", "Run", "Map", "Search", "Keep this view"];
        Assert.Equal(order, reached.Where(order.Contains).Distinct());
    }

    private async Task<(string Name, bool Shows)> FocusAsync()
    {
        var found = await Shown.Page.EvaluateAsync<string[]>(
            """
            () => {
              const e = document.activeElement;
              if (e === document.body) return ['body', ''];
              const label = e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent ?? '';
              const shown = (one, pseudo) => { const s = getComputedStyle(one, pseudo); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0; };
              const colored = getComputedStyle(e, '::after').backgroundColor !== 'rgba(0, 0, 0, 0)';
              return [label.trim(), String(shown(e) || shown(e, '::after') || shown(e.parentElement) || (e.getAttribute('role') === 'separator' && colored))];
            }
            """);
        return (found[0], found[1] == "true");
    }
}
