using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(EmbeddingProjector.Browser.Tests.Chromium))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace EmbeddingProjector.Browser.Tests;

/// <summary>One real Chromium for all tests; each test has a context of its own. WebGL2 is rendered in software.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        // The same patience as for actions: a machine that is shared takes its time.
        Assertions.SetDefaultExpectTimeout(20_000);
        _browser = await LaunchAsync(["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]);
    }

    /// <summary>A browser of one's own, for states that flags bring about (no WebGL).</summary>
    public Task<IBrowser> LaunchAsync(IEnumerable<string> flags) =>
        _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable(),
            Args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", .. flags],
        });

    /// <summary>A new page of 1280 × 800, the smallest size that must look right.</summary>
    public async Task<IPage> NewPageAsync(ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 800, bool touch = false)
    {
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = touch,
        });
        context.SetDefaultTimeout(20_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string Executable()
    {
        var named = Environment.GetEnvironmentVariable("CHROMIUM");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);
        return string.IsNullOrEmpty(named)
            ? (from name in s_names from folder in folders select System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("No Chromium was found. ./test installs it; or name it: CHROMIUM=/path/to/chrome.")
            : folders.Prepend("").Select(folder => System.IO.Path.Combine(folder, named)).First(File.Exists);
    }
}
