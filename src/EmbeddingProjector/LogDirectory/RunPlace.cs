namespace EmbeddingProjector.LogDirectory;

/// <summary>A place where a run is or may be, before anything in it is read.</summary>
/// <param name="Name">The name of the run.</param>
/// <param name="Directory">Its directory.</param>
/// <param name="ConfigPath">The config that counts, or null.</param>
/// <param name="Found">Entries for what lies there without being named by a config.</param>
/// <param name="FoundBy">How <paramref name="Found"/> was recognised, for the note; null when it is empty.</param>
internal sealed record RunPlace(string Name, string Directory, string? ConfigPath, IReadOnlyList<EmbeddingInfo> Found, string? FoundBy)
{
    /// <summary>The name of a config in its directory.</summary>
    public const string ConfigName = "projector_config.pbtxt";

    /// <summary>Where TensorBoard's plugin keeps its files below a run.</summary>
    public const string AssetsDirectory = "plugins/org_tensorflow_tensorboard_projector";

    /// <summary>The checkpoint that the person named; null to choose one.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Whether <see cref="Found"/> is in the order in which it is to be listed.</summary>
    public bool KeepsOrder { get; init; }

    /// <summary>What is known of the directory itself.</summary>
    public IReadOnlyList<LogProblem> Problems { get; init; } = [];
}

/// <summary>
/// Finds the runs of a log directory. TensorBoard's: every directory that holds an event file, and the root. Besides: every directory with
/// a config, a checkpoint, step folders of PyTorch, or files that are called vectors.
/// </summary>
internal static class RunPlaces
{
    private const string JsonConfigName = "projector_config.json";
    private const int MostJsonFiles = 20;
    private const long MostJsonBytes = 4 << 20;

    /// <summary>The places, parents first, the root last unless it holds an event file itself.</summary>
    public static IReadOnlyList<RunPlace> Find(ScanContext context, IReadOnlyList<WalkedDirectory> directories)
    {
        var all = directories.ToDictionary(d => d.Name, StringComparer.Ordinal);
        var claimed = new HashSet<string>(StringComparer.Ordinal);
        // Parents come first, so that what their configs name is known when the directories below are looked at.
        var named = new HashSet<string>(StringComparer.Ordinal);
        var places = new List<RunPlace>();
        RunPlace? root = null;
        foreach (var directory in directories)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (IsAssets(directory.Name))
            {
                continue;
            }

            var isRoot = directory.Name == ".";
            var steps = PyTorchLayout.Find(directory, all);
            foreach (var step in steps)
            {
                claimed.Add(directory.Name == "." ? Folder(step.TensorPath) : $"{directory.Name}/{Folder(step.TensorPath)}");
            }

            var hasEvents = directory.Files.Any(f => f.Contains("tfevents", StringComparison.Ordinal) || f == ".profile-empty");
            var hasCheckpoint = directory.Has(CheckpointState.FileName)
                || (directory.Files.Any(f => f.EndsWith(".index", StringComparison.Ordinal)) && CheckpointFinder.Prefixes(directory.Path, context).Count > 0);
            var config = Config(context, directory, all, isRoot);
            if (config is not null)
            {
                named.UnionWith(Files(context, config));
            }

            var problems = new List<LogProblem>();
            var (found, foundBy) = (steps, steps.Count > 0 ? "PyTorch" : null);
            if (config is null && !hasCheckpoint && found.Count == 0 && !claimed.Contains(directory.Name))
            {
                found = VectorFilesBeside.Find(
                    context, directory with { Files = [.. directory.Files.Where(f => !named.Contains(Path.Combine(directory.Path, f)))] }, namedOnly: !isRoot, problems);
                foundBy = found.Count > 0 ? "files" : null;
            }

            var place = new RunPlace(directory.Name, directory.Path, config, found, foundBy) { Problems = problems };
            if (isRoot && !hasEvents)
            {
                root = place;
            }
            else if (hasEvents || hasCheckpoint || config is not null || found.Count > 0)
            {
                places.Add(place);
            }
        }

        return root is null ? places : [.. places, root];
    }

    private static string? Config(
        ScanContext context, WalkedDirectory directory, Dictionary<string, WalkedDirectory> all, bool isRoot)
    {
        // The one among the plugin's assets is read later by the original and replaces the other.
        var assets = directory.Name == "." ? RunPlace.AssetsDirectory : $"{directory.Name}/{RunPlace.AssetsDirectory}";
        if (all.TryGetValue(assets, out var plugin) && plugin.Has(RunPlace.ConfigName))
        {
            return Path.Combine(plugin.Path, RunPlace.ConfigName);
        }

        if (directory.Has(RunPlace.ConfigName))
        {
            return Path.Combine(directory.Path, RunPlace.ConfigName);
        }

        return directory.Files
            .Where(f => f.EndsWith(isRoot ? ".json" : JsonConfigName, StringComparison.OrdinalIgnoreCase))
            .OrderBy(f => f.EndsWith(JsonConfigName, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .Take(MostJsonFiles)
            .Select(f => Path.Combine(directory.Path, f))
            .FirstOrDefault(f => ConfigReading.Of(context, f, MostJsonBytes) is { Config: { } config, Failure: null } && config.Embeddings.Any(IsNamed));
    }

    private static IEnumerable<string> Files(ScanContext context, string configPath) =>
        ConfigReading.Of(context, configPath).Config.Embeddings
            .Select(e => CheckpointState.Combine(Path.GetDirectoryName(configPath)!, e.TensorPath.Replace('\\', '/')))
            .OfType<string>();

    private static bool IsNamed(EmbeddingInfo embedding) => embedding.TensorName.Length > 0 || embedding.TensorPath.Length > 0;

    private static bool IsAssets(string name) =>
        name == RunPlace.AssetsDirectory || name.EndsWith("/" + RunPlace.AssetsDirectory, StringComparison.Ordinal);

    private static string Folder(string tensorPath) => tensorPath[..tensorPath.LastIndexOf('/')];
}

/// <summary>A config file, read or failed.</summary>
/// <param name="Config">The config; empty when reading failed.</param>
/// <param name="Problems">Warnings of the reader.</param>
/// <param name="Failure">Why it could not be read, or null.</param>
internal sealed record ConfigReading(ProjectorConfig Config, IReadOnlyList<LogProblem> Problems, LogProblem? Failure)
{
    // Thousands of embeddings fit; what is larger is some other file.
    private const long MostBytes = 64 << 20;

    /// <summary>Reads a config, once for each version of the file. The config is shared: it must not be changed.</summary>
    public static ConfigReading Of(ScanContext context, string path, long mostBytes = MostBytes) =>
        context.Cache.Get("config", path, FileStamp.Of(path).ToString(), () => Read(path, mostBytes));

    private static ConfigReading Read(string path, long mostBytes)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > mostBytes)
            {
                throw new DataFormatException(path, null, $"{length:N0} bytes", "a config of a few lines");
            }

            var parsed = ProjectorConfigText.Parse(File.ReadAllText(path), path);
            return new(parsed.Config, parsed.Problems, null);
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            return new(new(), [], LogProblems.From(e, path, ProblemSeverity.Error));
        }
    }
}
