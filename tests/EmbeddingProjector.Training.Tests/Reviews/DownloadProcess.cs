using System.Diagnostics;
using System.Runtime.CompilerServices;
using EmbeddingProjector.Training.Reviews;

namespace EmbeddingProjector.Training.Tests.Reviews;

/// <summary>
/// A download in a process of its own: this very program, which downloads instead of testing when an environment variable tells it what.
/// </summary>
internal static class DownloadProcess
{
    private const string Variable = "PROJECTOR_TEST_DOWNLOAD";

    /// <summary>Starts it; stdout gets the path of the file that came.</summary>
    public static Process Start(Uri address, long size, string sha256, string directory)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = $"{address} {size} {sha256} {directory}";
        return Process.Start(start)!;
    }

    // Runs before the entry point of the test program, which it ends. Other threads cannot enter this module meanwhile, so no progress is reported.
    [ModuleInitializer]
    internal static void DownloadIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(' ', 4) is [var address, var size, var sha256, var directory])
        {
            var download = new ArchiveDownload(new Uri(address), long.Parse(size, null), sha256, directory);
            Console.WriteLine(download.FetchAsync(null, CancellationToken.None).GetAwaiter().GetResult());
            Environment.Exit(0);
        }
    }
}
