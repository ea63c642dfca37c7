using System.Diagnostics.CodeAnalysis;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server.Original;

/// <summary>Finds the file that a config names, with the original's words for what can be wrong.</summary>
internal static class AssetFile
{
    /// <summary>
    /// The file: as it was found while scanning, or else as the config writes it, which must lie inside the config's directory.
    /// </summary>
    /// <param name="request">Run and tensor.</param>
    /// <param name="found">The path that scanning resolved, or null.</param>
    /// <param name="asWritten">The path of the config, or null or empty.</param>
    /// <param name="none">The text when the config names none.</param>
    /// <param name="absent">The text when there is no such file.</param>
    /// <param name="path">The file.</param>
    /// <param name="error">The text when there is none.</param>
    public static bool TryFind(
        OriginalRequest request, string? found, string? asWritten, string none, string absent,
        [NotNullWhen(true)] out string? path, [NotNullWhen(false)] out string? error)
    {
        path = null;
        error = null;
        if (found is null && string.IsNullOrEmpty(asWritten))
        {
            error = $"{none} \"{request.Name}\" in the config file \"{request.ConfigPath}\"";
            return false;
        }

        var directory = Path.GetDirectoryName(request.ConfigPath)!;
        if (found is not null)
        {
            path = found;
        }
        else if (AssetPaths.TryResolve(directory, asWritten!, out var resolved))
        {
            path = resolved;
        }
        else
        {
            error = OutsideText(asWritten!);
            return false;
        }

        if (File.Exists(path))
        {
            return true;
        }

        error = $"\"{path}\" {absent}";
        path = null;
        return false;
    }

    /// <summary>The text for a path that leaves the directory of its config.</summary>
    public static string OutsideText(string asWritten) => $"Asset path \"{asWritten}\" resolves outside the config directory";
}
