using EmbeddingProjector.Tests;
using EmbeddingProjector.Tests.Formats.Hdf5;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Maps that a file of vectors brings along.</summary>
public sealed class StoredMapTests(Chromium chromium)
{
    [Fact]
    public async Task A_map_of_the_file_is_shown_over_the_neighbors_of_its_vectors_and_comes_back_with_the_address()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ProjectorProcess.StartAsync("serve", GoldenFiles.Write(directory, "anndata.h5ad"));
        var map = await Map.OpenAsync(await chromium.NewPageAsync(), server.Address);
        await Expect(map.Page.GetByText("Points: 8 | Dimension: 4")).ToBeVisibleAsync();

        await map.Page.GetByRole(AriaRole.Tab, new() { Name = "Stored", Exact = true }).ClickAsync();
        await map.WaitForAsync("() => window.projector.positions().values[0] === -10");
        Assert.Equal(3, await map.DimensionsAsync());
        await map.Combobox("Map").SelectOptionAsync("X_umap");
        await map.WaitForAsync("() => window.projector.positions().values[0] === 10");

        Assert.Equal(2, await map.DimensionsAsync());
        Assert.Equal(GoldenFiles.Matrix(8, 2).Select(v => v + 10), await map.PositionsAsync());
        await map.SelectAsync(0);
        await Expect(map.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(7);
        await map.WaitForAsync("() => location.hash.includes('X_umap') && location.hash.includes('select=0')");
        await map.Page.ReloadAsync();
        await map.ReadyAsync();
        await map.WaitForAsync("() => window.projector.positions().values[0] === 10");
        await Expect(map.Combobox("Map")).ToHaveValueAsync("X_umap");
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Data_without_maps_have_no_tab_for_them()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ProjectorProcess.StartAsync("serve", GoldenFiles.Write(directory, "keras.weights.h5"));
        var map = await Map.OpenAsync(await chromium.NewPageAsync(), server.Address);

        await Expect(map.Page.GetByRole(AriaRole.Tab, new() { Name = "UMAP", Exact = true })).ToBeVisibleAsync();
        await Expect(map.Page.GetByRole(AriaRole.Tab, new() { Name = "Stored", Exact = true })).ToHaveCountAsync(0);
        await map.Page.Context.DisposeAsync();
    }
}
