namespace EmbeddingProjector.App.Wire;

// The JSON of docs/api.md: /api/projections/{id}/steps.

internal sealed record StepsJson(string History, int Number, int Seen, int Every, string? Note, long MostBytes, IReadOnlyList<SeenStepJson> Steps);

internal sealed record SeenStepJson(
    int Number, string Dataset, long? Step, DateTime? Written, double? Agreement, IReadOnlyList<double> Rotation, IReadOnlyList<double>? Shares);
