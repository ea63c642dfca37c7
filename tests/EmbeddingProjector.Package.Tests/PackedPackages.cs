using System.Reflection;
using EmbeddingProjector.Package.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(PackedPackages))]

namespace EmbeddingProjector.Package.Tests;

/// <summary>All packages, packed once into a folder that serves as a feed.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>The projects, whose names are those of their folders in <c>src</c>.</summary>
    public static readonly string[] Projects =
        ["EmbeddingProjector", "EmbeddingProjector.Formats", "EmbeddingProjector.Training", "EmbeddingProjector.Show", "EmbeddingProjector.App"];

    private readonly UserFolder _folder = new();

    public string Folder => _folder.File("packages");

    /// <summary>The version that all have.</summary>
    public string Version { get; private set; } = "";

    public static string RepositoryRoot => Metadata("RepositoryRoot");

    /// <summary>The file of a package.</summary>
    public string File(string id) => Path.Combine(Folder, $"{id}.{Version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        foreach (var project in Projects)
        {
            await _folder.RunAsync("dotnet", "pack", Path.Combine(RepositoryRoot, "src", project), "-c", Metadata("Configuration"), "--no-build", "-o", Folder);
        }

        const string Tool = "EmbeddingProjector.Tool.";
        Version = Path.GetFileNameWithoutExtension(Directory.GetFiles(Folder, Tool + "*.nupkg").Single())[Tool.Length..];
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Metadata(string key) =>
        typeof(PackedPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
