namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Finds the files that a config names. What the rules of <see cref="AssetPaths"/> allow and the disk holds is taken as it is; for the mistakes that people
/// make (a path of another machine, one relative to the working directory, back-slashes, capitals) the file that was meant is looked for
/// inside the config's directory, and that is said.
/// </summary>
/// <param name="Directory">The directory of the config.</param>
/// <param name="IsConfined">False for files that the person named herself.</param>
internal sealed record AssetFinder(string Directory, bool IsConfined)
{
    /// <summary>The real path of a named file, or null with the reason in <paramref name="problems"/>.</summary>
    /// <param name="written">The path as written; not empty.</param>
    /// <param name="field">The field of the config, for messages.</param>
    /// <param name="severity">How bad it is when the file is not found.</param>
    /// <param name="problems">Takes the findings.</param>
    public string? Find(string written, string field, ProblemSeverity severity, ICollection<LogProblem> problems)
    {
        if (!IsConfined)
        {
            var path = Path.GetFullPath(written, Directory);
            if (File.Exists(path))
            {
                return path;
            }

            problems.Add(new(severity, $"{path} was not found.", "Check the path.", path));
            return null;
        }

        var inside = AssetPaths.TryResolve(Directory, written, out var resolved);
        if (inside && File.Exists(resolved))
        {
            return resolved;
        }

        if (inside && System.IO.Directory.Exists(resolved))
        {
            problems.Add(new(severity, $"{field} names \"{written}\", which is a directory.", "Name a file.", resolved));
            return null;
        }

        foreach (var other in Meant(written))
        {
            if (AssetPaths.TryResolve(Directory, other, out var path) && File.Exists(path))
            {
                problems.Add(new(
                    ProblemSeverity.Note,
                    inside
                        ? $"{field} names \"{written}\", which does not exist; \"{other}\" in the directory of the config is used."
                        : $"{field} names \"{written}\", which is outside the directory of the config; \"{other}\" inside it is used.",
                    $"Write {field}: \"{other}\". Paths start at the directory of the config.", path));
                return path;
            }
        }

        problems.Add(inside
            ? new(
                severity, $"{field} names \"{written}\", which does not exist in {Directory}.",
                "Paths start at the directory of the config." + Present(written), resolved)
            : new(
                severity, $"Asset path \"{written}\" resolves outside the config directory",
                $"Copy the file into {Directory} and write {field}: \"{BaseName(written)}\".", resolved.Length > 0 ? resolved : null));
        return null;
    }

    internal static string BaseName(string written) => written[(written.LastIndexOfAny(['/', '\\']) + 1)..];

    // From the most to the least of the path as written: each of its endings, down to the name of the file.
    private IEnumerable<string> Meant(string written)
    {
        var components = written.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        if (components.Length > 64)
        {
            components = components[^64..];
        }

        for (var first = 0; first < components.Length; first++)
        {
            yield return string.Join('/', components[first..]);
        }

        if (components.Length > 0 && SameButForCase(string.Join('/', components)) is { } other)
        {
            yield return other;
        }
    }

    private string? SameButForCase(string relative)
    {
        var folder = Path.GetDirectoryName(relative) ?? "";
        if (!AssetPaths.TryResolve(Directory, folder.Length == 0 ? "." : folder, out var resolved))
        {
            return null;
        }

        var name = Names(resolved).FirstOrDefault(n => string.Equals(n, Path.GetFileName(relative), StringComparison.OrdinalIgnoreCase));
        return name is null ? null : folder.Length == 0 ? name : $"{folder.Replace('\\', '/')}/{name}";
    }

    private string Present(string written)
    {
        var extension = Path.GetExtension(BaseName(written));
        var names = Names(Directory).Where(n => extension.Length > 0 && n.EndsWith(extension, StringComparison.OrdinalIgnoreCase)).Take(20).ToList();
        return names.Count == 0 ? "" : $" There is {LogProblems.Some(names)}.";
    }

    private static List<string> Names(string directory)
    {
        try
        {
            return [.. new DirectoryInfo(directory).EnumerateFiles().Take(1000).Select(f => f.Name).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            return [];
        }
    }
}
