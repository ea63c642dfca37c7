using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace EmbeddingProjector.Package.Tests;

/// <summary>A folder in which a user works, with data, packages and temporary files of their own: nothing comes from or goes to those of whoever runs the tests.</summary>
internal sealed partial class UserFolder : IDisposable
{
    private readonly Dictionary<string, string> _environment = [];
    private readonly string _path = Directory.CreateTempSubdirectory("projector-package-").FullName;

    // The SDK builds scripts there, if it is there.
    public UserFolder() => Directory.CreateDirectory(File("data"));

    /// <summary>The absolute path of a file in it.</summary>
    public string File(string name) => Path.Combine(_path, name);

    /// <summary>Lets <c>dotnet</c> take the project's packages from the folder just packed, and others from where the build took them, then from the feeds of the machine.</summary>
    public void UseFeed(string packages)
    {
        var built = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var others = Directory.CreateDirectory(File("built")).FullName;
        _environment["NUGET_PACKAGES"] = File("restored");
        foreach (var package in Directory.GetDirectories(built).Where(package => !Path.GetFileName(package).StartsWith("embeddingprojector", StringComparison.OrdinalIgnoreCase)))
        {
            Directory.CreateSymbolicLink(Path.Combine(others, Path.GetFileName(package)), package);
        }

        System.IO.File.WriteAllText(
            File("nuget.config"),
            $"""
            <configuration>
              <packageSources><add key="packed" value="{packages}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="built" value="{others}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>How a program is started here.</summary>
    public ProcessStartInfo Prepare(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _path };
        start.Environment["XDG_DATA_HOME"] = File("data");
        start.Environment["XDG_CACHE_HOME"] = File("cache");
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath is { } p && p.EndsWith("dotnet", StringComparison.Ordinal) ? p : FindDotnet());
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Runs a program, which must end well, and returns its stdout.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(Prepare(program, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{await output}\n{await errors}");
        return await output;
    }

    /// <summary>Reads what a program prints until it names an address.</summary>
    public static async Task<Uri> ReadAddressAsync(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Url().Match(line) is { Success: true } match)
            {
                return new Uri(match.Value);
            }
        }

        throw new InvalidOperationException("The program ended before it was ready: " + await server.StandardError.ReadToEndAsync());
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private static string FindDotnet()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, "dotnet")).First(System.IO.File.Exists);
        return System.IO.File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found;
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Url();
}
