using EmbeddingProjector.App.Server;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Commands;

/// <summary>A server run from the command line: says where it is and what it found, and stops at Ctrl-C.</summary>
internal static class ServerSession
{
    /// <summary>Serves until cancelled.</summary>
    public static async Task<int> RunAsync(
        LogDirectoryScanner scanner, ServerOptions options, bool open, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        // A database is asked what it holds here, where Ctrl-C ends it; the server finds the answer kept.
        await Task.Run(() => scanner.Scan(cancellationToken), cancellationToken).ConfigureAwait(false);
        var server = await ProjectorServer.StartAsync(scanner, options, cancellationToken).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            var told = new HashSet<LogProblem>();
            Tell(server.Watcher.Current, told, error);
            server.Watcher.Changed += snapshot => Tell(snapshot, told, error);
            await output.WriteLineAsync($"Embedding Projector: {server.AddressWithToken}  (Ctrl-C stops it)").ConfigureAwait(false);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (open && BrowserWindow.Open(server.AddressWithToken) is { } failure)
            {
                await error.WriteLineAsync(failure).ConfigureAwait(false);
            }

            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how a server is meant to end.
            }
        }

        return ExitCodes.Success;
    }

    private static void Tell(LogSnapshot snapshot, HashSet<LogProblem> told, TextWriter error)
    {
        lock (told)
        {
            foreach (var (where, problem) in ProblemText.All(snapshot))
            {
                if (told.Add(problem))
                {
                    error.WriteLine(ProblemText.Line(where, problem));
                }
            }
        }
    }
}
