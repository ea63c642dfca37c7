using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Runs, tensors, labels, colours and what is said of the folder; the projection panel.</summary>
public sealed class DataPanelTests(Chromium chromium) : IAsyncLifetime
{
    private readonly LogFolder _folder = LogFolder.WithClusters();
    private ProjectorProcess _server = null!;
    private Map _map = null!;

    public async ValueTask InitializeAsync()
    {
        _folder.Write("second/tensors.tsv", "1\t2\t3\n4\t5\t7\n7\t8\t8\n");
        _folder.Write("second/projector_config.pbtxt", "embeddings { tensor_name: \"small\" tensor_path: \"tensors.tsv\" }\n");
        _server = await ProjectorProcess.StartAsync("serve", "--logdir", _folder.Path);
        // Runs are listed as the original lists them, the root last; this view begins there.
        _map = await Map.OpenAsync(await chromium.NewPageAsync(), new Uri(_server.Address, "#run=."));
    }

    public async ValueTask DisposeAsync()
    {
        await _map.Page.Context.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Choosing_another_run_opens_its_tensor()
    {
        await _map.Combobox("Run").SelectOptionAsync("second");
        await Expect(_map.Page.GetByText("Points: 3 | Dimension: 3")).ToBeVisibleAsync();

        await _map.Combobox("Run").SelectOptionAsync(".");
        await Expect(_map.Page.GetByText("Points: 100 | Dimension: 8")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Label_by_changes_what_a_row_is_called()
    {
        await _map.Combobox("Label by").SelectOptionAsync("cluster");
        await _map.SelectAsync(80);

        await Expect(_map.Neighbors.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("group 3");
    }

    [Fact]
    public async Task A_categorical_column_has_a_legend_with_counts()
    {
        await _map.Combobox("Color by").SelectOptionAsync("cluster");

        foreach (var name in (string[])["group 0", "group 1", "group 2", "group 3"])
        {
            await Expect(_map.Data.GetByText(name)).ToBeVisibleAsync();
        }

        await Expect(_map.Data.GetByText("25").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_numeric_column_of_many_values_has_a_gradient_with_its_range()
    {
        await _map.Combobox("Color by").SelectOptionAsync("weight");
        var weights = File.ReadLines(System.IO.Path.Combine(_folder.Path, "metadata.tsv")).Skip(1)
            .Select(line => double.Parse(line.Split('\t')[2], System.Globalization.CultureInfo.InvariantCulture)).ToList();

        await Expect(_map.Data.GetByRole(AriaRole.Spinbutton, new() { Name = "Upper end", Exact = true }))
            .ToHaveValueAsync(weights.Max().ToString("G5", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Spherizing_moves_the_points_and_leaves_the_neighbors()
    {
        await _map.SelectAsync(7);
        await Expect(_map.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(99);
        var (positions, neighbors) = (await _map.PositionsAsync(), await _map.Neighbors.TextContentAsync());
        await _map.Checkbox("Spherize data").CheckAsync();
        await _map.Page.WaitForFunctionAsync("first => window.projector.positions().values[0] !== first", positions[0]);

        Assert.Equal(neighbors, await _map.Neighbors.TextContentAsync());
    }

    [Fact]
    public async Task Pca_states_the_variance_of_each_component_and_in_total()
    {
        await Expect(_map.Page.GetByRole(AriaRole.Tab, new() { Name = "PCA", Exact = true })).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(_map.Projection).ToContainTextAsync("%");

        var before = await _map.PositionsAsync();
        await _map.Projection.GetByRole(AriaRole.Combobox).First.SelectOptionAsync(new SelectOptionValue { Index = 3 });
        await _map.Page.WaitForFunctionAsync("first => window.projector.positions().values[0] !== first", before[0]);
        var after = await _map.PositionsAsync();

        Assert.Equal(before[1], after[1]);
    }

    [Fact]
    public async Task A_new_version_on_disk_is_offered_to_those_who_do_not_follow()
    {
        await _map.Checkbox("Follow new versions").UncheckAsync();
        _folder.Write("tensors.tsv", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i}\t{i * i % 7}\t{i % 3}\n")));
        _folder.Write("metadata.tsv", string.Concat(Enumerable.Range(0, 40).Select(i => $"row {i}\n")));

        await _map.Page.GetByRole(AriaRole.Button, new() { Name = "Show it" }).ClickAsync();
        await Expect(_map.Page.GetByText("Points: 40 | Dimension: 3")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_view_is_in_the_address_and_comes_back_from_it()
    {
        await _map.Combobox("Color by").SelectOptionAsync("cluster");
        await _map.SelectAsync(12);
        await _map.WaitForAsync("() => location.hash.length > 1 && location.hash.includes('12')");

        var again = await Map.OpenAsync(await chromium.NewPageAsync(), new Uri(_map.Page.Url));

        Assert.Equal(12, Assert.Single(await again.SelectionAsync()));
        await Expect(again.Data.GetByText("group 3")).ToBeVisibleAsync();
        await again.Page.Context.DisposeAsync();
    }
}
