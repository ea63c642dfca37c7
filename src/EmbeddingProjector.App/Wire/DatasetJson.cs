using System.Text.Json.Serialization;

namespace EmbeddingProjector.App.Wire;

// The JSON of docs/api.md: /api/datasets and what lies under it.

internal sealed record OpenDatasetJson(string? Run, string? Tensor);

/// <summary>The three states share their first fields; each has its own others.</summary>
[JsonDerivedType(typeof(LoadingDatasetJson))]
[JsonDerivedType(typeof(FailedDatasetJson))]
[JsonDerivedType(typeof(ReadyDatasetJson))]
internal abstract record DatasetJson(
    [property: JsonPropertyOrder(-4)] string Id,
    [property: JsonPropertyOrder(-3)] string Run,
    [property: JsonPropertyOrder(-2)] string Tensor,
    [property: JsonPropertyOrder(-1)] string State);

internal sealed record LoadingDatasetJson(string Id, string Run, string Tensor, string Stage, double Progress)
    : DatasetJson(Id, Run, Tensor, "loading");

internal sealed record FailedDatasetJson(string Id, string Run, string Tensor, string Message, string? Remedy)
    : DatasetJson(Id, Run, Tensor, "failed");

internal sealed record ReadyDatasetJson(
    string Id,
    string Run,
    string Tensor,
    int Rows,
    int Columns,
    IReadOnlyList<ColumnJson> Metadata,
    int? DefaultLabel,
    bool DefaultSpherize,
    string DefaultMetric,
    SpriteJson? Sprite,
    IReadOnlyList<StoredMapJson> Maps,
    IReadOnlyList<ProblemJson> Problems,
    string? CheckpointPath,
    string? MetadataFile,
    string MetadataVersion,
    long? Step,
    DateTime? Written)
    : DatasetJson(Id, Run, Tensor, "ready");

internal sealed record ColumnJson(int Index, string Name, string Kind, int Distinct, int Missing, double? Min, double? Max);

internal sealed record StoredMapJson(string Name, int Dimensions);

internal sealed record SpriteJson(string File, int ThumbnailWidth, int ThumbnailHeight, int ImageWidth, int ImageHeight, string Version);

internal sealed record RowJson(int Row, IReadOnlyList<RowValueJson> Values, double? Norm);

internal sealed record RowValueJson(string Column, string? Value);

internal sealed record NeighborsJson(int Row, string Metric, IReadOnlyList<NeighborJson> Neighbors, string? Note);

internal sealed record NeighborJson(int Row, double? Distance);

internal sealed record NearestRequest(string? Expression, int? Column, int? Count, string? Metric);

internal sealed record NearestJson(string Metric, IReadOnlyList<TermJson> Terms, IReadOnlyList<NeighborJson> Neighbors, IReadOnlyList<string> Notes);

internal sealed record RowsRequest(IReadOnlyList<int>? Rows);

internal sealed record ContrastJson(IReadOnlyList<ContrastLineJson> Columns, IReadOnlyList<ContrastLineJson> Dimensions);

internal sealed record ContrastLineJson(string Name, string? Value, double Selected, double Others, double Effect);

internal sealed record TermJson(int Row, string Name, double Factor);
