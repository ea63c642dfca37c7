using System.Text.Json;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Commands;

/// <summary>What <c>projector project --json</c> prints: sizes, parameters, the seconds of each stage, what came of it, its quality when that was measured.</summary>
internal static class ProjectionSummary
{
    /// <summary>One object on one line.</summary>
    public static string Line(
        IProjection projection, ProjectionInput settings, ParameterValues values, IProjectionRun run, bool isComplete, string output,
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
