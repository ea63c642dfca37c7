using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>The states that people meet when something is missing, each with its own clear text.</summary>
public sealed class StateTests(Chromium chromium)
{
    [Fact]
    public async Task An_empty_directory_teaches_what_a_log_directory_is()
    {
        using var folder = new LogFolder();
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        var page = await chromium.NewPageAsync();
        await page.GotoAsync(server.Address.ToString());

        await Expect(page.GetByText("projector_config.pbtxt").First).ToBeVisibleAsync();
        await Expect(page.GetByText("metadata.tsv").First).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_directory_that_is_filled_later_is_shown_without_a_reload()
    {
        using var folder = new LogFolder();
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        var page = await chromium.NewPageAsync();
        await page.GotoAsync(server.Address.ToString());
        await Expect(page.GetByText("projector_config.pbtxt").First).ToBeVisibleAsync();

        folder.Write("tensors.tsv", "1\t2\t3\n4\t5\t7\n7\t8\t8\n2\t1\t1\n");
        folder.Write("projector_config.pbtxt", "embeddings { tensor_name: \"late\" tensor_path: \"tensors.tsv\" }\n");

        await Expect(page.GetByText("Points: 4 | Dimension: 3")).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_broken_config_is_named_with_its_line()
    {
        using var folder = LogFolder.WithClusters();
        folder.Write("projector_config.pbtxt", "embeddings {\n  tensor_name \"x\n}\n");
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        var page = await chromium.NewPageAsync();
        await page.GotoAsync(server.Address.ToString());

        await Expect(page.GetByText("line 2").First).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_label_too_many_is_explained_with_both_numbers()
    {
        using var folder = LogFolder.WithClusters();
        folder.Write("metadata.tsv", string.Concat(Enumerable.Range(0, 102).Select(i => $"row {i}\n")));
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        var map = await Map.OpenAsync(await chromium.NewPageAsync(), server.Address);

        await Expect(map.Data).ToContainTextAsync("102");
        await Expect(map.Data).ToContainTextAsync("100");
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_is_gone_is_said_and_the_map_stays()
    {
        using var folder = LogFolder.WithClusters();
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        var map = await Map.OpenAsync(await chromium.NewPageAsync(), server.Address);
        await server.KillAsync();

        await Expect(map.Page.GetByText("server does not answer", new() { Exact = false })).ToBeVisibleAsync();
        Assert.Equal(300, (await map.PositionsAsync()).Length);
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_browser_without_webgl_is_told_so_and_the_rest_works()
    {
        using var folder = LogFolder.WithClusters();
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        await using var browser = await chromium.LaunchAsync(["--disable-gpu", "--disable-3d-apis"]);
        var page = await browser.NewPageAsync();
        await page.GotoAsync(server.Address.ToString());

        await Expect(page.GetByText("WebGL").First).ToBeVisibleAsync();
        await new Map(page).Search.FillAsync("c1-r3");
        await Expect(new Map(page).SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_serious(ColorScheme scheme)
    {
        using var folder = LogFolder.WithClusters();
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        var map = await Map.OpenAsync(await chromium.NewPageAsync(scheme), server.Address);
        await map.Combobox("Color by").SelectOptionAsync("cluster");
        await map.SelectAsync(3);
        await Expect(map.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(99);
        await map.Page.Keyboard.PressAsync("t");
        await map.Button("Filter").ClickAsync();
        await map.Page.GetByRole(AriaRole.Spinbutton, new() { Name = "weight to", Exact = true }).FillAsync("100");
        await map.Page.Keyboard.PressAsync("Enter");
        await Expect(map.Page.GetByText("weight up to 100")).ToBeVisibleAsync();
        await Expect(map.Page.GetByRole(AriaRole.Gridcell).First).ToBeVisibleAsync();

        var result = await map.Page.RunAxe();

        Assert.Empty(result.Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{v.Id}: {v.Help} ({string.Join("; ", v.Nodes.Select(n => n.Html))})"));
        await map.Page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280, 800)]
    [InlineData(ColorScheme.Dark, 1280, 800)]
    [InlineData(ColorScheme.Light, 1920, 1080)]
    [InlineData(ColorScheme.Dark, 1920, 1080)]
    public async Task Nothing_is_cut_and_the_page_does_not_scroll(ColorScheme scheme, int width, int height)
    {
        using var folder = LogFolder.WithClusters();
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        var map = await Map.OpenAsync(await chromium.NewPageAsync(scheme, width, height), server.Address);
        await map.SelectAsync(3);

        Assert.True(await map.Page.EvaluateAsync<bool>(
            "() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"));
        var cut = await map.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('button, label, h1, h2, h3, select, [role=tab]')]
              .filter(e => e.offsetParent !== null && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible' && getComputedStyle(e).textOverflow !== 'ellipsis')
              .map(e => e.textContent)
            """);
        Assert.Empty(cut);
        await map.Page.Context.DisposeAsync();
    }
}
