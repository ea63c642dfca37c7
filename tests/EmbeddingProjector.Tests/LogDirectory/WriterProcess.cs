using System.Diagnostics;
using System.Runtime.CompilerServices;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.Tests.LogDirectory;

/// <summary>
/// A writer in a process of its own, to be killed or to run out of disk: this very program, which writes instead of testing when an environment
/// variable names a log directory.
/// </summary>
internal static class WriterProcess
{
    private const string Variable = "PROJECTOR_TEST_WRITER";

    /// <summary>Saves a matrix of <paramref name="rows"/> × 64 again and again into <paramref name="directory"/>, a line on stdout for each, until it is killed or fails.</summary>
    /// <param name="directory">The log directory.</param>
    /// <param name="rows">The size of the first matrix; each one more grows it by <paramref name="growth"/>.</param>
    /// <param name="growth">Rows more each time.</param>
    /// <param name="fileSizeLimit">The most KiB that a file may have, in which the system stands for a full disk; null for no limit.</param>
    public static Process Start(string directory, int rows, int growth = 0, int? fileSizeLimit = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (fileSizeLimit is { } limit)
        {
            // Ignored, the signal gives way to an error of the write, as a full disk does.
            start.FileName = "/bin/bash";
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"trap '' XFSZ; ulimit -f {limit}; exec '{Environment.ProcessPath}'");
            // The runtime keeps its code in a memory file that counts against the limit, unless told otherwise.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }

        start.Environment[Variable] = $"{rows} {growth} {directory}";
        return Process.Start(start)!;
    }

    // Runs before the entry point of the test program, which it ends.
    [ModuleInitializer]
    internal static void WriteIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(' ', 3) is not [var rows, var growth, var directory])
        {
            return;
        }

        try
        {
            for (var (i, n) = (1, int.Parse(rows, null)); ; i++, n += int.Parse(growth, null))
            {
                // Every value tells the number of its save, so that a mixed checkpoint would show.
                var values = new float[n * 64];
                values.AsSpan().Fill(i);
                var path = new CheckpointManager(new Checkpoint(("e", VectorTable.FromArray(values, n, 64))), directory, maxToKeep: 3).Save();
                new Summary(directory).AddEmbedding(VectorTable.FromArray([i], 1, 1), [$"{i}"], globalStep: i);
                Console.WriteLine(path);
            }
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(3);
        }
    }
}
