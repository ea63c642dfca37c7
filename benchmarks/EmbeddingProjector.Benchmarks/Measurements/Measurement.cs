using System.Diagnostics;
using System.Globalization;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.Benchmarks.Measurements;

/// <summary>What one run cost and what came out.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Cpu">Seconds of processor time, user and system, of all threads of this process.</param>
/// <param name="Result">The result in short, to be compared with the peer's.</param>
internal sealed record Measurement(double Wall, double Cpu, string Result)
{
    private const string MachineTimes = "/proc/stat";

    // user, nice, system, and the two of interrupts.
    private static readonly int[] _inUse = [0, 1, 2, 5, 6];

    /// <summary>The share of the cores that other processes used meanwhile, 0 to 1; 0 where the system does not tell (it is Linux that does).</summary>
    public double Busy { get; init; }

    /// <summary>Steps of the iterative part, 0 where there is none.</summary>
    public int Iterations { get; init; }

    /// <summary>How long each stage took; empty where there are none.</summary>
    public IReadOnlyList<StageTime> Stages { get; init; } = [];

    /// <summary>Times <paramref name="work"/>.</summary>
    public static Measurement Of(Func<string> work)
    {
        using var process = Process.GetCurrentProcess();
        var (cpu, machine) = (process.TotalProcessorTime, MachineSeconds());
        var start = Stopwatch.GetTimestamp();
        var result = work();
        var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        var own = (process.TotalProcessorTime - cpu).TotalSeconds;
        return new Measurement(wall, own, result) { Busy = Math.Max(0, MachineSeconds() - machine - own) / (wall * Environment.ProcessorCount) };
    }

    // CPU seconds of all processes since the machine started, from hundredths.
    private static double MachineSeconds()
    {
        if (!File.Exists(MachineTimes))
        {
            return 0;
        }

        var fields = File.ReadLines(MachineTimes).First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        return _inUse.Sum(i => long.Parse(fields[i], CultureInfo.InvariantCulture)) / 100.0;
    }
}
