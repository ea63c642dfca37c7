using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace EmbeddingProjector.Package.Tests;

/// <summary>Packs both packages, installs the tool from there as a user would, and asks it for the page.</summary>
public sealed partial class PackageTests : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "projector-package-" + Guid.NewGuid().ToString("N"));

    private string Packages => Path.Combine(_folder, "packages");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Packages);
        foreach (var project in (string[])["EmbeddingProjector", "EmbeddingProjector.App"])
        {
            await RunAsync("dotnet", "pack", Path.Combine(Metadata("RepositoryRoot"), "src", project), "-c", Metadata("Configuration"), "--no-build", "-o", Packages);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_installed_tool_serves_the_page_and_the_demo()
    {
        var tools = Path.Combine(_folder, "tools");
        var version = PackageVersion().Match(Directory.GetFiles(Packages, "EmbeddingProjector.Tool.*.nupkg").Single()).Groups[1].Value;
        // A configuration of its own: the tool must come from the folder just packed, not from a feed or the user's cache.
        var config = Path.Combine(_folder, "nuget.config");
        await File.WriteAllTextAsync(config, $"""<configuration><packageSources><clear /><add key="packed" value="{Packages}" /></packageSources></configuration>""");
        await RunAsync("dotnet", "tool", "install", "EmbeddingProjector.Tool", "--tool-path", tools, "--configfile", config, "--version", version, "--no-cache");

        using var server = Start(Path.Combine(tools, "projector"), ["demo", "--port", "0"]);
        try
        {
            var address = await ReadAddressAsync(server);
            using var client = new HttpClient { BaseAddress = address };
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

    [Fact]
    public void The_library_package_holds_the_assembly_its_documentation_and_no_dependency()
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(Packages, "EmbeddingProjector.*.nupkg").Single(f => !f.Contains(".Tool.", StringComparison.Ordinal)));
        using var specification = new StreamReader(package.Entries.Single(e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open());

        Assert.Contains(package.Entries, e => e.FullName == "lib/net10.0/EmbeddingProjector.dll");
        Assert.Contains(package.Entries, e => e.FullName == "lib/net10.0/EmbeddingProjector.xml");
        Assert.DoesNotContain("<dependency ", specification.ReadToEnd(), StringComparison.Ordinal);
    }

    private static async Task<Uri> ReadAddressAsync(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Url().Match(line) is { Success: true } match)
            {
                return new Uri(match.Value);
            }
        }

        throw new InvalidOperationException("The tool ended before it was ready: " + await server.StandardError.ReadToEndAsync());
    }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        // The demo's data goes to a folder of this test, not to the user's.
        start.Environment["XDG_DATA_HOME"] = Path.Combine(_folder, "data");
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath is { } p && p.EndsWith("dotnet", StringComparison.Ordinal) ? p : FindDotnet());
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{await output}\n{await errors}");
    }

    private static string FindDotnet()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, "dotnet")).First(File.Exists);
        return File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found;
    }

    private static string Metadata(string key) =>
        typeof(PackageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Url();

    [GeneratedRegex(@"Tool\.(\d.*)\.nupkg$")]
    private static partial Regex PackageVersion();

    [GeneratedRegex("src=\"\\./(assets/[^\"]+\\.js)\"")]
    private static partial Regex PageScript();
}
