using System.Text.Json;

namespace EmbeddingProjector.App.Wire;

// The JSON of docs/api.md: /api/projections.

internal sealed record MethodJson(string Name, string Title, IReadOnlyList<ParameterJson> Parameters);

internal sealed record ParameterJson(
    string Name,
    string Title,
    string Kind,
    string Default,
    double? Minimum,
    double? Maximum,
    double? Step,
    IReadOnlyList<string> Choices,
    bool Live,
    string Help,
    string? Source);

/// <summary>What a run is asked for. A parameter may be written as text, number or truth value.</summary>
internal sealed record StartProjectionJson(
    string? Method, int? Dimensions, ulong? Seed, bool? Spherize, IReadOnlyDictionary<string, JsonElement>? Parameters, string? Start);

internal sealed record ProjectionRunJson(
    string Id,
    string Dataset,
    string Method,
    int Dimensions,
    ulong Seed,
    bool Spherize,
    string State,
    string Stage,
    double Progress,
    int Iteration,
    int Frame,
    double? SecondsLeft,
    IReadOnlyList<string> Notes,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<string> Live,
    IReadOnlyList<AxisJson>? Axes,
    IReadOnlyList<double>? ExplainedVariance,
    int ComponentCount,
    string? Message,
    IReadOnlyList<StageJson> Stages);

internal sealed record StageJson(string Stage, double Seconds);

/// <summary>What stands at the ends of an axis, where axes mean something.</summary>
internal sealed record AxisJson(string Low, string High);

/// <summary>A message of the stream of a run.</summary>
internal sealed record ProjectionStatusJson(
    string State,
    string Stage,
    double Progress,
    int Iteration,
    double? SecondsLeft,
    string? Message,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<string> Live);
