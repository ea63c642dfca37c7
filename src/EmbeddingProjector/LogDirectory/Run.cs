using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>A directory of the log directory that holds embeddings, or should: its config, its checkpoint, what can be shown and what is wrong.</summary>
/// <param name="Name">The path relative to the log directory with forward slashes; "." for the log directory itself.</param>
/// <param name="Directory">The absolute path.</param>
/// <param name="ConfigPath">The absolute path of its projector_config.pbtxt, or null when it has none.</param>
/// <param name="CheckpointPath">The checkpoint prefix in use (absolute), or null.</param>
/// <param name="Config">The config as served: augmented as the original does (reference, section 1.5).</param>
/// <param name="Embeddings">What can be chosen, in the order in which it is listed.</param>
/// <param name="Problems">What was found wrong with the run as a whole.</param>
/// <param name="Version">Changes when anything that the run shows changes on disk.</param>
public sealed record Run(
    string Name,
    string Directory,
    string? ConfigPath,
    string? CheckpointPath,
    ProjectorConfig Config,
    IReadOnlyList<Embedding> Embeddings,
    IReadOnlyList<LogProblem> Problems,
    string Version);

/// <summary>One embedding of a run: where its vectors, metadata, sprite and bookmarks are. Nothing of the vectors has been read.</summary>
/// <param name="TensorName">Its name: a checkpoint key (with a trailing ":0" removed) or the name of a file.</param>
/// <param name="Shape">[n, d] as far as it is known without reading all of the file; empty when not.</param>
/// <param name="ElementType">The element type on disk (float32, float64 …), or null when not known yet.</param>
/// <param name="Source">Where its vectors are.</param>
/// <param name="MetadataPath">The resolved metadata file, or null.</param>
/// <param name="Sprite">The resolved sprite, or null.</param>
/// <param name="BookmarksPath">The resolved bookmarks file, or null.</param>
/// <param name="Problems">What was found wrong with this embedding.</param>
/// <param name="Version">Changes when any of its files changes.</param>
public sealed record Embedding(
    string TensorName,
    IReadOnlyList<long> Shape,
    string? ElementType,
    EmbeddingSource Source,
    string? MetadataPath,
    SpriteFile? Sprite,
    string? BookmarksPath,
    IReadOnlyList<LogProblem> Problems,
    string Version)
{
    /// <summary>The column by which the rows of <see cref="MetadataPath"/> are found; null to join them by a column that both have, or in order.</summary>
    public string? MetadataKey { get; init; }

    /// <summary>Changes when the files of the vectors change, and only then.</summary>
    public string VectorsVersion { get; init; } = "";

    /// <summary>The training step of the checkpoint that holds it; null when nothing tells it.</summary>
    public long? Step { get; init; }

    /// <summary>When its vectors were last written (UTC); null when they are not there.</summary>
    public DateTime? WrittenAt { get; init; }

    /// <summary>True when nothing found so far keeps it from being shown.</summary>
    public bool CanBeShown => !Problems.Any(p => p.Severity == ProblemSeverity.Error);
}

/// <summary>Where vectors are: a tensor of a checkpoint, a file, or a source that is no file.</summary>
/// <param name="Path">The checkpoint prefix or the file, absolute; null when it could not be resolved.</param>
/// <param name="Tensor">The name of the tensor in it; null to take the only one.</param>
/// <param name="IsCheckpoint">Whether <paramref name="Path"/> is a checkpoint prefix.</param>
public sealed record EmbeddingSource(string? Path, string? Tensor, bool IsCheckpoint)
{
    /// <summary>What reads them when they lie in no file; <see cref="Path"/> is then its name.</summary>
    public IVectorSource? Reader { get; init; }
}

/// <summary>An image of thumbnails, row by row from the top left, one for each row of the table.</summary>
/// <param name="Path">The resolved image file.</param>
/// <param name="ThumbnailWidth">Width of one thumbnail in pixels.</param>
/// <param name="ThumbnailHeight">Height of one thumbnail in pixels.</param>
public sealed record SpriteFile(string Path, int ThumbnailWidth, int ThumbnailHeight);

/// <summary>All that was found at one moment.</summary>
/// <param name="Path">The log directory, or the file that is shown.</param>
/// <param name="Runs">The runs, in discovery order, "." last when it was added for the root.</param>
/// <param name="Problems">What is wrong with the directory as a whole; never empty when no run has an embedding.</param>
/// <param name="Version">Changes when anything above changes.</param>
public sealed record LogSnapshot(string Path, IReadOnlyList<Run> Runs, IReadOnlyList<LogProblem> Problems, string Version)
{
    /// <summary>What <see cref="Path"/> is.</summary>
    public LogSourceKind Kind { get; init; }
}

/// <summary>What is shown.</summary>
public enum LogSourceKind
{
    /// <summary>A log directory.</summary>
    Directory,

    /// <summary>One file, or one checkpoint.</summary>
    File,

    /// <summary>A source that is no file: a table of a database, the answer to a query.</summary>
    Database,
}
