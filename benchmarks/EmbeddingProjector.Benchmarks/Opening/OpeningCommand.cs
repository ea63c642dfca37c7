using System.Globalization;
using EmbeddingProjector.Benchmarks.Measurements;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Writers;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.Benchmarks.Opening;

/// <summary>
/// Times opening a matrix from each format beside a plain pass over the same file (<see cref="PlainPass"/>), and text beside pandas' reader in C where there is a Python with
/// pandas. Runs take turns; each is a process of its own; files are in the cache of the system.
/// </summary>
internal static class OpeningCommand
{
    private static readonly string[] _endings = [".npy", ".npz", ".safetensors", ".bin", ".parquet", ".arrow", ".arrows", ".csv", ".tsv", ".txt", ".jsonl"];

    // The same figures as a run of ours prints; busy is not known there.
    private const string Pandas =
        "import os,resource,sys,time; import pandas as pd, numpy as np; start, cpu = time.perf_counter(), time.process_time(); "
        + "frame = pd.read_csv(sys.argv[1], sep=sys.argv[2], header=None if sys.argv[3] == '0' else 0, engine='c', dtype=np.float32); "
        + "wall, cpu = time.perf_counter() - start, time.process_time() - cpu; assert frame.shape[0] == int(sys.argv[4]); "
        + "print(wall, cpu, 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 0)";

    /// <summary>"opening FOLDER ROWS COLUMNS RUNS [endings]" writes the files that are missing, measures, and prints the table.</summary>
    public static int Run(string folder, int rows, int columns, int runs, string[] endings)
    {
        Register();
        Directory.CreateDirectory(folder);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} × {columns:N0}: a matrix of {Bytes(rows, columns) / 1e6:N0} MB. Medians of {runs}; time from the call of the reader to the table; memory of the whole process.\n"));
        Console.WriteLine("| format | file MB | plain pass s | its CPU s | open s | CPU s | open / plain | peak MB | peak / matrix | pandas s | load of others |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var ending in endings.Length > 0 ? endings : _endings)
        {
            var path = Prepare(folder, rows, columns, ending);
            Child("pass", path, rows, columns);
            var (passes, opens, peers) = (new List<ChildRun>(), new List<ChildRun>(), new List<ChildRun>());
            for (var run = 0; run < runs; run++)
            {
                passes.Add(Child("pass", path, rows, columns));
                opens.Add(Child("open", path, rows, columns));
                if (ending is ".csv" or ".tsv" && Peer(path, rows) is { } peer)
                {
                    peers.Add(peer);
                }
            }

            var (plain, open) = (ChildRun.Median(passes, p => p.Wall), ChildRun.Median(opens, o => o.Wall));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {ending} | {new FileInfo(path).Length / 1e6:N0} | {plain:0.000} | {ChildRun.Median(passes, p => p.Cpu):0.000} | {open:0.000} | {ChildRun.Median(opens, o => o.Cpu):0.000} | {open / plain:0.00} | {ChildRun.Median(opens, o => o.Peak) / 1e6:N0} | {ChildRun.Median(opens, o => o.Peak) / Bytes(rows, columns):0.00} | {(peers.Count > 0 ? ChildRun.Median(peers, p => p.Wall).ToString("0.000", CultureInfo.InvariantCulture) : "")} | {ChildRun.Median(opens, o => o.Busy):0 %} |"));
        }

        return 0;
    }

    /// <summary>"opening-files FOLDER ROWS COLUMNS FILES ENDING" writes several files of the same numbers.</summary>
    public static int WriteFiles(string folder, int rows, int columns, int files, string ending)
    {
        Register();
        var table = Make(rows, columns);
        for (var i = 0; i < files; i++)
        {
            EmbeddingWriter.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i}{ending}")), table);
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
            table = task == "pass" ? PlainPass.Over(path, rows, columns) : Open(path);
            return "";
        });
        if ((table!.RowCount, table.ColumnCount) != (rows, columns))
        {
            throw new InvalidDataException($"{path}: {table.RowCount} × {table.ColumnCount}");
        }

        ChildRun.Print(measured);
        GC.KeepAlive(table);
        return 0;
    }

    /// <summary>The file of that ending, written where it is missing.</summary>
    public static string Prepare(string folder, int rows, int columns, string ending)
    {
        Register();
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{rows}x{columns}{ending}"));
        if (!File.Exists(path))
        {
            EmbeddingWriter.Write(path, Make(rows, columns));
        }

        return path;
    }

    /// <summary>Lets the formats of the second library be found.</summary>
    public static void Register()
    {
        VectorFormats.Add(LibraryFormats.All);
        VectorWriters.Add(LibraryFormats.Writers);
    }

    private static VectorTable Open(string path)
    {
        var format = VectorFormats.Detect(path);
        return format.Read(path, TensorChoice.Best(format.List(path, default))!, ReadSettings.Default, default).Vectors;
    }

    private static ChildRun Child(string task, string path, int rows, int columns) =>
        ChildRun.Of("opening-run", task, path, rows.ToString(CultureInfo.InvariantCulture), columns.ToString(CultureInfo.InvariantCulture));

    // Null where there is no Python with pandas.
    private static ChildRun? Peer(string path, int rows)
    {
        using var reader = new StreamReader(path);
        var hasHeader = reader.ReadLine()!.Any(c => char.IsAsciiLetter(c) && c is not ('e' or 'E'));
        return ChildRun.Result(
            File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", "-c", Pandas, path, path.EndsWith(".tsv", StringComparison.Ordinal) ? "\t" : ",", hasHeader ? "1" : "0",
            rows.ToString(CultureInfo.InvariantCulture));
    }

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
