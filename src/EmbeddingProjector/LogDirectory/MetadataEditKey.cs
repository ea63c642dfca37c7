namespace EmbeddingProjector.LogDirectory;

/// <summary>Which edits: those of one tensor's metadata file, as long as it has so many rows.</summary>
/// <param name="LogPath">The log directory, or the file that is shown.</param>
/// <param name="Run">The name of the run.</param>
/// <param name="Tensor">The name of the tensor.</param>
/// <param name="MetadataPath">The metadata file; null for none.</param>
/// <param name="Rows">n.</param>
public sealed record MetadataEditKey(string LogPath, string Run, string Tensor, string? MetadataPath, int Rows)
{
    /// <summary>Whether <see cref="LogPath"/> is the name of a source that is no file: nothing can be kept beside it.</summary>
    public bool HasNoDirectory { get; init; }

    /// <summary>Of an embedding that was opened from a log directory, a file or another source.</summary>
    /// <param name="logPath">What <see cref="LogSnapshot.Path"/> says.</param>
    /// <param name="run">Its run.</param>
    /// <param name="embedding">The embedding.</param>
    /// <param name="rows">n.</param>
    public static MetadataEditKey Of(string logPath, Run run, Embedding embedding, int rows)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(embedding);
        var metadata = embedding.MetadataPath;
        if (embedding.Source.Reader is { } reader)
        {
            return new(reader.Name, run.Name, embedding.TensorName, metadata, rows) { HasNoDirectory = true };
        }

        // Files that a person sent lie elsewhere; their edits stand beside them and go with them.
        var isSent = IsOutside(run.Directory, logPath) || (metadata is not null && Directory.Exists(logPath) && IsOutside(metadata, logPath));
        return new(isSent ? metadata ?? run.Directory : logPath, run.Name, embedding.TensorName, metadata, rows);
    }

    private static bool IsOutside(string path, string log) =>
        Path.GetRelativePath(Directory.Exists(log) ? log : Path.GetDirectoryName(Path.GetFullPath(log))!, path) is { } relative
        && (Path.IsPathRooted(relative) || relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal));
}
