using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>The table of all points below the map.</summary>
public sealed class TableTests(Chromium chromium) : ClusterMap(chromium)
{
    private ILocator Table => Shown.Page.GetByRole(AriaRole.Grid, new() { Name = "Data table", Exact = true });

    private ILocator Rows => Table.Locator("[role=row][aria-selected]");

    [Fact]
    public async Task Every_point_is_listed_sorted_by_the_server_and_only_rows_in_sight_are_made()
    {
        await OpenAsync();
        await Expect(Table).ToHaveAttributeAsync("aria-rowcount", "101");
        await Expect(Table).ToHaveAttributeAsync("aria-colcount", "4");
        Assert.InRange(await Rows.CountAsync(), 6, 40);
        await Expect(Table.GetByRole(AriaRole.Columnheader, new() { Name = "Row number", Exact = true })).ToHaveTextAsync("#");

        var weight = Table.GetByRole(AriaRole.Columnheader, new() { Name = "weight" });
        await weight.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(weight).ToHaveAttributeAsync("aria-sort", "ascending");
        await WaitForWeightsAsync("cells[0] < 10 && cells.every((weight, i) => i === 0 || cells[i - 1] <= weight)");
        await weight.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(weight).ToHaveAttributeAsync("aria-sort", "descending");
        await WaitForWeightsAsync("cells[0] > 130 && cells.every((weight, i) => i === 0 || cells[i - 1] >= weight)");

        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();
        await Expect(Table).ToBeVisibleAsync();
        await Shown.Page.Keyboard.PressAsync("t");
        await Expect(Table).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Keys_walk_from_cell_to_cell_and_select_and_the_pointed_row_is_the_pointed_point()
    {
        await OpenAsync();
        await Cell(0, -1).FocusAsync();
        await Shown.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Cell(0, 0)).ToBeFocusedAsync();
        await Shown.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Cell(1, 0)).ToBeFocusedAsync();
        await Expect(Shown.Page.GetByRole(AriaRole.Status, new() { Name = "Selection", Exact = true })).ToHaveTextAsync("c0-r1");
        await Shown.Page.Keyboard.PressAsync("Control+End");
        await Expect(Cell(99, 2)).ToBeFocusedAsync();
        await Shown.Page.Keyboard.PressAsync("Home");
        await Expect(Cell(99, -1)).ToBeFocusedAsync();
        await Shown.Page.Keyboard.PressAsync("Enter");
        Assert.Equal((IEnumerable<int>)[99], await Shown.SelectionAsync());

        await Cell(98, -1).ClickAsync(new() { Modifiers = [KeyboardModifier.ControlOrMeta] });
        Assert.Equal((IEnumerable<int>)[99, 98], await Shown.SelectionAsync());
        await Cell(95, -1).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Shown.WaitForAsync("() => window.projector.selection().length === 4");
        Assert.Equal((IEnumerable<int>)[95, 96, 97, 98], await Shown.SelectionAsync());
        await Expect(Table.Locator("[aria-selected=true]")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task The_table_follows_what_is_on_the_map_selected_or_found_and_goes_to_the_selected_point()
    {
        await OpenAsync();
        await Shown.SelectAsync(80);
        await Expect(Table.GetByRole(AriaRole.Rowheader, new() { Name = "80, c3-r5" })).ToBeVisibleAsync();

        await Shown.Data.GetByRole(AriaRole.Button, new() { NameRegex = new("group 0") }).ClickAsync();
        await Expect(Table).ToHaveAttributeAsync("aria-rowcount", "76");
        await Shown.Button("All").ClickAsync();
        await Expect(Table).ToHaveAttributeAsync("aria-rowcount", "101");

        await Shown.SelectAsync(3, 40);
        await Shown.Button("Selected").ClickAsync();
        await Expect(Table).ToHaveAttributeAsync("aria-rowcount", "3");
        await Shown.Search.FillAsync("c1-r2");
        await Shown.Button("Found").ClickAsync();
        await Expect(Table).ToHaveAttributeAsync("aria-rowcount", "7");
    }

    private ILocator Cell(int place, int column) => Table.Locator($"[data-cell='{place} {column}']");

    private async Task OpenAsync()
    {
        await Shown.Page.Keyboard.PressAsync("t");
        await Expect(Rows.First).ToHaveAttributeAsync("aria-busy", "false");
    }

    private Task WaitForWeightsAsync(string condition) => Shown.WaitForAsync(
        $$"""
        () => {
          const cells = [...document.querySelectorAll('[aria-label="Data table"] [role=gridcell].number')].map(cell => Number(cell.textContent));
          return cells.length > 5 && {{condition}};
        }
        """);
}
