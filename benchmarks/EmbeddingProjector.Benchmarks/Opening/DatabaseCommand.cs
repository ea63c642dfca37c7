using System.Diagnostics;
using System.Globalization;
using EmbeddingProjector.Benchmarks.Measurements;
using EmbeddingProjector.Databases;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.Benchmarks.Opening;

/// <summary>
/// Times reading a table of PostgreSQL beside a plain pass, <c>psql</c> that copies the same rows in the same form to nowhere, or a query of DuckDB. Each run is
/// a process of its own; listing (counts and lengths) and reading are told apart. Of a table the vectors alone are read, without metadata.
/// </summary>
internal static class DatabaseCommand
{
    /// <summary>"database RUNS ADDRESS TABLE" or "database RUNS query SQL" measures and prints a line of the table.</summary>
    public static int Run(int runs, string address, string what)
    {
        var passes = new List<double>();
        for (var i = 0; address != "query" && i < runs; i++)
        {
            passes.Add(Pass(address, what));
        }

        var reads = Enumerable.Range(0, runs).Select(_ => Child(address, what)).ToList();
        double Of(Func<double[], double> of) => reads.Select(of).Order().ElementAt(runs / 2);
        var (list, read, rows, columns, peak) = (Of(r => r[0]), Of(r => r[1]), reads[0][5], reads[0][6], Of(r => r[3]));
        var pass = passes.Count > 0 ? passes.Order().ElementAt(runs / 2) : double.NaN;
        var matrix = rows * columns * sizeof(float);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {rows:N0} × {columns:N0} | {pass:0.00} | {list:0.00} | {read:0.00} | {Of(r => r[2]):0.00} | {rows / read:N0} | {read / pass:0.00} | {peak / 1e6:N0} | {peak / matrix:0.00} | {Of(r => r[4]):0 %} |"));
        return 0;
    }

    /// <summary>"database-run ADDRESS TABLE": one run, in this process.</summary>
    public static int RunOne(string address, string what)
    {
        var source = DatabaseSources.Open(address == "query" ? new DatabaseRequest { Query = what } : new DatabaseRequest { Address = address, Table = what, Metadata = [] })
            ?? throw new ArgumentException($"{address} is no address of a database.", nameof(address));
        TensorInfo? tensor = null;
        VectorTable? table = null;
        var listed = Measurement.Of(() => (tensor = TensorChoice.Best(source.List(default))!).Name);
        var read = Measurement.Of(() =>
        {
            table = source.Read(tensor!, ReadSettings.Default, default).Vectors;
            return "";
        });
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{listed.Wall:R} {read.Wall:R} {listed.Cpu + read.Cpu:R} {process.PeakWorkingSet64} {read.Busy:R} {table!.RowCount} {table.ColumnCount}"));
        GC.KeepAlive(table);
        return 0;
    }

    private static double Pass(string address, string table)
    {
        var start = new ProcessStartInfo("psql", [address, "-qc", $"\\copy {table} to '/dev/null' (format binary)"]);
        var since = Stopwatch.GetTimestamp();
        using var psql = Process.Start(start)!;
        psql.WaitForExit();
        return psql.ExitCode == 0 ? Stopwatch.GetElapsedTime(since).TotalSeconds : throw new InvalidOperationException($"psql ended with {psql.ExitCode}.");
    }

    private static double[] Child(string address, string what)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["database-run", address, what]) { RedirectStandardOutput = true };
        using var child = Process.Start(start)!;
        var line = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? [.. line.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))] : throw new InvalidDataException($"{what}: {line}");
    }
}
