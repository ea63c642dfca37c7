using System.Reflection;
using System.Runtime.InteropServices;
using EmbeddingProjector.Package.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(PackedPackages))]

namespace EmbeddingProjector.Package.Tests;

/// <summary>All packages, packed once into a folder that serves as a feed.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>The projects of libraries, whose names are those of their folders in <c>src</c>.</summary>
    public static readonly string[] Libraries = ["EmbeddingProjector", "EmbeddingProjector.Formats", "EmbeddingProjector.Training", "EmbeddingProjector.Show"];

    /// <summary>The project of the tool.</summary>
    public const string Tool = "EmbeddingProjector.App";

    private readonly UserFolder _folder = new();

    public string Folder => _folder.File("packages");

    /// <summary>This platform in the words of packages.</summary>
    public static string Platform { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>The version that all have.</summary>
    public string Version { get; private set; } = "";

    public static string RepositoryRoot => Metadata("RepositoryRoot");

    /// <summary>The file of a package.</summary>
    public string File(string id) => Path.Combine(Folder, $"{id}.{Version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        foreach (var project in Libraries)
        {
            await PackAsync(project, "--no-build");
        }

        // Of the packages of the tool the one for this platform is made, for which it is built a second time: the others need no machine to differ.
        await PackAsync(Tool, "--no-restore", "-p:SkipWeb=true", $"-p:ToolPackageRuntimeIdentifiers={Platform}");
        const string Training = "EmbeddingProjector.Training.";
        Version = Path.GetFileNameWithoutExtension(Directory.GetFiles(Folder, Training + "*.nupkg").Single())[Training.Length..];
    }

    /// <summary>What a project says of itself.</summary>
    public Task<string> PropertyAsync(string project, string name) =>
        _folder.RunAsync("dotnet", "msbuild", Path.Combine(RepositoryRoot, "src", project), $"-getProperty:{name}");

    private Task<string> PackAsync(string project, params string[] options) =>
        _folder.RunAsync("dotnet", ["pack", Path.Combine(RepositoryRoot, "src", project), "-c", Metadata("Configuration"), "-o", Folder, .. options]);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Metadata(string key) =>
        typeof(PackedPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
