using System.Diagnostics;

namespace EmbeddingProjector.Benchmarks.Measurements;

/// <summary>What one run cost and what came out.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Cpu">Seconds of processor time, user and system, of all threads of this process.</param>
/// <param name="Result">The result in short, to be compared with the peer's.</param>
internal sealed record Measurement(double Wall, double Cpu, string Result)
{
    /// <summary>Times <paramref name="work"/>.</summary>
    public static Measurement Of(Func<string> work)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        var result = work();
        var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        return new Measurement(wall, (process.TotalProcessorTime - cpu).TotalSeconds, result);
    }
}
