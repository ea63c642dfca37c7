namespace EmbeddingProjector.App.Wire;

// The JSON of docs/api.md: /api/quality.

/// <summary>What is measured: k of every measure, what is near in space, and which components of a PCA are the axes.</summary>
internal sealed record MeasureQualityJson(int? K, string? Metric, IReadOnlyList<int>? Components);

internal sealed record QualityJson(
    string Id,
    string Dataset,
    string Run,
    string State,
    double Progress,
    string Metric,
    int Rows,
    int? ComparedRows,
    int? SampleRows,
    IReadOnlyList<MeasureJson>? Measures,
    IReadOnlyList<string> Notes,
    string? Message);

/// <summary>One measure of the whole map; its column has the same name.</summary>
internal sealed record MeasureJson(string Name, int K, double Value);
