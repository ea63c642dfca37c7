using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// What brought files become: runs beside those of the log directory, into which nothing is ever written. A run that is removed takes with it the files
/// that no other one uses.
/// </summary>
internal sealed class UploadedRuns(UploadedFiles files, LogDirectoryWatcher watcher, DatasetCatalog catalog)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<string>> _filesOf = new(StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _filesOf.Keys];
            }
        }
    }

    /// <summary>Whether a run was made of brought files.</summary>
    public bool Has(string run)
    {
        lock (_gate)
        {
            return _filesOf.ContainsKey(run);
        }
    }

    /// <summary>Shows uploaded vectors, with uploaded metadata or what stands beside the rows in the same file.</summary>
    /// <returns>The run and its first tensor.</returns>
    /// <exception cref="ApiException">404 for a file that there is not; 422 for one that holds no vectors.</exception>
    public (string Run, string Tensor) Show(string vectors, string? metadata)
    {
        var file = files.Find(vectors);
        var run = Shown(LogDirectoryScanner.ForFile(file.Path, metadata is null ? null : files.Find(metadata).Path), file.Name);
        lock (_gate)
        {
            return Add(run with { Name = FreeName(file.Name), Version = file.Id }, metadata is null ? [vectors] : [vectors, metadata]);
        }
    }

    /// <summary>Shows a tensor of the log directory, or of another upload, with uploaded metadata in the place of its own.</summary>
    /// <exception cref="ApiException">404 for what there is not.</exception>
    public (string Run, string Tensor) ShowWith(string metadata, string run, string tensor)
    {
        var file = files.Find(metadata);
        var found = watcher.Current.Runs.FirstOrDefault(r => r.Name == run);
        var embedding = found?.Embeddings.FirstOrDefault(e => e.TensorName == tensor)
            ?? throw ApiException.NotFound($"There is no tensor \"{tensor}\" in run \"{run}\".", "GET /api/workspace lists what there is.");
        lock (_gate)
        {
            return Add(
                found! with
                {
                    Name = FreeName($"{(run == "." ? "" : run + " ")}with {file.Name}"),
                    Embeddings = [embedding with { MetadataPath = file.Path, MetadataKey = null, Version = $"{embedding.Version}+{file.Id}" }],
                    Version = file.Id,
                },
                [metadata, .. _filesOf.GetValueOrDefault(run, [])]);
        }
    }

    /// <summary>Shows one embedding of a configuration that the page fetched elsewhere, in a run that is called by its address.</summary>
    /// <param name="config">The address.</param>
    /// <param name="entry">The embedding; its paths are ids of uploaded files.</param>
    /// <param name="problems">What the page found wrong on the way.</param>
    /// <exception cref="ApiException">404 for a file that there is not; 422 for vectors that cannot be shown.</exception>
    public (string Run, string Tensor) ShowOf(string config, EmbeddingInfo entry, IReadOnlyList<LogProblem> problems)
    {
        string[] used = [.. new[] { entry.TensorPath, entry.MetadataPath, entry.BookmarksPath, entry.Sprite?.ImagePath ?? "" }.Where(id => id.Length > 0)];
        entry.TensorPath = files.Find(entry.TensorPath).Path;
        entry.MetadataPath = PathOf(entry.MetadataPath);
        entry.BookmarksPath = PathOf(entry.BookmarksPath);
        if (entry.Sprite is { } sprite)
        {
            sprite.ImagePath = PathOf(sprite.ImagePath);
        }

        var read = Shown(LogDirectoryScanner.ForEmbedding(entry), entry.TensorName);
        lock (_gate)
        {
            if (!_filesOf.ContainsKey(config) && watcher.Current.Runs.Any(r => r.Name == config))
            {
                throw ApiException.BadRequest($"A run of the log directory is called \"{config}\" already.");
            }

            var before = watcher.Current.Runs.FirstOrDefault(r => r.Name == config);
            var embedding = read.Embeddings[0] with { Problems = [.. read.Embeddings[0].Problems, .. problems] };
            var whole = new ProjectorConfig { Embeddings = { read.Config.Embeddings[0] } };
            foreach (var other in before?.Config.Embeddings.Where(e => e.TensorName != embedding.TensorName) ?? [])
            {
                whole.Embeddings.Add(other);
            }

            var (run, _) = Add(
                read with
                {
                    Name = config,
                    Directory = files.Root,
                    Config = whole,
                    Embeddings = [embedding, .. before?.Embeddings.Where(e => e.TensorName != embedding.TensorName) ?? []],
                    Version = $"{before?.Version}+{used[0]}",
                },
                [.. used, .. _filesOf.GetValueOrDefault(config, [])]);
            return (run, embedding.TensorName);
        }
    }

    /// <summary>Shows a run no longer, and deletes its files.</summary>
    /// <exception cref="ApiException">404 for one that there is not.</exception>
    public void Remove(string run)
    {
        HashSet<string> unused;
        lock (_gate)
        {
            if (!_filesOf.Remove(run, out var used))
            {
                throw ApiException.NotFound($"No run \"{run}\" was brought to this server.", "GET /api/uploads lists those that were.");
            }

            unused = [.. used.Except(_filesOf.Values.SelectMany(ids => ids))];
        }

        watcher.Remove(run);
        catalog.Close(run);
        foreach (var id in unused)
        {
            files.Delete(id);
        }
    }

    /// <summary>Deletes a file that no run uses: one that was sent for nothing.</summary>
    /// <exception cref="ApiException">404 for one that there is not; 409 for one that is shown.</exception>
    public void Delete(string file)
    {
        lock (_gate)
        {
            if (_filesOf.FirstOrDefault(pair => pair.Value.Contains(file)).Key is { } run)
            {
                throw ApiException.Conflict($"The file belongs to run \"{run}\".", "DELETE /api/uploads/runs removes the run with its files.");
            }
        }

        files.Delete(file);
    }

    // What cannot be shown is refused here, so that the page keeps what it shows.
    private static Run Shown(LogDirectoryScanner scanner, string name)
    {
        var snapshot = scanner.Scan();
        if (snapshot.Runs.FirstOrDefault(r => r.Embeddings.Any(e => e.CanBeShown)) is { } run)
        {
            return run;
        }

        var problem = snapshot.Runs.SelectMany(r => r.Embeddings.SelectMany(e => e.Problems).Concat(r.Problems)).Concat(snapshot.Problems)
            .OrderByDescending(p => p.Severity).FirstOrDefault();
        throw ApiException.Unusable(problem?.Message ?? $"{name} holds no vectors.", problem?.Remedy ?? "docs/formats.md lists what can be opened.");
    }

    private string PathOf(string id) => id.Length == 0 ? "" : files.Find(id).Path;

    private (string Run, string Tensor) Add(Run run, IEnumerable<string> used)
    {
        _filesOf[run.Name] = [.. used];
        watcher.Add(run);
        return (run.Name, (run.Embeddings.FirstOrDefault(e => e.CanBeShown) ?? run.Embeddings[0]).TensorName);
    }

    private string FreeName(string wanted)
    {
        var taken = watcher.Current.Runs.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? wanted : $"{wanted} ({i})").First(name => !taken.Contains(name));
    }
}
