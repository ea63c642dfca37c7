using EmbeddingProjector.Tests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Log directories that real TensorFlow and PyTorch wrote, in the browser.</summary>
public sealed class RealDataTests(Chromium chromium)
{
    [Theory]
    [InlineData("tensorboard-logs/imdb-example", "Points: 8,184 | Dimension: 16")]
    [InlineData("tensorboard-logs/tsv-and-checkpoint", "Points: 1,134 | Dimension: 20")]
    [InlineData("tensorboard-logs/pytorch-add-embedding", "Points: 100 | Dimension: 784")]
    [InlineData("logdirs/imdb-tutorial", "Points: 8,184 | Dimension: 16")]
    [InlineData("logdirs/washnlp-small", "Points: 1,134 | Dimension: 20")]
    [InlineData("logdirs/pytorch-add-embedding-7-steps", "Points: 256 | Dimension: 11")]
    [InlineData("checkpoints/mimic-embedding-9", "Points: 874 | Dimension: 50")]
    [InlineData("checkpoints/tutorial-like-small", "Points: 1,501 | Dimension: 3")]
    [InlineData("projector-oss", "Points: 150 | Dimension: 4")]
    public async Task A_real_log_directory_is_shown(string folder, string status)
    {
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", SharedData.Path(folder));
        var map = await Map.OpenAsync(await chromium.NewPageAsync(), server.Address);

        await Expect(map.Page.GetByText(status)).ToBeVisibleAsync();
        var picture = await map.PictureAsync();
        var ground = picture[2, picture.Height / 2];
        Assert.True(picture.Count(p => Math.Abs(p.R - ground.R) + Math.Abs(p.G - ground.G) + Math.Abs(p.B - ground.B) > 60) > 50, "no points on the map");
        await map.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_analysis_of_the_tutorial_works()
    {
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", SharedData.Path("tensorboard-logs/imdb-example"));
        var map = await Map.OpenAsync(await chromium.NewPageAsync(), server.Address);

        await map.Search.FillAsync("hitch");
        await Expect(map.SearchResults.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("itch", new() { IgnoreCase = true });
        await map.SearchResults.GetByRole(AriaRole.Listitem).First.ClickAsync();
        await Expect(map.Neighbors.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(100);

        await map.SelectAsync(8183);
        await Expect(map.Inspector).ToContainTextAsync("unknown #256");
        await map.Page.Context.DisposeAsync();
    }
}
