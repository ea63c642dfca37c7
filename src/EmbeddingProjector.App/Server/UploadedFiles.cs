namespace EmbeddingProjector.App.Server;

/// <summary>A file that a person brought to the server.</summary>
/// <param name="Id">What it is called in requests.</param>
/// <param name="Name">The name that it had where it came from.</param>
/// <param name="Path">Where it is now.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record UploadedFile(string Id, string Name, string Path, long Bytes);

/// <summary>The files that people brought, in a directory of their own that is gone when the server stops; all together they are bounded.</summary>
internal sealed class UploadedFiles(ServerOptions options) : IDisposable
{
    private const int LongestName = 120;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, UploadedFile> _files = new(StringComparer.Ordinal);
    private string? _directory;
    private long _bytes;

    /// <summary>How many bytes all files take, those that are arriving included.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many bytes they may take.</summary>
    public long MostBytes => options.UploadBytes;

    /// <summary>The directory that holds them.</summary>
    public string Root
    {
        get
        {
            lock (_gate)
            {
                return _directory ??= Directory.CreateTempSubdirectory("embedding-projector-").FullName;
            }
        }
    }

    /// <summary>Takes a file in.</summary>
    /// <param name="name">The name that it has on the other side; only its last part counts.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellationToken">The other side is gone: what has arrived is thrown away.</param>
    /// <exception cref="ApiException">413 when it would not fit.</exception>
    public async Task<UploadedFile> TakeAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var said = NameOf(name);
        var id = Guid.NewGuid().ToString("N");
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Root, id)).FullName, said);
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

    /// <summary>The file of an id.</summary>
    /// <exception cref="ApiException">404 for one that there is not.</exception>
    public UploadedFile Find(string id)
    {
        lock (_gate)
        {
            return _files.TryGetValue(id, out var file)
                ? file
                : throw ApiException.NotFound("There is no uploaded file of this id.", "POST /api/uploads takes one in.");
        }
    }

    /// <summary>Removes a file.</summary>
    /// <exception cref="ApiException">404 for one that there is not.</exception>
    public void Delete(string id)
    {
        var file = Find(id);
        try
        {
            Directory.Delete(Path.GetDirectoryName(file.Path)!, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a file that is mapped for as long as somebody reads it. It goes when the server stops, and counts until then.
            return;
        }

        lock (_gate)
        {
            if (_files.Remove(id))
            {
                Interlocked.Add(ref _bytes, -file.Bytes);
            }
        }
    }

    /// <summary>Removes all files.</summary>
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
}
