using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.Benchmarks.Measurements;

/// <summary>Reads a file, runs one task a number of times and prints one line of JSON: the times of each run and what came out.</summary>
internal static class MeasureCommand
{
    private static readonly Dictionary<string, Func<VectorTable, MeasureSettings, Measurement>> _tasks = new()
    {
        ["pca"] = WholeRuns.Pca,
        ["knn"] = WholeRuns.AllRows,
        ["query"] = WholeRuns.SingleQueries,
        ["graph"] = LayoutRuns.Graph,
        ["tsne2"] = LayoutRuns.Of("tsne", 2),
        ["tsne3"] = LayoutRuns.Of("tsne", 3),
        ["umap2"] = LayoutRuns.Of("umap", 2),
    };

    public static int Run(string[] args)
    {
        if (args.Length < 2 || !_tasks.TryGetValue(args[0], out var task))
        {
            Console.Error.WriteLine($"measure TASK FILE.npy [--runs N] [--seed S] [--save FILE]; TASK is {string.Join(", ", _tasks.Keys)}.");
            return 2;
        }

        var runs = int.Parse(Option(args, "--runs") ?? "1", CultureInfo.InvariantCulture);
        var settings = new MeasureSettings(Option(args, "--save"), ulong.Parse(Option(args, "--seed") ?? "42", CultureInfo.InvariantCulture));
        var format = NpyFormat.Instance;
        var tensor = format.List(args[1], CancellationToken.None).Single();
        using var vectors = format.Read(args[1], tensor, ReadSettings.Default, CancellationToken.None).Vectors;
        var measurements = new List<Measurement>();
        for (var run = 0; run < runs; run++)
        {
            measurements.Add(task(vectors, settings with { Save = run == runs - 1 ? settings.Save : null }));
        }

        using var stream = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("result", measurements[^1].Result);
        json.WriteStartArray("runs");
        foreach (var measurement in measurements)
        {
            json.WriteStartObject();
            json.WriteNumber("wall", measurement.Wall);
            json.WriteNumber("cpu", measurement.Cpu);
            json.WriteNumber("busy", measurement.Busy);
            json.WriteNumber("iterations", measurement.Iterations);
            json.WriteStartObject("stages");
            foreach (var stage in measurement.Stages)
            {
                json.WriteNumber(stage.Stage, stage.Seconds);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        using var process = Process.GetCurrentProcess();
        json.WriteNumber("peak", process.PeakWorkingSet64 / 1048576.0);
        json.WriteEndObject();
        return 0;
    }

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
