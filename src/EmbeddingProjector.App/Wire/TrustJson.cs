namespace EmbeddingProjector.App.Wire;

// The JSON of docs/api.md: POST /api/projections/{id}/trust.

internal sealed record TrustRequest(IReadOnlyList<int>? Rows, int? K, string? Metric, IReadOnlyList<int>? Components);

internal sealed record TrustJson(
    int K, string Metric, int Selected, int Measured, double Kept, double TrueInside, long ShownInside, double? FalseInside, IReadOnlyList<string> Notes);
