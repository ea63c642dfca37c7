namespace EmbeddingProjector.LogDirectory;

/// <summary>A directory that was seen.</summary>
/// <param name="Name">Relative to the log directory, with forward slashes; "." for itself.</param>
/// <param name="Path">The absolute path.</param>
/// <param name="Files">The names of its files, ascending by code unit.</param>
/// <param name="Directories">The names of its directories, hidden ones left out, ascending.</param>
internal sealed record WalkedDirectory(string Name, string Path, IReadOnlyList<string> Files, IReadOnlyList<string> Directories)
{
    /// <summary>Whether it holds a file of this name.</summary>
    public bool Has(string file) => Files.Contains(file, StringComparer.Ordinal);
}

/// <summary>Lists a log directory and all below it: parents first, names in order, links followed, circles of links cut.</summary>
internal static class DirectoryWalk
{
    /// <summary>How deep directories may lie in one another.</summary>
    public const int MaximumDepth = 32;

    /// <summary>How many directories are looked at.</summary>
    public const int MaximumDirectories = 20_000;

    /// <summary>How many files are looked at in all.</summary>
    public const int MaximumFiles = 1_000_000;

    /// <summary>All directories from <paramref name="root"/> down.</summary>
    public static IReadOnlyList<WalkedDirectory> Walk(string root, ICollection<LogProblem> problems, CancellationToken cancellationToken)
    {
        var found = new List<WalkedDirectory>();
        var pending = new Stack<(string Name, string Path, int Depth, Ancestors Above)>();
        pending.Push((".", root, 0, new(AssetPaths.RealPath(root) ?? root, null)));
        var files = 0;
        var tooDeep = 0;
        while (pending.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (found.Count == MaximumDirectories || files > MaximumFiles)
            {
                problems.Add(new(
                    ProblemSeverity.Warning,
                    $"{root} is very large: the search stopped after {found.Count:N0} directories and {files:N0} files, at \"{next.Name}\".",
                    "Name a directory further down.", root));
                break;
            }

            var (fileNames, directories) = List(next.Name, next.Path, problems, out var links);
            files += fileNames.Count;
            found.Add(new(next.Name, next.Path, fileNames, directories));
            if (next.Depth == MaximumDepth)
            {
                tooDeep += directories.Count;
                continue;
            }

            for (var i = directories.Count - 1; i >= 0; i--)
            {
                var path = Path.Combine(next.Path, directories[i]);
                var real = links.Contains(directories[i]) ? AssetPaths.RealPath(path) : Path.Combine(next.Above.Real, directories[i]);
                if (real is null || next.Above.Contains(real))
                {
                    continue;
                }

                var name = next.Name == "." ? directories[i] : $"{next.Name}/{directories[i]}";
                pending.Push((name, path, next.Depth + 1, new(real, next.Above)));
            }
        }

        if (tooDeep > 0)
        {
            problems.Add(new(
                ProblemSeverity.Warning, $"{tooDeep:N0} directories more than {MaximumDepth} levels below {root} were not looked at.",
                "Name a directory further down.", root));
        }

        return found;
    }

    private static (List<string> Files, List<string> Directories) List(string name, string path, ICollection<LogProblem> problems, out HashSet<string> links)
    {
        var files = new List<string>();
        var directories = new List<string>();
        links = new(StringComparer.Ordinal);
        try
        {
            foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
            {
                var isLink = entry.LinkTarget is not null;
                var isDirectory = isLink ? Directory.Exists(entry.FullName) : entry is DirectoryInfo;
                if (!isDirectory)
                {
                    files.Add(entry.Name);
                }
                else if (!entry.Name.StartsWith('.'))
                {
                    directories.Add(entry.Name);
                    if (isLink)
                    {
                        links.Add(entry.Name);
                    }
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Removed since its parent was listed.
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            problems.Add(new(ProblemSeverity.Warning, $"The directory \"{name}\" cannot be listed: {e.Message}", "Give the account that runs this read access.", path));
        }

        files.Sort(StringComparer.Ordinal);
        directories.Sort(StringComparer.Ordinal);
        return (files, directories);
    }

    private sealed record Ancestors(string Real, Ancestors? Above)
    {
        public bool Contains(string real)
        {
            for (var at = this; at is not null; at = at.Above)
            {
                if (string.Equals(at.Real, real, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
