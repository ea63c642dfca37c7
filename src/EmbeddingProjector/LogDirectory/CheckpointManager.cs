namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Saves a checkpoint again and again and keeps the newest few, as <c>tf.train.CheckpointManager</c> does. The state file lists what is kept; a manager
/// in a later process takes the list up from there.
/// </summary>
/// <remarks>
/// What the state file names as the latest is never deleted, also when another program saves into the same directory. Safe for use
/// from several threads, one save at a time.
/// </remarks>
public sealed class CheckpointManager
{
    private readonly Lock _saving = new();
    private readonly Checkpoint _checkpoint;
    private readonly string _prefix;
    private readonly TimeProvider _time;

    // Oldest first; the paths are relative to the directory unless somebody wrote them otherwise.
    private readonly List<(string Path, double Timestamp)> _kept = [];

    /// <summary>A manager of the checkpoints in a directory.</summary>
    /// <param name="checkpoint">What is saved.</param>
    /// <param name="directory">Where; created by the first save if need be.</param>
    /// <param name="maxToKeep">How many are kept, at least 1; null for all.</param>
    /// <param name="checkpointName">What the files are called before the number.</param>
    /// <param name="time">The clock whose time is written to the state file; null for that of the system.</param>
    /// <exception cref="DataFormatException">The directory has a state file that cannot be read.</exception>
    public CheckpointManager(Checkpoint checkpoint, string directory, int? maxToKeep, string checkpointName = "ckpt", TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(checkpointName);
        if (Path.GetFileName(checkpointName) != checkpointName)
        {
            throw new ArgumentException($"\"{checkpointName}\" is a path; expected a name without directories.", nameof(checkpointName));
        }

        if (maxToKeep is { } most)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(maxToKeep));
        }

        _checkpoint = checkpoint;
        _prefix = Path.Combine(directory, checkpointName);
        _time = time ?? TimeProvider.System;
        Directory = directory;
        MaxToKeep = maxToKeep;
        TakeUp();
    }

    /// <summary>Where the checkpoints are.</summary>
    public string Directory { get; }

    /// <summary>How many are kept; null for all.</summary>
    public int? MaxToKeep { get; }

    /// <summary>The prefixes of the checkpoints that are kept, oldest first.</summary>
    public IReadOnlyList<string> Checkpoints
    {
        get
        {
            lock (_saving)
            {
                return [.. _kept.Select(k => Path.Combine(Directory, k.Path))];
            }
        }
    }

    /// <summary>The prefix of the newest, or null.</summary>
    public string? LatestCheckpoint => Checkpoints is [.., var last] ? last : null;

    /// <summary>Saves the checkpoint, names it in the state file, and then deletes what is no longer kept.</summary>
    /// <param name="checkpointNumber">The number of the files, for example the step of the training; null for the next one. A checkpoint that has it is replaced.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is changed then.</param>
    /// <returns>The prefix that was saved.</returns>
    /// <exception cref="IOException">A file cannot be written; the earlier checkpoints are as they were.</exception>
    public string Save(long? checkpointNumber = null, CancellationToken cancellationToken = default)
    {
        if (checkpointNumber is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(checkpointNumber));
        }

        lock (_saving)
        {
            var path = _checkpoint.SaveNumbered(_prefix, checkpointNumber, cancellationToken);
            var name = Path.GetFileName(path);
            _kept.RemoveAll(k => k.Path == name || !CheckpointState.Exists(Path.Combine(Directory, k.Path)));
            _kept.Add((name, (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds));

            // Twice, as TensorFlow does: before anything is deleted the new one is named, and what was deleted is not named for long.
            WriteState(name);
            if (DeleteOldest())
            {
                WriteState(name);
            }

            return path;
        }
    }

    private void TakeUp()
    {
        if (!System.IO.Directory.Exists(Directory) || CheckpointState.Read(Directory) is not { } state)
        {
            return;
        }

        for (var i = 0; i < state.AllModelCheckpointPaths.Count; i++)
        {
            var path = state.AllModelCheckpointPaths[i];
            if (CheckpointState.Combine(Directory, path) is { } prefix && CheckpointState.Exists(prefix))
            {
                _kept.Add((path, i < state.AllModelCheckpointTimestamps.Count ? state.AllModelCheckpointTimestamps[i] : 0));
            }
        }
    }

    private void WriteState(string latest) => new CheckpointState(latest, [.. _kept.Select(k => k.Path)])
    {
        AllModelCheckpointTimestamps = [.. _kept.Select(k => k.Timestamp)],
    }.Write(Directory);

    private bool DeleteOldest()
    {
        var deleted = false;
        while (_kept.Count > MaxToKeep)
        {
            // Another program may have written the state file in the meantime: what it names now stays.
            var latest = CheckpointState.LatestCheckpoint(Directory);
            var oldest = _kept.FindIndex(k => CheckpointState.Combine(Directory, k.Path) != latest);
            if (oldest < 0 || oldest == _kept.Count - 1)
            {
                break;
            }

            try
            {
                CheckpointFiles.Delete(Path.Combine(Directory, _kept[oldest].Path));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A reader has it open, on Windows: it stays listed and is tried again after the next save.
                break;
            }

            _kept.RemoveAt(oldest);
            deleted = true;
        }

        return deleted;
    }
}
