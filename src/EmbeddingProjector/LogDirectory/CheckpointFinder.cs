using System.Buffers.Binary;
using System.Globalization;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Chooses the checkpoint of a run. What TensorBoard would take is taken first (the config's path; else the state file of the run's directory; else that
/// of its parent); where that leads nowhere, the checkpoint that was meant is looked for, and the choice is said.
/// </summary>
/// <param name="RunDirectory">The directory of the run.</param>
/// <param name="ConfigDirectory">The directory of its config.</param>
/// <param name="Context">The scan.</param>
internal sealed record CheckpointFinder(string RunDirectory, string ConfigDirectory, ScanContext Context)
{
    private const ulong TableMagic = 0xdb4775248b80fb57;
    private const string IndexExtension = ".index";

    /// <summary>The prefix to open, or null.</summary>
    /// <param name="config">The config of the run.</param>
    /// <param name="severityOfNone">How bad it is when the checkpoint that the config names does not exist.</param>
    /// <param name="problems">Takes the findings.</param>
    public string? Find(ProjectorConfig config, ProblemSeverity severityOfNone, ICollection<LogProblem> problems)
    {
        if (config.ModelCheckpointPath.Length > 0)
        {
            return Named(config.ModelCheckpointPath, severityOfNone, problems);
        }

        if (config.ModelCheckpointDir.Length > 0)
        {
            foreach (var directory in Places(config.ModelCheckpointDir))
            {
                if (Directory.Exists(directory) && Latest(directory, problems) is { } prefix)
                {
                    return prefix;
                }
            }

            problems.Add(new(
                severityOfNone, $"model_checkpoint_dir names \"{config.ModelCheckpointDir}\", where no checkpoint was found.",
                "Name a directory that holds a file checkpoint or *.index, relative to the config."));
        }

        if (Latest(RunDirectory, problems) is { } latest)
        {
            return latest;
        }

        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(RunDirectory)) is { } parent && LatestOfParent(parent) is { } above)
        {
            problems.Add(new(
                ProblemSeverity.Note, $"The checkpoint \"{Path.GetFileName(above)}\" of the parent directory is shown: this directory has none of its own.", null, above));
            return above;
        }

        return null;
    }

    /// <summary>The prefixes of the checkpoints in a directory, the newest first: by step, then by date.</summary>
    public static IReadOnlyList<string> Prefixes(string directory, ScanContext context)
    {
        try
        {
            return
            [
                .. new DirectoryInfo(directory).EnumerateFiles("*" + IndexExtension)
                    .Where(f => context.Cache.Get("index", f.FullName, FileStamp.Of(f.FullName).ToString(), () => IsTable(f.FullName)))
                    .OrderByDescending(f => Step(f.Name[..^IndexExtension.Length]))
                    .ThenByDescending(f => f.LastWriteTimeUtc)
                    .ThenBy(f => f.Name, StringComparer.Ordinal)
                    .Select(f => f.FullName[..^IndexExtension.Length]),
            ];
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            return [];
        }
    }

    /// <summary>The newest "P-N" in the directory of a prefix P (or P-M), or null.</summary>
    public static string? NewestStep(string prefix, ScanContext context) =>
        Path.GetDirectoryName(prefix) is { } directory
            ? Prefixes(directory, context).FirstOrDefault(p => IsStepOf(Path.GetFileName(p), Path.GetFileName(prefix)))
            : null;

    private string? Named(string written, ProblemSeverity severityOfNone, ICollection<LogProblem> problems)
    {
        foreach (var place in Places(written))
        {
            if (Opened(place) is { } prefix)
            {
                return prefix;
            }
        }

        var name = AssetFinder.BaseName(written);
        foreach (var directory in new[] { ConfigDirectory, RunDirectory }.Distinct(StringComparer.Ordinal))
        {
            if (name.Length > 0 && CheckpointState.Combine(directory, name) is { } path && Opened(path) is { } prefix)
            {
                problems.Add(new(
                    ProblemSeverity.Note, $"model_checkpoint_path names \"{written}\", which does not exist here; \"{name}\" beside the config is used.",
                    $"Write model_checkpoint_path: \"{name}\", or leave it out.", prefix));
                return prefix;
            }
        }

        var directories = Places(written).Select(Path.GetDirectoryName).Append(ConfigDirectory).Append(RunDirectory)
            .OfType<string>().Distinct(StringComparer.Ordinal).Where(Directory.Exists).ToList();
        foreach (var directory in directories)
        {
            if (Prefixes(directory, Context).FirstOrDefault(p => IsStepOf(Path.GetFileName(p), name)) is { } step)
            {
                problems.Add(new(
                    ProblemSeverity.Warning, $"Checkpoint file \"{written}\" not found; the newest step of it, \"{Path.GetFileName(step)}\", is shown.",
                    $"Write model_checkpoint_path: \"{Path.GetFileName(step)}\", or leave it out to follow the newest.", step));
                return step;
            }
        }

        foreach (var directory in new[] { ConfigDirectory, RunDirectory }.Distinct(StringComparer.Ordinal))
        {
            if (Prefixes(directory, Context) is { Count: > 0 } present)
            {
                problems.Add(new(
                    ProblemSeverity.Warning,
                    $"Checkpoint file \"{written}\" not found; the newest that is there, \"{Path.GetFileName(present[0])}\", is shown.",
                    $"There is {LogProblems.Some([.. present.Select(p => Path.GetFileName(p))])}. Write one of them as model_checkpoint_path, or leave it out.", present[0]));
                return present[0];
            }
        }

        problems.Add(new(
            severityOfNone, $"Checkpoint file \"{written}\" not found",
            severityOfNone == ProblemSeverity.Error
                ? $"Write the prefix of a checkpoint (its files without .index and .data-…) relative to {ConfigDirectory}, or save one there."
                : null));
        return null;
    }

    // As written from the working directory (the rule of the original), then from where the config is.
    private IEnumerable<string> Places(string written)
    {
        if (written.Contains('\0', StringComparison.Ordinal))
        {
            yield break;
        }

        yield return AssetPaths.Absolute(Environment.CurrentDirectory, written);
        yield return AssetPaths.Absolute(ConfigDirectory, written);
        yield return AssetPaths.Absolute(RunDirectory, written);
        if (written.Contains('\\', StringComparison.Ordinal))
        {
            yield return AssetPaths.Absolute(ConfigDirectory, written.Replace('\\', '/'));
        }
    }

    /// <summary>The checkpoint that a path means: a prefix, one of its files, or a directory with a state file.</summary>
    internal static string? Opened(string path)
    {
        if (Directory.Exists(path))
        {
            return CheckpointState.LatestCheckpoint(path);
        }

        var shard = path.LastIndexOf(".data-", StringComparison.Ordinal);
        foreach (var prefix in new[]
        {
            path.EndsWith(IndexExtension, StringComparison.Ordinal) ? path[..^IndexExtension.Length] : null,
            shard > 0 ? path[..shard] : null,
            path.EndsWith(".meta", StringComparison.Ordinal) ? path[..^5] : null,
        })
        {
            if (prefix is not null && File.Exists(prefix + IndexExtension))
            {
                return Path.GetFullPath(prefix);
            }
        }

        return CheckpointState.Exists(path) ? Path.GetFullPath(path) : null;
    }

    private string? Latest(string directory, ICollection<LogProblem> problems)
    {
        var statePath = Path.Combine(directory, CheckpointState.FileName);
        var written = "";
        if (File.Exists(statePath))
        {
            var (state, failure) = Context.Cache.Get("state", statePath, FileStamp.Of(statePath).ToString(), () => ReadState(directory, statePath));
            if (failure is not null)
            {
                problems.Add(failure);
            }

            written = state?.ModelCheckpointPath ?? "";
            if (written.Length > 0 && CheckpointState.Combine(directory, written) is { } prefix && CheckpointState.Exists(prefix))
            {
                return prefix;
            }

            var name = AssetFinder.BaseName(written);
            if (name.Length > 0 && CheckpointState.Combine(directory, name) is { } local && CheckpointState.Exists(local))
            {
                problems.Add(new(
                    ProblemSeverity.Note, $"The file \"checkpoint\" names \"{written}\", which does not exist here; \"{name}\" beside it is used.", null, local));
                return local;
            }
        }

        var present = Prefixes(directory, Context);
        var wanted = AssetFinder.BaseName(written);
        // "tf.train.latest_checkpoint" gives up here; the steps of the same checkpoint are the better guess, then any.
        var newest = present.FirstOrDefault(p => wanted.Length > 0 && IsStepOf(Path.GetFileName(p), wanted)) ?? (present.Count > 0 ? present[0] : null);
        if (newest is null)
        {
            if (written.Length > 0)
            {
                problems.Add(new(
                    ProblemSeverity.Warning, $"The file \"checkpoint\" names \"{written}\", but no checkpoint of that name is in {directory}.",
                    $"Copy {AssetFinder.BaseName(written)}.index and its .data-… files into the directory.", statePath));
            }

            return null;
        }

        var names = LogProblems.Some([.. present.Select(p => Path.GetFileName(p))]);
        problems.Add(written.Length > 0
            ? new(
                ProblemSeverity.Warning, $"The file \"checkpoint\" names \"{written}\", which is not there; the newest checkpoint, \"{Path.GetFileName(newest)}\", is shown.",
                $"There is {names}. Mend the first line of the file \"checkpoint\", or name one in the config as model_checkpoint_path.", statePath)
            : new(
                ProblemSeverity.Note,
                present.Count == 1
                    ? $"There is no state file \"checkpoint\"; the only checkpoint, \"{Path.GetFileName(newest)}\", is shown."
                    : $"There is no state file \"checkpoint\"; of {names} the newest by its number, \"{Path.GetFileName(newest)}\", is shown.",
                null, newest));
        return newest;
    }

    private string? LatestOfParent(string parent)
    {
        var statePath = Path.Combine(parent, CheckpointState.FileName);
        if (!File.Exists(statePath))
        {
            return null;
        }

        var (state, _) = Context.Cache.Get("state", statePath, FileStamp.Of(statePath).ToString(), () => ReadState(parent, statePath));
        return state is { ModelCheckpointPath: { Length: > 0 } written } && CheckpointState.Combine(parent, written) is { } prefix && CheckpointState.Exists(prefix)
            ? prefix
            : null;
    }

    private static StateReading ReadState(string directory, string path)
    {
        try
        {
            return new(CheckpointState.Read(directory), null);
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            return new(null, LogProblems.From(e, path, ProblemSeverity.Warning));
        }
    }

    private static bool IsTable(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[8];
            if (file.Length < 48)
            {
                return false;
            }

            file.Seek(-8, SeekOrigin.End);
            return file.ReadAtLeast(magic, 8, throwOnEndOfStream: false) == 8 && BinaryPrimitives.ReadUInt64LittleEndian(magic) == TableMagic;
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            return false;
        }
    }

    // "embedding.ckpt" and "embedding.ckpt-3" both mean any "embedding.ckpt-N".
    private static bool IsStepOf(string present, string wanted)
    {
        var stem = Step(wanted) >= 0 ? wanted[..wanted.LastIndexOf('-')] : wanted;
        return Step(present) >= 0 && string.Equals(present[..present.LastIndexOf('-')], stem, StringComparison.Ordinal);
    }

    private static long Step(string name)
    {
        var dash = name.LastIndexOf('-');
        return dash >= 0 && long.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1;
    }

    private sealed record StateReading(CheckpointState? State, LogProblem? Failure);
}
