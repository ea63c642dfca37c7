using EmbeddingProjector.LogDirectory;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Labels that are edited on the page, and the table of selected points.</summary>
public sealed class EditTests(Chromium chromium) : ClusterMap(chromium)
{
    private ILocator Table => Shown.Page.GetByRole(AriaRole.Grid, new() { Name = "Selected points", Exact = true });

    private ILocator Tag => Shown.Combobox("Tag selection as");

    [Fact]
    public async Task Edited_labels_can_be_undone_and_survive_a_reload_and_the_download_reads_back()
    {
        await Shown.SelectAsync(3, 30);
        await Shown.Inspector.GetByText("Edit labels").ClickAsync();
        await Shown.Combobox("Edit by").SelectOptionAsync("=cluster");
        await Tag.FillAsync("odd ones");
        await Expect(Shown.Inspector).ToContainTextAsync("Tag 2 with new label");
        await Tag.PressAsync("Enter");
        await Expect(Shown.Inspector).ToContainTextAsync("2 labeled as 'odd ones'");
        await Expect(Table).ToContainTextAsync("odd ones");
        await Expect(Shown.Data).ToContainTextAsync("odd ones");

        await Shown.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Undo") }).ClickAsync();
        await Expect(Table).Not.ToContainTextAsync("odd ones");
        await Shown.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Redo") }).ClickAsync();
        await Expect(Table).ToContainTextAsync("odd ones");

        await Shown.Page.ReloadAsync();
        await Shown.ReadyAsync();
        await Expect(Shown.Data).ToContainTextAsync("odd ones");
        var download = await Shown.Page.RunAndWaitForDownloadAsync(() => Shown.Page.GetByRole(AriaRole.Link, new() { Name = "Download metadata" }).ClickAsync());
        Assert.Equal("metadata-edited.tsv", download.SuggestedFilename);
        var read = MetadataFile.Read(await download.PathAsync(), 100, [], TestContext.Current.CancellationToken)!;

        Assert.Equal(["label", "cluster", "weight"], read.Columns.Select(c => c.Name));
        Assert.Equal([3, 30], Enumerable.Range(0, 100).Where(row => read.Column("cluster")!.Text(row) == "odd ones"));
        Assert.Equal("group 0", read.Column("cluster")!.Text(4));
    }

    [Fact]
    public async Task A_new_column_is_named_and_given_to_a_point_and_its_neighbors()
    {
        await Shown.SelectAsync(7);
        await Shown.Page.GetByRole(AriaRole.Slider, new() { Name = "Neighbors", Exact = true }).FillAsync("10");
        await Expect(Shown.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        await Shown.Inspector.GetByText("Edit labels").ClickAsync();
        await Shown.Combobox("Edit by").SelectOptionAsync("new");
        await Shown.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("mine");
        await Tag.FillAsync("keep");
        await Tag.PressAsync("Enter");

        await Expect(Shown.Inspector).ToContainTextAsync("11 labeled as 'keep'");
        await Shown.Combobox("Color by").SelectOptionAsync(new SelectOptionValue { Label = "mine" });
        await Expect(Shown.Data).ToContainTextAsync("keep");
    }

    [Fact]
    public async Task Several_selected_points_are_a_table_that_sorts_and_that_keys_walk_through()
    {
        await Shown.Page.EvaluateAsync("() => window.projector.select(Array.from({ length: 100 }, (_, i) => i))");
        await Expect(Table).ToHaveAttributeAsync("aria-rowcount", "101");
        await Expect(Cell(0)).ToHaveTextAsync("0");
        Assert.InRange(await Table.Locator("[role=row][aria-selected]").CountAsync(), 9, 40);

        var weight = Table.GetByRole(AriaRole.Columnheader, new() { Name = "weight" });
        await weight.GetByRole(AriaRole.Button).ClickAsync();
        await weight.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(weight).ToHaveAttributeAsync("aria-sort", "descending");
        await Shown.WaitForAsync(
            """
            () => {
              const cells = [...document.querySelectorAll('[aria-label="Selected points"] [role=gridcell].number')].map(cell => Number(cell.textContent));
              return cells.length > 8 && cells[0] > 130 && cells.every((weight, i) => i === 0 || cells[i - 1] >= weight);
            }
            """);

        await Cell(0).FocusAsync();
        await Shown.Page.Keyboard.PressAsync("Control+End");
        await Shown.Page.Keyboard.PressAsync("Home");
        await Expect(Cell(99)).ToBeFocusedAsync();
        var last = int.Parse(await Cell(99).InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        await Shown.Page.Keyboard.PressAsync("Enter");

        Assert.Equal([last], await Shown.SelectionAsync());
    }

    [Fact]
    public async Task Keys_that_come_before_the_table_has_drawn_the_last_one_are_not_lost()
    {
        await Shown.Page.EvaluateAsync("() => window.projector.select(Array.from({ length: 100 }, (_, i) => i))");
        await Cell(0).FocusAsync();
        await Shown.Page.EvaluateAsync(
            """
            () => {
              for (const key of [{ key: 'End', ctrlKey: true }, { key: 'Home' }, { key: 'ArrowUp' }, { key: 'ArrowUp' }]) {
                document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true }));
              }
            }
            """);

        await Expect(Cell(97)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Another_page_shows_an_edit_at_once_and_keeps_what_it_has_selected()
    {
        var other = await OpenAnotherAsync();
        await other.SelectAsync(3, 60);
        await Expect(other.Data).ToContainTextAsync("group 0");
        await other.Page.EvaluateAsync("() => { window.opened = true; }");

        await Shown.SelectAsync(3, 30);
        await Shown.Inspector.GetByText("Edit labels").ClickAsync();
        await Shown.Combobox("Edit by").SelectOptionAsync("=cluster");
        await Tag.FillAsync("told at once");
        await Tag.PressAsync("Enter");

        await Expect(other.Data).ToContainTextAsync("told at once");
        await Expect(other.Page.GetByRole(AriaRole.Grid, new() { Name = "Selected points", Exact = true })).ToContainTextAsync("told at once");
        Assert.Equal((IEnumerable<int>)[3, 60], await other.SelectionAsync());
        Assert.True(await other.Page.EvaluateAsync<bool>("() => window.opened === true"));
        await other.Page.Context.DisposeAsync();
    }

    private ILocator Cell(int place) => Table.Locator($"[data-cell='{place} -1']");
}
