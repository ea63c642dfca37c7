namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Where a file named in a config really is. A config may come from anybody, so what it names must lie inside its own directory: "~" is
/// expanded, a relative path starts at the config's directory, and the links of every component are followed before the comparison
/// (the rule of TensorBoard 2.21, its change 7115).
/// </summary>
public static class AssetPaths
{
    // The limit of Linux itself (ELOOP).
    private const int MaximumLinks = 40;

    /// <summary>Resolves a path of a config; it need not exist.</summary>
    /// <param name="configDirectory">The directory that holds the config.</param>
    /// <param name="asWritten">The path as the config has it.</param>
    /// <param name="resolved">The real, absolute path.</param>
    /// <returns>False when the path leaves <paramref name="configDirectory"/> or cannot be a path at all.</returns>
    public static bool TryResolve(string configDirectory, string asWritten, out string resolved)
    {
        ArgumentNullException.ThrowIfNull(configDirectory);
        ArgumentNullException.ThrowIfNull(asWritten);
        resolved = "";
        if (asWritten.Length == 0 || asWritten.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            if (RealPath(configDirectory) is not { } root || RealPath(Absolute(configDirectory, asWritten)) is not { } path)
            {
                return false;
            }

            resolved = path;
            return IsInside(root, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>"~" expanded, relative paths joined to <paramref name="directory"/>; links are not followed and ".." is kept.</summary>
    internal static string Absolute(string directory, string asWritten)
    {
        if (asWritten == "~" || asWritten.StartsWith("~/", StringComparison.Ordinal) || asWritten.StartsWith("~\\", StringComparison.Ordinal))
        {
            return Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), asWritten[1..]);
        }

        return Path.Combine(Path.GetFullPath(directory), asWritten);
    }

    /// <summary>
    /// The path without links, "." and "..", each link followed where it stands (so that "link/.." is the parent of its target, as for
    /// the operating system); null when links lead in a circle. Components that do not exist are kept as they are.
    /// </summary>
    internal static string? RealPath(string path)
    {
        var root = Path.GetPathRoot(path);
        if (string.IsNullOrEmpty(root))
        {
            path = Path.Combine(Environment.CurrentDirectory, path);
            root = Path.GetPathRoot(path)!;
        }

        var pending = new Stack<string>();
        Push(pending, path[root.Length..]);
        var current = root;
        var links = 0;
        while (pending.TryPop(out var component))
        {
            if (component == ".")
            {
                continue;
            }

            if (component == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Combine(current, component);
            var target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                current = next;
                continue;
            }

            if (++links > MaximumLinks)
            {
                return null;
            }

            if (Path.IsPathRooted(target))
            {
                current = Path.GetPathRoot(target)!;
                target = target[current.Length..];
            }

            Push(pending, target);
        }

        return current;
    }

    private static void Push(Stack<string> pending, string path)
    {
        var components = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (var i = components.Length - 1; i >= 0; i--)
        {
            pending.Push(components[i]);
        }
    }

    private static bool IsInside(string root, string path)
    {
        var comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return path.Equals(root, comparison)
            || path.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, comparison);
    }
}
