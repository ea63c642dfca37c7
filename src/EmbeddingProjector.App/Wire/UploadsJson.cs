namespace EmbeddingProjector.App.Wire;

// The JSON of docs/api.md: /api/uploads and what lies under it.

internal sealed record UploadsJson(long Bytes, long MostBytes, IReadOnlyList<string> Runs);

internal sealed record UploadedFileJson(string File, string Name, long Bytes);

internal sealed record UploadedTensorRequest(string? Vectors, string? Metadata, string? Run, string? Tensor);

internal sealed record UploadedEmbeddingRequest(string? Config, UploadedEmbeddingJson? Embedding, IReadOnlyList<UploadProblemJson>? Problems);

/// <summary>An embedding of TensorBoard's JSON config whose paths are ids of uploaded files.</summary>
internal sealed record UploadedEmbeddingJson(
    string? TensorName, string? TensorPath, IReadOnlyList<long>? TensorShape, string? MetadataPath, UploadedSpriteJson? Sprite, string? BookmarksPath);

internal sealed record UploadedSpriteJson(string? ImagePath, IReadOnlyList<long>? SingleImageDim);

internal sealed record UploadProblemJson(string? Message, string? Remedy);

internal sealed record UploadedTensorJson(string Run, string Tensor);
