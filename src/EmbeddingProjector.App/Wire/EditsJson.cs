namespace EmbeddingProjector.App.Wire;

// The JSON of docs/api.md: PATCH /api/datasets/{id}/edits.

internal sealed record EditMetadataJson(IReadOnlyList<MetadataEditJson?>? Edits);

internal sealed record MetadataEditJson(string? Column, string? Rows, string? Text);

/// <summary>The data set as it is now, and the edits that take these back.</summary>
internal sealed record EditedMetadataJson(DatasetJson Dataset, IReadOnlyList<MetadataEditJson> Back);
