namespace EmbeddingProjector.App.Wire;

// The JSON of docs/api.md: GET /api/workspace and GET /api/changes.

internal sealed record WorkspaceJson(
    string Title, string Path, string Kind, string Version, IReadOnlyList<RunJson> Runs, IReadOnlyList<ProblemJson> Problems);

internal sealed record RunJson(
    string Name, string? Config, string? Checkpoint, IReadOnlyList<TensorJson> Tensors, IReadOnlyList<ProblemJson> Problems, bool IsUploaded);

internal sealed record TensorJson(
    string Name,
    long? Rows,
    long? Columns,
    string? ElementType,
    string? Metadata,
    bool HasSprite,
    bool HasBookmarks,
    string Version,
    long? Step,
    bool IsAwaited,
    IReadOnlyList<ProblemJson> Problems);

internal sealed record ProblemJson(string Severity, string Message, string? Remedy, string? Path);

internal sealed record ChangeJson(string Version);

/// <summary>The metadata of an open data set was edited.</summary>
internal sealed record MetadataChangeJson(string Dataset, string MetadataVersion);

internal sealed record ErrorJson(string Message, string? Remedy);
