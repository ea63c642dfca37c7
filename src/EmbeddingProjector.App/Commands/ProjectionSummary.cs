using System.Globalization;
using System.Text.Json;
using EmbeddingProjector.App.Server;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Commands;

/// <summary>What <c>projector project --json</c> prints: sizes, parameters, the seconds of each stage, what came of it, its quality when that was measured.</summary>
internal static class ProjectionSummary
{
    /// <summary>One object on one line.</summary>
    public static string Line(
        IProjection projection, ProjectionInput settings, ParameterValues values, ChosenDistance? distance, IProjectionRun run, bool isComplete, string output,
        QualityReport? quality) =>
        JsonLine.Write(json =>
        {
            json.WriteNumber("n", settings.Vectors.RowCount);
            json.WriteNumber("d", settings.Vectors.ColumnCount);
            json.WriteString("method", projection.Name);
            json.WriteNumber("dims", settings.Dimensions);
            json.WriteNumber("seed", settings.Seed);
            json.WriteNumber("threads", settings.EffectiveThreads);
            json.WriteStartObject("parameters");
            foreach (var (name, value) in values.All)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            if (distance is not null)
            {
                json.WriteStartObject("distance");
                json.WriteString("metric", distance.Metric.Name());
                json.WriteString("reason", distance.Reason);
                json.WriteEndObject();
            }

            json.WriteStartArray("stages");
            foreach (var stage in run.StageTimes)
            {
                json.WriteStartObject();
                json.WriteString("stage", stage.Stage);
                json.WriteNumber("seconds", stage.Seconds);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("iterations", run.Iteration);
            json.WriteBoolean("complete", isComplete);
            json.WriteNumber("seconds", run.StageTimes.Sum(s => s.Seconds));
            WriteNumbers(json, "explainedVariance", (run as IComponentRun)?.ExplainedVarianceRatio);
            WriteAxes(json, (run as IAxisRun)?.Axes);
            if (quality is null)
            {
                json.WriteNull("quality");
            }
            else
            {
                json.WriteStartObject("quality");
                quality.WriteJson(json);
                json.WriteEndObject();
            }

            json.WriteStartArray("notes");
            foreach (var note in run.Notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
            json.WriteString("output", output);
        });

    /// <summary>For how many rows the ends of each axis stand, in words.</summary>
    public static IEnumerable<string> Axes(IProjectionRun run) =>
        from axis in ((run as IAxisRun)?.Axes ?? []).Select((label, number) => (Label: label, Number: number + 1))
        where axis.Label.LowRows is not null || axis.Label.HighRows is not null
        select string.Create(
            CultureInfo.InvariantCulture,
            $"Axis {axis.Number} goes from \"{axis.Label.Low}\"{Counted(axis.Label.LowRows)} to \"{axis.Label.High}\"{Counted(axis.Label.HighRows)}.");

    private static string Counted(int? rows) =>
        rows is { } count ? string.Create(CultureInfo.InvariantCulture, $" ({count:N0} {(count == 1 ? "row" : "rows")})") : "";

    private static void WriteAxes(Utf8JsonWriter json, IReadOnlyList<AxisLabel>? axes)
    {
        if (axes is null)
        {
            json.WriteNull("axes");
            return;
        }

        json.WriteStartArray("axes");
        foreach (var axis in axes)
        {
            json.WriteStartObject();
            WriteEnd(json, "low", axis.Low, axis.LowRows);
            WriteEnd(json, "high", axis.High, axis.HighRows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEnd(Utf8JsonWriter json, string end, string label, int? rows)
    {
        json.WriteString(end, label);
        if (rows is { } count)
        {
            json.WriteNumber(end + "Rows", count);
        }
        else
        {
            json.WriteNull(end + "Rows");
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<double>? numbers)
    {
        if (numbers is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
