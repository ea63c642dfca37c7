using System.Diagnostics;

namespace EmbeddingProjector.Samples.Tests;

/// <summary>A program run to its end, in a process of its own.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of stdout.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the sample.</summary>
    public static Task<ProgramRun> SampleAsync(params string[] arguments) => OfAsync(Start("ImdbReviews.dll", arguments));

    /// <summary>Runs the tool <c>projector</c>.</summary>
    public static Task<ProgramRun> ProjectorAsync(params string[] arguments) => OfAsync(Start("projector.dll", arguments));

    /// <summary>How to start one of the two programs that lie beside this one.</summary>
    public static ProcessStartInfo Start(string assembly, params string[] arguments) =>
        StartProgram("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);

    /// <summary>How to start any program.</summary>
    public static ProcessStartInfo StartProgram(string program, IEnumerable<string> arguments) =>
        new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>Runs it.</summary>
    public static async Task<ProgramRun> OfAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ProgramRun(process.ExitCode, output, await error);
    }
}
