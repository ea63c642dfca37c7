using System.Globalization;
using EmbeddingProjector.Benchmarks.Measurements;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.Benchmarks.Opening;

/// <summary>Time and memory of <c>projector convert</c>, from each format to .npy and from .npy to each. Each run is a process of its own; files are in the cache of the system.</summary>
internal static class ConvertingCommand
{
    private static readonly string[] _endings = [".npy", ".bytes", ".npz", ".safetensors", ".arrow", ".arrows", ".parquet", ".bin", ".ckpt", ".tsv"];

    /// <summary>"converting FOLDER ROWS COLUMNS RUNS" measures, beside the files of "opening", and prints the table.</summary>
    public static int Run(string folder, int rows, int columns, int runs)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(folder, "converting")).FullName;
        try
        {
            var source = OpeningCommand.Prepare(folder, rows, columns, ".npy");
            Console.WriteLine("| format | from .npy: s | CPU s | peak MB | to .npy: s | CPU s | peak MB | load of others |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
            foreach (var ending in _endings)
            {
                // Files of this folder are never written: what is to be read is what was written just before.
                var (file, back) = (Path.Combine(scratch, "file" + ending), Path.Combine(scratch, "back.npy"));
                var shape = columns.ToString(CultureInfo.InvariantCulture);
                var written = Enumerable.Range(0, runs).Select(_ => ChildRun.Of("converting-run", source, file, shape)).ToList();
                var read = Enumerable.Range(0, runs).Select(_ => ChildRun.Of("converting-run", file, back, shape)).ToList();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {ending} | {Figures(written)} | {Figures(read)} | {ChildRun.Median([.. written, .. read], r => r.Busy):0 %} |"));
                foreach (var path in Directory.EnumerateFiles(scratch))
                {
                    File.Delete(path);
                }
            }

            return 0;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>"converting-run IN OUT COLUMNS": what the command does, once, in this process.</summary>
    public static int RunOne(string input, string output, int columns)
    {
        OpeningCommand.Register();
        ChildRun.Print(Measurement.Of(() =>
        {
            var embedding = LogDirectoryScanner.ForFile(input, null, input.EndsWith(".bytes", StringComparison.Ordinal) ? columns : null).Scan().Runs[0].Embeddings[0];
            var data = EmbeddingLoader.LoadInOrder(embedding);
            using (data.Vectors)
            {
                EmbeddingWriter.Write(output, data, embedding);
            }

            return "";
        }));
        return 0;
    }

    private static string Figures(List<ChildRun> runs) => string.Create(
        CultureInfo.InvariantCulture, $"{ChildRun.Median(runs, r => r.Wall):0.00} | {ChildRun.Median(runs, r => r.Cpu):0.00} | {ChildRun.Median(runs, r => r.Peak) / 1e6:N0}");
}
