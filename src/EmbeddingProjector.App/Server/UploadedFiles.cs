using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary>A file that a person brought to the server.</summary>
/// <param name="Id">What it is called in requests.</param>
/// <param name="Name">The name that it had where it came from.</param>
/// <param name="Path">Where it is now.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record UploadedFile(string Id, string Name, string Path, long Bytes);

/// <summary>
/// The files that people brought, in a directory of their own that is gone when the server stops; all together they are bounded. They become runs
/// beside those of the log directory, into which nothing is ever written.
/// </summary>
internal sealed class UploadedFiles(LogDirectoryWatcher watcher, ServerOptions options) : IDisposable
{
    private const int LongestName = 120;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, UploadedFile> _files = new(StringComparer.Ordinal);
    private string? _directory;
    private long _bytes;

    /// <summary>Takes a file in.</summary>
    /// <param name="name">The name that it has on the other side; only its last part counts.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellationToken">The other side is gone: what has arrived is thrown away.</param>
    /// <exception cref="ApiException">413 when it would not fit.</exception>
    public async Task<UploadedFile> TakeAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var said = NameOf(name);
        var id = Guid.NewGuid().ToString("N");
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Root(), id)).FullName, said);
        var bytes = 0L;
        try
        {
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                var buffer = new byte[1 << 16];
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                {
                    Reserve(read, said);
                    bytes += read;
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch
        {
            Interlocked.Add(ref _bytes, -bytes);
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
            throw;
        }

        var uploaded = new UploadedFile(id, said, path, bytes);
        lock (_gate)
        {
            _files[id] = uploaded;
        }

        return uploaded;
    }

    /// <summary>Shows uploaded vectors, with uploaded metadata or what stands beside the rows in the same file.</summary>
    /// <returns>The run and its first tensor.</returns>
    /// <exception cref="ApiException">404 for a file that there is not; 422 for one that holds no vectors.</exception>
    public (string Run, string Tensor) Show(string vectors, string? metadata)
    {
        var file = Find(vectors);
        var snapshot = LogDirectoryScanner.ForFile(file.Path, metadata is null ? null : Find(metadata).Path).Scan();
        // What cannot be shown is refused here, so that the page keeps what it shows.
        var run = snapshot.Runs.FirstOrDefault(r => r.Embeddings.Any(e => e.CanBeShown));
        if (run is null)
        {
            var problem = snapshot.Runs.SelectMany(r => r.Embeddings.SelectMany(e => e.Problems).Concat(r.Problems)).Concat(snapshot.Problems)
                .OrderByDescending(p => p.Severity).FirstOrDefault();
            throw ApiException.Unusable(problem?.Message ?? $"{file.Name} holds no vectors.", problem?.Remedy ?? "docs/formats.md lists what can be opened.");
        }

        return Add(run with { Name = FreeName(file.Name), Version = file.Id });
    }

    /// <summary>Shows a tensor of the log directory, or of another upload, with uploaded metadata in the place of its own.</summary>
    /// <exception cref="ApiException">404 for what there is not.</exception>
    public (string Run, string Tensor) ShowWith(string metadata, string run, string tensor)
    {
        var file = Find(metadata);
        var found = watcher.Current.Runs.FirstOrDefault(r => r.Name == run);
        var embedding = found?.Embeddings.FirstOrDefault(e => e.TensorName == tensor)
            ?? throw ApiException.NotFound($"There is no tensor \"{tensor}\" in run \"{run}\".", "GET /api/workspace lists what there is.");
        return Add(found! with
        {
            Name = FreeName($"{(run == "." ? "" : run + " ")}with {file.Name}"),
            Embeddings = [embedding with { MetadataPath = file.Path, MetadataKey = null, Version = $"{embedding.Version}+{file.Id}" }],
            Version = file.Id,
        });
    }

    /// <summary>Removes the files.</summary>
    public void Dispose()
    {
        if (_directory is { } directory && Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // No path, and nothing that a file system or a reader of our messages would take for something else.
    private static string NameOf(string name)
    {
        var last = name.Split('/', '\\')[^1];
        var kept = string.Concat(last.Where(c => !char.IsControl(c) && !Path.GetInvalidFileNameChars().Contains(c)));
        kept = kept.Length > LongestName ? kept[^LongestName..] : kept;
        return kept.Trim('.', ' ').Length > 0 ? kept : throw ApiException.BadRequest("The file has no name.", "Say it: ?name=vectors.npy");
    }

    private void Reserve(int bytes, string name)
    {
        if (Interlocked.Add(ref _bytes, bytes) > options.UploadBytes)
        {
            Interlocked.Add(ref _bytes, -bytes);
            throw new ApiException(
                StatusCodes.Status413PayloadTooLarge,
                $"{name} does not fit: files brought to this server may take {options.UploadBytes / (double)(1 << 30):0.#} GiB together.",
                "Start \"projector serve\" with the file itself: it is then read where it is, whatever its size.");
        }
    }

    private (string Run, string Tensor) Add(Run run)
    {
        watcher.Add(run);
        return (run.Name, (run.Embeddings.FirstOrDefault(e => e.CanBeShown) ?? run.Embeddings[0]).TensorName);
    }

    private UploadedFile Find(string id)
    {
        lock (_gate)
        {
            return _files.TryGetValue(id, out var file)
                ? file
                : throw ApiException.NotFound("There is no uploaded file of this id.", "POST /api/uploads takes one in.");
        }
    }

    private string FreeName(string wanted)
    {
        var taken = watcher.Current.Runs.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? wanted : $"{wanted} ({i})").First(name => !taken.Contains(name));
    }

    private string Root()
    {
        lock (_gate)
        {
            return _directory ??= Directory.CreateTempSubdirectory("embedding-projector-").FullName;
        }
    }
}
