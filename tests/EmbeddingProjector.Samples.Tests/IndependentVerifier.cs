using Xunit;

namespace EmbeddingProjector.Samples.Tests;

/// <summary>Runs <c>tests/independent/verify_logdir.py</c>, which shares no code with this project.</summary>
internal static class IndependentVerifier
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Verifies a log directory; skips the running test where Python or NumPy is missing.</summary>
    /// <returns>A line for each thing that was verified.</returns>
    public static async Task<string[]> VerifyAsync(string logDir)
    {
        Assert.SkipUnless(File.Exists(Python), $"There is no {Python}.");
        var run = await ProgramRun.OfAsync(ProgramRun.StartProgram(Python, [RepositoryFile.Path("tests/independent/verify_logdir.py"), logDir]));
        Assert.SkipWhen(run.Error.Contains("No module named 'numpy'", StringComparison.Ordinal), $"{Python} has no NumPy.");
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return run.Lines;
    }
}
