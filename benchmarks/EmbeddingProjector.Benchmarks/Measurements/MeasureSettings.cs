namespace EmbeddingProjector.Benchmarks.Measurements;

/// <summary>How a task is run.</summary>
/// <param name="Save">The file that the result goes to, or null.</param>
/// <param name="Seed">Of every random choice.</param>
internal sealed record MeasureSettings(string? Save, ulong Seed);
