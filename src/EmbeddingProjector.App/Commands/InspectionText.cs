using System.Globalization;
using System.Text.Json;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Commands;

/// <summary>An inspection for people and for programs.</summary>
internal static class InspectionText
{
    /// <summary>Writes it as text: runs first, then a line for each tensor.</summary>
    public static void Write(Inspection inspection, TextWriter output)
    {
        if (inspection.Snapshot is { } snapshot)
        {
            output.WriteLine($"{snapshot.Path}: {Count(snapshot.Runs.Count, "run")}, {Count(inspection.Tensors.Count, "tensor")}");
            foreach (var run in snapshot.Runs)
            {
                output.WriteLine();
                output.WriteLine($"run {run.Name}");
                output.WriteLine($"  directory   {run.Directory}");
                output.WriteLine($"  config      {run.ConfigPath ?? "none"}");
                output.WriteLine($"  checkpoint  {run.CheckpointPath ?? "none"}");
                WriteTensors([.. inspection.Tensors.Where(t => t.Run == run.Name)], "  ", output);
            }

            output.WriteLine();
            foreach (var (where, problem) in ProblemText.All(snapshot))
            {
                output.WriteLine(ProblemText.Line(where, problem));
            }

            return;
        }

        WriteTensors(inspection.Tensors, "", output);
        if (inspection.Tensors.Count > 1 && inspection.Best is { } best)
        {
            output.WriteLine();
            output.WriteLine($"Opened unless another is chosen: {best.Name}");
        }
    }

    /// <summary>
    /// Writes it as JSON: {"tensors": [{"name", "dtype", "shape", "sum" …}], …}. Numbers that JSON does not have are the texts "NaN",
    /// "Infinity" and "-Infinity".
    /// </summary>
    public static void WriteJson(Inspection inspection, TextWriter output) => output.WriteLine(JsonLine.Write(
        json =>
        {
            json.WriteStartArray("tensors");
            foreach (var tensor in inspection.Tensors)
            {
                WriteTensor(json, tensor);
            }

            json.WriteEndArray();
            if (inspection.Best is { } best)
            {
                json.WriteString("opened", best.Name);
            }

            if (inspection.Snapshot is { } snapshot)
            {
                WriteSnapshot(json, snapshot);
            }
        },
        indented: true));

    private static void WriteTensors(IReadOnlyList<InspectedTensor> tensors, string indent, TextWriter output)
    {
        var nameWidth = tensors.Select(t => t.Info.Name.Length).DefaultIfEmpty().Max();
        var typeWidth = tensors.Select(t => t.Info.ElementType.Length).DefaultIfEmpty().Max();
        var shapeWidth = tensors.Select(t => Shape(t).Length).DefaultIfEmpty().Max();
        foreach (var tensor in tensors)
        {
            var line = $"{indent}{tensor.Info.Name.PadRight(nameWidth)}  {tensor.Info.ElementType.PadRight(typeWidth)}  {Shape(tensor).PadRight(shapeWidth)}";
            if (tensor.Statistics is { } s)
            {
                line += string.Create(
                    CultureInfo.InvariantCulture, $"  sum {s.Sum:R}  min {s.Minimum:R}  max {s.Maximum:R}  NaN {s.NaNCount}");
            }

            output.WriteLine(line.TrimEnd());
            var inner = indent + "    ";
            if (tensor.Embedding is { } embedding)
            {
                WriteFile(output, inner, "vectors ", embedding.Source.IsCheckpoint ? null : embedding.Source.Path);
                WriteFile(output, inner, "metadata", embedding.MetadataPath);
                WriteFile(output, inner, "sprite  ", embedding.Sprite?.Path);
                WriteFile(output, inner, "bookmarks", embedding.BookmarksPath);
            }

            WriteFile(output, inner, "cannot be read:", tensor.Failure);
        }
    }

    private static void WriteFile(TextWriter output, string indent, string what, string? path)
    {
        if (path is not null)
        {
            output.WriteLine($"{indent}{what} {path}");
        }
    }

    private static void WriteTensor(Utf8JsonWriter json, InspectedTensor tensor)
    {
        json.WriteStartObject();
        json.WriteString("name", tensor.Info.Name);
        json.WriteString("dtype", tensor.Info.ElementType);
        json.WriteStartArray("shape");
        foreach (var length in tensor.Info.Shape)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
        if (tensor.Statistics is { } statistics)
        {
            WriteNumber(json, "sum", statistics.Sum);
            WriteNumber(json, "min", statistics.Minimum);
            WriteNumber(json, "max", statistics.Maximum);
            json.WriteNumber("nan", statistics.NaNCount);
        }

        if (tensor.Run is not null)
        {
            json.WriteString("run", tensor.Run);
            json.WriteBoolean("embedding", tensor.Embedding is not null);
        }

        json.WriteString("source", tensor.Source);
        if (tensor.Embedding is { } embedding)
        {
            json.WriteString("metadata", embedding.MetadataPath);
            json.WriteString("sprite", embedding.Sprite?.Path);
            json.WriteString("bookmarks", embedding.BookmarksPath);
            WriteProblems(json, embedding.Problems);
        }

        if (tensor.Failure is not null)
        {
            json.WriteString("failure", tensor.Failure);
        }

        json.WriteEndObject();
    }

    private static void WriteSnapshot(Utf8JsonWriter json, LogSnapshot snapshot)
    {
        json.WriteString("path", snapshot.Path);
        json.WriteStartArray("runs");
        foreach (var run in snapshot.Runs)
        {
            json.WriteStartObject();
            json.WriteString("name", run.Name);
            json.WriteString("directory", run.Directory);
            json.WriteString("config", run.ConfigPath);
            json.WriteString("checkpoint", run.CheckpointPath);
            WriteProblems(json, run.Problems);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteProblems(json, snapshot.Problems);
    }

    private static void WriteProblems(Utf8JsonWriter json, IReadOnlyList<LogProblem> problems)
    {
        json.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("severity", problem.Severity.ToString().ToLowerInvariant());
            json.WriteString("message", problem.Message);
            json.WriteString("remedy", problem.Remedy);
            json.WriteString("path", problem.Path);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }

    private static string Shape(InspectedTensor tensor) => $"[{string.Join(", ", tensor.Info.Shape)}]";

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
