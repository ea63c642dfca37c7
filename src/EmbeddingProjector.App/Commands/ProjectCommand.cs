using System.CommandLine;
using System.Globalization;
using EmbeddingProjector.App.Server;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Approximate;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>projector project</c>: a layout in two or three dimensions, as an array file.</summary>
internal static class ProjectCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var input = new VectorInput(withEdits: true);
        var method = new Option<string>("--method") { Description = $"One of: {string.Join(", ", ProjectionCatalog.All.Select(p => p.Name))}.", Required = true, HelpName = "name" };
        var dims = new Option<int>("--dims") { Description = "2 or 3.", DefaultValueFactory = _ => 3, HelpName = "2|3" };
        var seed = new Option<ulong>("--seed") { Description = "Every random choice follows from it.", DefaultValueFactory = _ => 42, HelpName = "number" };
        var parameters = new Option<string[]>("--param") { Description = "A parameter of the method, name=value. May be repeated.", DefaultValueFactory = _ => [], HelpName = "name=value" };
        var spherize = new Option<bool>("--spherize") { Description = "Centre the vectors and scale each to unit length first." };
        var output = new Option<string>("--output") { Description = "Where the positions go: .npy (float32 [n, 2 or 3]), .tsv or .csv.", Required = true, HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON: n, d, method, parameters, seconds of each stage, quality, notes." };
        var quality = new Option<bool>("--quality") { Description = "Measure how far the map can be trusted: trustworthiness, continuity, neighbor preservation; for PCA explained variance." };
        var metric = new Option<string?>("--metric") { Description = "The distance between vectors, for methods that take one; the same as --param metric=NAME. Without it the one that the file states, else the default of the method.", HelpName = "name" };
        var neighbors = new Option<string?>("--neighbors") { Description = "Neighbors that were computed before: .npy, whole numbers [n, k].", HelpName = "file" };
        var choice = new NeighborChoice();
        var threads = ThreadsOption.Create();
        var command = new ManualCommand("project", "Lays every row out in two or three dimensions.",
            $"""
            Lays every row out in two or three dimensions and writes the positions as a NumPy array or as text.

            --quality compares the map with the vectors as they are, by the distance that the map was made for (Euclidean where the method takes
            none): on all rows up to 10,000, on a stated sample of more. With --json the figures are part of the line.

            Ctrl-C ends it early: the positions so far are written all the same, and the exit code is 130. The same seed gives the same bytes on any number of threads.

            Methods and their parameters:
            {string.Join('\n', ProjectionCatalog.All.Select(Describe))}

            Example:
              projector project vectors.npy --method pca --dims 2 --output positions.npy --json
              projector project vectors.npy --method umap --dims 2 --param neighbors=30 --quality --output map.csv

            """);
        input.AddTo(command);
        foreach (var option in new Option[] { method, dims, seed, parameters, metric, neighbors, spherize, output, quality, json, threads })
        {
            command.Add(option);
        }

        choice.AddTo(command);
        IntegerRange.Require(dims, 2, 3);
        output.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string>() is { } path && !PositionFile.CanWrite(path))
            {
                r.AddError($"--output {path}: the name must end in .npy, .tsv or .csv.");
            }
        });
        command.Validators.Add(r =>
        {
            if (r.GetValue(neighbors) is not null && choice.IsGiven(r))
            {
                r.AddError("--neighbors takes the place of a search: leave --exact, --approximate and --recall out.");
            }
        });
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                var projection = ProjectionCatalog.Find(result.GetValue(method)!);
                var given = Given(projection, result.GetValue(parameters) ?? [], result.GetValue(metric));
                // Checked before anything is read.
                var values = new ParameterValues(projection.Parameters, given);
                var error = result.InvocationConfiguration.Error;
                var progress = ProgressLine.To(error);
                var data = input.Read(result, progress, cancellationToken);
                using var vectors = data.Vectors;
                var distance = MapMetric.Choose(projection, given, data.Metric);
                if (distance is not null)
                {
                    error.WriteLine(distance);
                    values = new ParameterValues(projection.Parameters, [.. given, MapMetric.Value(distance.Metric)]);
                }

                var threadCount = result.GetValue(threads);
                var laidOut = result.GetValue(spherize) ? Spherize.Apply(vectors, threadCount, cancellationToken) : vectors;
                var settings = new ProjectionInput(laidOut, result.GetValue(dims), result.GetValue(seed), threadCount)
                {
                    Metadata = data.Metadata,
                    Maps = data.Maps,
                    NeighborSource = result.GetValue(neighbors) is { } file ? NeighborFile.Source(file, laidOut, threadCount, cancellationToken)
                        : choice.IsGiven(result) ? Searching(laidOut, choice.Mode(result), choice.Options(result, projection.NeighborRecall, result.GetValue(seed), threadCount))
                        : null,
                };
                using var run = projection.Start(settings, values);
                var isComplete = ProjectionSteps.Run(run, progress, cancellationToken);
                if (run.Current is not { } positions)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    throw new InvalidOperationException($"{projection.Title} ended without positions.");
                }

                var path = result.GetValue(output)!;
                PositionFile.Write(path, positions);
                foreach (var note in run.Notes.Concat(ProjectionSummary.Axes(run)))
                {
                    error.WriteLine($"note: {note}");
                }

                var report = result.GetValue(quality) && isComplete ? Measured(vectors, positions, run, MapMetric.Of(projection, values), threadCount) : null;
                if (result.GetValue(json))
                {
                    result.InvocationConfiguration.Output.WriteLine(ProjectionSummary.Line(projection, settings, values, distance, run, isComplete, path, report));
                }
                else
                {
                    report?.WriteTable(result.InvocationConfiguration.Output);
                }

                if (!isComplete)
                {
                    error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Cancelled at iteration {run.Iteration:N0}: the positions so far are in {path}."));
                }
                else if (report is null && result.GetValue(quality))
                {
                    error.WriteLine($"Cancelled while quality was measured: the positions are in {path}.");
                }

                return isComplete && (report is not null || !result.GetValue(quality)) ? ExitCodes.Success : ExitCodes.Cancelled;

                // Null when it was cancelled: the map is complete and stays.
                QualityReport? Measured(VectorTable asTheyAre, Positions map, IProjectionRun of, DistanceMetric distance, int threads)
                {
                    try
                    {
                        return QualityReport.Measure(asTheyAre, map, of, distance, threads, progress, cancellationToken);
                    }
                    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                    {
                        return null;
                    }
                }
            },
            cancellationToken));
        return command;
    }

    private static Func<DistanceMetric, int, IProgress<double>?, CancellationToken, NeighborTable> Searching(
        VectorTable vectors, NeighborSearchMode mode, ApproximateNeighborOptions options) =>
        (metric, count, progress, cancellationToken) => NeighborSearch.Run(vectors, metric, count, mode, options, progress, cancellationToken);

    private static List<KeyValuePair<string, string>> Given(IProjection projection, string[] parameters, string? metric)
    {
        var given = parameters.Select(Split).ToList();
        if (metric is null)
        {
            return given;
        }

        if (!projection.Parameters.Any(p => p.Name == MapMetric.Parameter))
        {
            throw new ArgumentException($"--metric {metric}: {projection.Title} takes no metric.");
        }

        return given.Exists(g => g.Key == MapMetric.Parameter)
            ? throw new ArgumentException("Give either --metric or --param metric=…, not both.")
            : [.. given, KeyValuePair.Create(MapMetric.Parameter, metric)];
    }

    private static KeyValuePair<string, string> Split(string text)
    {
        var parts = text.Split('=', 2);
        return parts.Length == 2
            ? KeyValuePair.Create(parts[0].Trim(), parts[1].Trim())
            : throw new ArgumentException($"--param {text} has no \"=\": it takes name=value.");
    }

    private static string Describe(IProjection projection) =>
        $"  {projection.Name} ({projection.Title})" + string.Concat(projection.Parameters.Select(p => $"\n    {p.Name} = {Values(p)}, default {(p.Default.Length == 0 ? "none" : p.Default)}: {p.Help}"));

    private static string Values(ProjectionParameter parameter) => parameter.Kind switch
    {
        ParameterKind.Flag => "true|false",
        ParameterKind.Choice => string.Join('|', parameter.Choices),
        ParameterKind.Text => "TEXT",
        _ => string.Create(CultureInfo.InvariantCulture, $"{parameter.Minimum} to {parameter.Maximum}"),
    };
}
