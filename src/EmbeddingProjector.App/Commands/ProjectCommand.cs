using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>projector project</c>: a layout in two or three dimensions, as an array file.</summary>
internal static class ProjectCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var input = new VectorInput();
        var method = new Option<string>("--method") { Description = $"One of: {string.Join(", ", ProjectionCatalog.All.Select(p => p.Name))}.", Required = true, HelpName = "name" };
        var dims = new Option<int>("--dims") { Description = "2 or 3.", DefaultValueFactory = _ => 3, HelpName = "2|3" };
        var seed = new Option<ulong>("--seed") { Description = "Every random choice follows from it.", DefaultValueFactory = _ => 42, HelpName = "number" };
        var parameters = new Option<string[]>("--param") { Description = "A parameter of the method, name=value. May be repeated.", DefaultValueFactory = _ => [], HelpName = "name=value" };
        var spherize = new Option<bool>("--spherize") { Description = "Centre the vectors and scale each to unit length first." };
        var output = new Option<string>("--output") { Description = "Where the positions go: .npy, float32 [n, 2 or 3].", Required = true, HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON: n, d, seconds of each stage, explained variance, notes." };
        var threads = ThreadsOption.Create();
        var command = new ManualCommand("project", "Lays every row out in two or three dimensions.",
            $"""
            Lays every row out in two or three dimensions and writes the positions as a NumPy array.

            The same seed gives the same bytes on any number of threads.

            Methods and their parameters:
            {string.Join('\n', ProjectionCatalog.All.Select(Describe))}

            Example:
              projector project vectors.npy --method pca --dims 2 --output positions.npy --json

            """);
        input.AddTo(command);
        foreach (var option in new Option[] { method, dims, seed, parameters, spherize, output, json, threads })
        {
            command.Add(option);
        }

        IntegerRange.Require(dims, 2, 3);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                var projection = ProjectionCatalog.Find(result.GetValue(method)!);
                var values = new ParameterValues(projection.Parameters, (result.GetValue(parameters) ?? []).Select(Split));
                var error = result.InvocationConfiguration.Error;
                var progress = ProgressLine.To(error);
                using var vectors = input.Read(result, progress, cancellationToken).Vectors;
                var threadCount = result.GetValue(threads);
                var laidOut = result.GetValue(spherize) ? Spherize.Apply(vectors, threadCount, cancellationToken) : vectors;
                var settings = new ProjectionInput(laidOut, result.GetValue(dims), result.GetValue(seed), threadCount);
                using var run = projection.Start(settings, values);
                do
                {
                    progress.Report(run.Stage, run.Progress);
                }
                while (run.Step(cancellationToken));

                progress.End();
                var positions = run.Current
                    ?? throw new InvalidOperationException($"{projection.Title} ended without positions.");
                OutputFile.Write(
                    result.GetValue(output)!, stream => NpyWriter.Write(stream, positions.Values, [positions.RowCount, positions.Dimensions]));
                foreach (var note in run.Notes)
                {
                    error.WriteLine($"note: {note}");
                }

                if (result.GetValue(json))
                {
                    result.InvocationConfiguration.Output.WriteLine(Summary(projection, settings, values, run, result.GetValue(output)!));
                }

                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static KeyValuePair<string, string> Split(string text)
    {
        var parts = text.Split('=', 2);
        return parts.Length == 2
            ? KeyValuePair.Create(parts[0].Trim(), parts[1].Trim())
            : throw new ArgumentException($"--param {text} has no \"=\": it takes name=value.");
    }

    private static string Describe(IProjection projection) =>
        $"  {projection.Name} ({projection.Title})" + string.Concat(projection.Parameters.Select(p => $"\n    {p.Name} = {Values(p)}, default {p.Default}: {p.Help}"));

    private static string Values(ProjectionParameter parameter) => parameter.Kind switch
    {
        ParameterKind.Flag => "true|false",
        ParameterKind.Choice => string.Join('|', parameter.Choices),
        _ => string.Create(CultureInfo.InvariantCulture, $"{parameter.Minimum} to {parameter.Maximum}"),
    };

    private static string Summary(IProjection projection, ProjectionInput settings, ParameterValues values, IProjectionRun run, string output) =>
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
            json.WriteNumber("seconds", run.StageTimes.Sum(s => s.Seconds));
            WriteNumbers(json, "explainedVariance", (run as IComponentRun)?.ExplainedVarianceRatio);
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
