using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace EmbeddingProjector.Package.Tests;

/// <summary>The tool as a user installs it.</summary>
public sealed partial class InstalledToolTests(PackedPackages packages) : IDisposable
{
    private readonly UserFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_installed_tool_serves_the_page_and_the_demo()
    {
        using var server = Process.Start(_folder.Prepare(await InstallAsync(packages, _folder), "demo", "--port", "0"))!;
        try
        {
            using var client = new HttpClient { BaseAddress = await UserFolder.ReadAddressAsync(server) };
            var page = await client.GetStringAsync("");
            var script = PageScript().Match(page).Groups[1].Value;

            Assert.Contains("id=\"app\"", page, StringComparison.Ordinal);
            Assert.True((await client.GetByteArrayAsync(script)).Length > 50_000, "the page's script is not in the package");
            Assert.Contains("\"rows\":10000", (await client.GetStringAsync("api/workspace")).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    /// <summary>Installs the tool from the folder just packed, and from nowhere else, and returns the program.</summary>
    internal static async Task<string> InstallAsync(PackedPackages packages, UserFolder folder)
    {
        var config = folder.File("tool.config");
        await File.WriteAllTextAsync(config, $"""<configuration><packageSources><clear /><add key="packed" value="{packages.Folder}" /></packageSources></configuration>""");
        await folder.RunAsync(
            "dotnet", "tool", "install", "EmbeddingProjector.Tool", "--tool-path", folder.File("tools"), "--configfile", config, "--version", packages.Version, "--no-cache");
        return folder.File("tools/projector");
    }

    [GeneratedRegex("src=\"\\./(assets/[^\"]+\\.js)\"")]
    private static partial Regex PageScript();
}
