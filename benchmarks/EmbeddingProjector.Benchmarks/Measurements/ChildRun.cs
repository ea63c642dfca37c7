using System.Diagnostics;
using System.Globalization;

namespace EmbeddingProjector.Benchmarks.Measurements;

/// <summary>What a run in a process of its own cost.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Cpu">Seconds of processor time.</param>
/// <param name="Peak">The highest resident memory of the process, bytes.</param>
/// <param name="Busy">The share of the cores that other processes used meanwhile.</param>
internal sealed record ChildRun(double Wall, double Cpu, double Peak, double Busy)
{
    /// <summary>Runs this program with other arguments, which end in <see cref="Print"/>.</summary>
    public static ChildRun Of(params string[] arguments) =>
        Result(Environment.ProcessPath!, arguments) ?? throw new InvalidDataException($"{string.Join(' ', arguments)} has failed");

    /// <summary>Runs any program that prints the four figures; null where it fails.</summary>
    public static ChildRun? Result(string program, params string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var line = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 && line.Split(' ', StringSplitOptions.TrimEntries) is [var wall, var cpu, var peak, var busy]
            ? new ChildRun(Number(wall), Number(cpu), Number(peak), Number(busy))
            : null;
    }

    /// <summary>In the child: hands the figures to its parent.</summary>
    public static void Print(Measurement measured)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measured.Wall:R} {measured.Cpu:R} {process.PeakWorkingSet64} {measured.Busy:R}"));
    }

    /// <summary>The median of one figure of several runs.</summary>
    public static double Median(IReadOnlyList<ChildRun> runs, Func<ChildRun, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
