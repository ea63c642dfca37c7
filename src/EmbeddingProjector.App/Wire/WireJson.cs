using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmbeddingProjector.App.Wire;

/// <summary>All JSON of /api/, generated at build time: camelCase, null written out.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WorkspaceJson))]
[JsonSerializable(typeof(ChangeJson))]
[JsonSerializable(typeof(ErrorJson))]
[JsonSerializable(typeof(OpenDatasetJson))]
[JsonSerializable(typeof(DatasetJson))]
[JsonSerializable(typeof(RowJson))]
[JsonSerializable(typeof(EditMetadataJson))]
[JsonSerializable(typeof(EditedMetadataJson))]
[JsonSerializable(typeof(NeighborsJson))]
[JsonSerializable(typeof(RowsRequest))]
[JsonSerializable(typeof(ContrastJson))]
[JsonSerializable(typeof(NearestRequest))]
[JsonSerializable(typeof(UploadedFileJson))]
[JsonSerializable(typeof(UploadedTensorRequest))]
[JsonSerializable(typeof(UploadedTensorJson))]
[JsonSerializable(typeof(NearestJson))]
[JsonSerializable(typeof(IReadOnlyList<MethodJson>))]
[JsonSerializable(typeof(StartProjectionJson))]
[JsonSerializable(typeof(ProjectionRunJson))]
[JsonSerializable(typeof(ProjectionStatusJson))]
[JsonSerializable(typeof(StepsJson))]
[JsonSerializable(typeof(MeasureQualityJson))]
[JsonSerializable(typeof(QualityJson))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
internal sealed partial class WireJson : JsonSerializerContext;
