using System.Globalization;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Thumbnails, labels in any script, and the page while it waits; looks at pixels.</summary>
public sealed class PictureTests(Chromium chromium)
{
    [Fact]
    public async Task The_demo_draws_its_digits_as_images_and_as_points_on_request()
    {
        var data = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "projector-demo-" + Guid.NewGuid().ToString("N"));
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", data);
        try
        {
            await using var server = await ProjectorProcess.StartAsync("demo");
            var map = await Map.OpenAsync(await chromium.NewPageAsync(), server.Address);
            await Expect(map.Page.GetByText("Points: 10,000 | Dimension: 784")).ToBeVisibleAsync();
            var images = map.Button("Images");
            await Expect(images).ToHaveAttributeAsync("aria-pressed", "true");
            await map.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            var digits = await map.SettledPictureAsync();
            await images.ClickAsync();
            var points = await map.SettledPictureAsync();

            // Strokes leave most of a thumbnail open, discs do not: the same rows cover other pixels.
            Assert.True(digits.DifferenceTo(points) > 5_000, "images and points look the same");
            await map.Page.Context.DisposeAsync();
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", null);
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [InlineData("映画")]
    [InlineData("Кино")]
    [InlineData("سينما")]
    [InlineData("🎬")]
    public async Task A_label_of_any_script_is_drawn_beside_its_point(string label)
    {
        using var folder = new LogFolder();
        folder.Write("tensors.tsv", "0\t0\t0\n10\t0\t1\n0\t10\t2\n10\t10\t3\n");
        folder.Write("metadata.tsv", $"{label}\nb\nc\nd\n");
        folder.Write("projector_config.pbtxt", "embeddings { tensor_name: \"four\" tensor_path: \"tensors.tsv\" metadata_path: \"metadata.tsv\" }\n");
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        var map = await Map.OpenAsync(await chromium.NewPageAsync(), server.Address);
        await map.SelectAsync(0);
        await Expect(map.Inspector).ToContainTextAsync(label);
        var with = await map.WholePictureAsync();
        await map.Button("Labels").ClickAsync();
        var without = await map.WholePictureAsync();

        Assert.True(with.DifferenceTo(without) > 60, "no label was drawn");
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_tensor_that_is_being_read_shows_its_progress()
    {
        using var folder = LogFolder.WithClusters();
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        var page = await chromium.NewPageAsync();
        var release = new TaskCompletionSource();
        // What the server says of a large file half read, held until the page has shown it.
        await page.RouteAsync("**/api/datasets", async route =>
        {
            var answer = await route.FetchAsync();
            var id = System.Text.Json.JsonDocument.Parse(await answer.TextAsync()).RootElement.GetProperty("id").GetString();
            await route.FulfillAsync(new()
            {
                Status = 202,
                ContentType = "application/json",
                Body = $$"""{"id":"{{id}}","run":".","tensor":"clusters","state":"loading","stage":"reading vectors","progress":0.42}""",
            });
        });
        await page.RouteAsync("**/api/datasets/*?wait=*", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(server.Address.ToString());

        await Expect(page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        await Expect(page.GetByText(42.ToString(CultureInfo.InvariantCulture) + "%", new() { Exact = false }).Or(page.Locator("[aria-valuenow='42'], progress[value='0.42']"))).Not.ToHaveCountAsync(0);
        release.SetResult();
        await new Map(page).ReadyAsync();
        await page.Context.DisposeAsync();
    }
}
