using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Finds what a log directory, a single file or a source that is no file has to show. Content that cannot be used never raises: it becomes a <see cref="LogProblem"/> that says
/// what was found and what to do. A second scan reads only what has changed on disk. Thread-safe.
/// </summary>
public sealed class LogDirectoryScanner
{
    private readonly Lock _gate = new();
    private readonly StampedCache _cache = new();
    private readonly Func<ScanContext, LogSnapshot> _scan;
    private LogSnapshot? _last;

    private LogDirectoryScanner(LogSourceKind kind, string path, Func<ScanContext, LogSnapshot> scan)
    {
        Path = path;
        _scan = context => scan(context) with { Kind = kind };
    }

    /// <summary>The directory or file, absolute; the name of a source.</summary>
    public string Path { get; }

    /// <summary>A scanner of a log directory and all runs below it; it need not exist yet.</summary>
    public static LogDirectoryScanner ForDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        return new(LogSourceKind.Directory, full, context => DirectoryScan.Scan(full, context));
    }

    /// <summary>
    /// A scanner of one file of vectors or one checkpoint (its prefix or one of its files), as if a config named it; or of one config. What the
    /// person names herself is not confined to any directory.
    /// </summary>
    /// <param name="path">The file or prefix.</param>
    /// <param name="metadataPath">TSV, CSV or another table; null to look for one beside the file.</param>
    /// <param name="columns">d, for files of bare float32 (.bytes).</param>
    /// <param name="metadataKey">The column by which metadata and vectors are joined; null to find one that both have, else row by row.</param>
    public static LogDirectoryScanner ForFile(string path, string? metadataPath = null, int? columns = null, string? metadataKey = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (columns is { } d)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(d, 1, nameof(columns));
        }

        var full = System.IO.Path.GetFullPath(path);
        var metadata = metadataPath is null ? null : System.IO.Path.GetFullPath(metadataPath);
        return new(LogSourceKind.File, full, context => FileScan.Scan(full, metadata, columns, metadataKey, context));
    }

    /// <summary>A scanner of a source that is no file. It is asked once, by the first scan; that scan raises what it raises.</summary>
    /// <param name="source">The source.</param>
    /// <param name="metadataPath">A file of metadata to join; null for the columns of the source alone.</param>
    /// <param name="metadataKey">The column by which they are joined; null to find one that both have, else row by row.</param>
    public static LogDirectoryScanner ForSource(IVectorSource source, string? metadataPath = null, string? metadataKey = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var metadata = metadataPath is null ? null : System.IO.Path.GetFullPath(metadataPath);
        return new(LogSourceKind.Database, source.Name, context => SourceScan.Scan(source, metadata, metadataKey, context));
    }

    /// <summary>
    /// A scanner of one embedding whose files lie anywhere: paths that are not absolute start at the working directory. What the person names herself is
    /// not confined.
    /// </summary>
    /// <param name="embedding">The entry, with a path of vectors.</param>
    public static LogDirectoryScanner ForEmbedding(EmbeddingInfo embedding)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentException.ThrowIfNullOrEmpty(embedding.TensorPath, nameof(embedding));
        var entry = embedding.Copy();
        entry.TensorPath = System.IO.Path.GetFullPath(entry.TensorPath);
        return new(LogSourceKind.File, entry.TensorPath, context => FileScan.Scan(entry, context));
    }

    /// <summary>What is there now. The same object is returned as long as nothing has changed.</summary>
    /// <exception cref="OperationCanceledException">The scan was cancelled.</exception>
    public LogSnapshot Scan(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _cache.Begin();
            var snapshot = _scan(new(_cache, cancellationToken));
            _cache.End();
            return _last = _last?.Version == snapshot.Version ? _last : snapshot;
        }
    }
}
