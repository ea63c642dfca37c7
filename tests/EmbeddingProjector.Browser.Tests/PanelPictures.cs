using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>
/// Makes pictures of every panel and state of the page over the demo, in both sizes and themes that must look right, to be looked at. Only
/// on request (<c>./pictures</c>): it takes minutes, and no program can judge what it makes.
/// </summary>
public sealed class PanelPictures(Chromium chromium) : IAsyncLifetime
{
    private static readonly (int Width, int Height)[] s_sizes = [(1280, 800), (1920, 1080)];
    private static readonly string s_folder =
        Environment.GetEnvironmentVariable("PICTURES") ?? System.IO.Path.Combine(System.IO.Path.GetTempPath(), "embedding-projector-pictures");

    private ProjectorProcess _demo = null!;

    public static TheoryData<string> States =>
        [.. PanelStates.All.Keys.Where(s => Environment.GetEnvironmentVariable("STATES") is not { } wanted || wanted.Split(' ').Contains(s))];

    public async ValueTask InitializeAsync() => _demo = await ProjectorProcess.StartAsync("demo");

    public ValueTask DisposeAsync() => _demo.DisposeAsync();

    [Theory(Explicit = true)]
    [MemberData(nameof(States))]
    public async Task Picture_of(string state)
    {
        Directory.CreateDirectory(s_folder);
        foreach (var (width, height) in s_sizes)
        {
            foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                var map = await Map.OpenAsync(await chromium.NewPageAsync(theme, width, height), _demo.Address);
                await PanelStates.All[state](map);
                await map.SettledPictureAsync();
                // What has no width to grow into is cut off or pushes the page aside.
                Assert.True(await map.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window");
                await map.Page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(s_folder, $"{state}-{width}x{height}-{theme}.png".ToLowerInvariant()) });
                await map.Page.Context.DisposeAsync();
            }
        }
    }

    [Fact(Explicit = true)]
    public async Task Picture_of_an_empty_folder()
    {
        using var folder = new LogFolder();
        await using var server = await ProjectorProcess.StartAsync("serve", "--logdir", folder.Path);
        foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var page = await chromium.NewPageAsync(theme);
            await page.GotoAsync(server.Address.ToString());
            await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("checkpoint");
            await page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(s_folder, $"empty-1280x800-{theme}.png".ToLowerInvariant()) });
            await page.Context.DisposeAsync();
        }
    }
}
