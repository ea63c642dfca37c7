using System.Diagnostics;
using System.Globalization;
using EmbeddingProjector.Benchmarks.Measurements;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Writers;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.Benchmarks.Opening;

/// <summary>
/// Times opening a matrix from each format beside a plain pass over the same file: its bytes are read front to back in stretches of a megabyte, and as many float32
/// as the matrix has are copied into fresh memory. Each run is a process of its own; files are in the cache of the system.
/// </summary>
internal static class OpeningCommand
{
    private static readonly string[] _endings = [".npy", ".npz", ".safetensors", ".bin", ".parquet", ".arrow", ".arrows", ".csv", ".tsv"];

    /// <summary>"opening FOLDER ROWS COLUMNS RUNS [endings]" writes the files that are missing, measures, and prints the table.</summary>
    public static int Run(string folder, int rows, int columns, int runs, string[] endings)
    {
        Register();
        Directory.CreateDirectory(folder);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} × {columns:N0}: a matrix of {Bytes(rows, columns) / 1e6:N0} MB. Medians of {runs}; time from the call of the reader to the table; memory of the whole process.\n"));
        Console.WriteLine("| format | file MB | plain pass s | open s | CPU s | open / plain | peak MB | peak / matrix | load of others |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var ending in endings.Length > 0 ? endings : _endings)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{rows}x{columns}{ending}"));
            if (!File.Exists(path))
            {
                EmbeddingWriter.Write(path, Make(rows, columns));
            }

            Child("pass", path, rows, columns);
            var passes = Enumerable.Range(0, runs).Select(_ => Child("pass", path, rows, columns)).ToList();
            var opens = Enumerable.Range(0, runs).Select(_ => Child("open", path, rows, columns)).ToList();
            var (plain, open) = (Median(passes, p => p.Wall), Median(opens, o => o.Wall));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {ending} | {new FileInfo(path).Length / 1e6:N0} | {plain:0.000} | {open:0.000} | {Median(opens, o => o.Cpu):0.000} | {open / plain:0.00} | {Median(opens, o => o.Peak) / 1e6:N0} | {Median(opens, o => o.Peak) / Bytes(rows, columns):0.00} | {Median(opens, o => o.Busy):0 %} |"));
        }

        return 0;
    }

    /// <summary>"opening-run pass|open FILE ROWS COLUMNS": one run, in this process.</summary>
    public static int RunOne(string task, string path, int rows, int columns)
    {
        Register();
        VectorTable? table = null;
        var measured = Measurement.Of(() =>
        {
            table = task == "pass" ? Pass(path, rows, columns) : Open(path);
            return "";
        });
        if ((table!.RowCount, table.ColumnCount) != (rows, columns))
        {
            throw new InvalidDataException($"{path}: {table.RowCount} × {table.ColumnCount}");
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measured.Wall:R} {measured.Cpu:R} {process.PeakWorkingSet64} {measured.Busy:R}"));
        GC.KeepAlive(table);
        return 0;
    }

    private static void Register()
    {
        VectorFormats.Add(LibraryFormats.All);
        VectorWriters.Add(LibraryFormats.Writers);
    }

    private static VectorTable Open(string path)
    {
        var format = VectorFormats.Detect(path);
        return format.Read(path, TensorChoice.Best(format.List(path, default))!, ReadSettings.Default, default).Vectors;
    }

    private static VectorTable Pass(string path, int rows, int columns)
    {
        var stretch = new byte[1 << 20];
        var numbers = new float[stretch.Length / sizeof(float)];
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        long at = 0;
        var table = VectorTable.Create(rows, columns, (_, block) =>
        {
            for (var done = 0; done < block.Length;)
            {
                var read = RandomAccess.Read(file, stretch, at);
                at += read;
                var count = Math.Min(numbers.Length, block.Length - done);
                numbers.AsSpan(0, count).CopyTo(block.Slice(done, count));
                done += count;
            }
        });
        for (int read; (read = RandomAccess.Read(file, stretch, at)) > 0;)
        {
            at += read;
        }

        return table;
    }

    private static (double Wall, double Cpu, double Peak, double Busy) Child(string task, string path, int rows, int columns)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { "opening-run", task, path, rows.ToString(CultureInfo.InvariantCulture), columns.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        using var child = Process.Start(start)!;
        var line = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return line.Split(' ', StringSplitOptions.TrimEntries) is [var wall, var cpu, var peak, var busy] && child.ExitCode == 0
            ? (Number(wall), Number(cpu), Number(peak), Number(busy))
            : throw new InvalidDataException($"{task} {path}: {line}");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double Median<T>(List<T> measured, Func<T, double> of) => measured.Select(of).Order().ElementAt(measured.Count / 2);

    private static double Bytes(int rows, int columns) => (double)rows * columns * sizeof(float);

    // Numbers that no packer gains much on, as those of embeddings are.
    private static VectorTable Make(int rows, int columns)
    {
        var random = new Random(1);
        return VectorTable.Create(rows, columns, (_, block) =>
        {
            for (var i = 0; i < block.Length; i++)
            {
                block[i] = (random.NextSingle() * 2) - 1;
            }
        });
    }
}
