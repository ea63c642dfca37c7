using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EmbeddingProjector.App.Server;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections;
using EmbeddingProjector.Quality;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>projector project --quality</c>: how far the map that was written can be trusted, as a table and as JSON.</summary>
internal sealed class QualityReport
{
    private readonly MapQuality _quality;
    private readonly DistanceMetric _metric;
    private readonly IReadOnlyList<double>? _shares;
    private readonly double _seconds;

    private QualityReport(MapQuality quality, DistanceMetric metric, IReadOnlyList<double>? shares, double seconds) =>
        (_quality, _metric, _shares, _seconds) = (quality, metric, shares, seconds);

    /// <summary>Measures a map against the vectors as they are, by the distance that the map was made for.</summary>
    public static QualityReport Measure(
        VectorTable vectors, Positions map, IProjectionRun run, DistanceMetric metric, int threads, ProgressLine progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var quality = MapQuality.Measure(
                vectors, map, metric, new QualityOptions(Threads: threads), progress.For("measuring quality"), cancellationToken);
            var shares = run is IComponentRun { ComponentCount: > 0 } components ? components.ExplainedVarianceRatio.Take(map.Dimensions).ToArray() : null;
            return new QualityReport(quality, metric, shares, clock.Elapsed.TotalSeconds);
        }
        finally
        {
            progress.End();
        }
    }

    /// <summary>A table for people: each measure, its k, its value; then on which rows.</summary>
    public void WriteTable(TextWriter output)
    {
        output.WriteLine($"{"quality",-22} {"k",5}  value");
        foreach (var (name, k, value) in Measures())
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22} {k,5}  {value:0.0000}"));
        }

        if (_shares is not null)
        {
            var each = string.Join(" + ", _shares.Select(Percent));
            output.WriteLine($"{"explained variance",-22} {"",5}  {Percent(_shares.Sum())} ({each})");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Rows()}, {_metric.Name()} distance of the vectors as they are."));
        foreach (var note in _quality.Notes)
        {
            output.WriteLine($"note: {note}");
        }
    }

    /// <summary>The same as one object.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteString("metric", _metric.Name());
        json.WriteBoolean("exact", _quality.SampleRows is null);
        json.WriteNumber("rows", _quality.SampleRows ?? _quality.ComparedRows);
        json.WriteNumber("comparedRows", _quality.ComparedRows);
        json.WriteNumber("trustworthiness", _quality.Trustworthiness);
        json.WriteNumber("continuity", _quality.Continuity);
        json.WriteNumber("trustworthinessNeighbors", _quality.TrustworthinessNeighbors);
        json.WriteNumber("neighborPreservation", _quality.NeighborPreservation);
        json.WriteNumber("preservationNeighbors", _quality.PreservationNeighbors);
        if (_shares is null)
        {
            json.WriteNull("explainedVariance");
        }
        else
        {
            json.WriteNumber("explainedVariance", _shares.Sum());
        }

        json.WriteNumber("seconds", _seconds);
        json.WriteStartArray("notes");
        foreach (var note in _quality.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
    }

    private IEnumerable<(string Name, int K, double Value)> Measures() =>
    [
        ("trustworthiness", _quality.TrustworthinessNeighbors, _quality.Trustworthiness),
        ("continuity", _quality.TrustworthinessNeighbors, _quality.Continuity),
        ("neighbor preservation", _quality.PreservationNeighbors, _quality.NeighborPreservation),
    ];

    private string Rows() => _quality.SampleRows is { } sample
        ? string.Create(CultureInfo.InvariantCulture, $"On a sample of {sample:N0} of {_quality.ComparedRows:N0} rows, each against all")
        : string.Create(CultureInfo.InvariantCulture, $"Exact, on all {_quality.ComparedRows:N0} rows");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");
}
