using Xunit;

namespace EmbeddingProjector.Tests;

/// <summary>
/// Files of real writers, kept in the folder <c>shared/data</c> beside the checkout and never committed. A test that needs one is skipped,
/// with the reason, on a machine that does not have it; small files made in code cover the same ground.
/// </summary>
internal static class SharedData
{
    private static readonly string? _root = FindRoot(AppContext.BaseDirectory);

    /// <summary>The absolute path of a file or directory below <c>shared/data</c>; skips the running test when it is absent.</summary>
    public static string Path(string relativePath)
    {
        if (_root is null)
        {
            Assert.Skip($"There is no folder shared/data in a directory above {AppContext.BaseDirectory}, so \"{relativePath}\" cannot be read.");
        }

        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(_root, relativePath));
        if (!System.IO.Path.Exists(path))
        {
            Assert.Skip($"{_root} does not hold \"{relativePath}\".");
        }

        return path;
    }

    private static string? FindRoot(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            var candidate = System.IO.Path.Combine(directory.FullName, "shared", "data");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
