using System.Runtime.ExceptionServices;

namespace EmbeddingProjector;

/// <summary>
/// Runs numbered blocks of work on a bounded number of threads. Blocks are handed out one at a time in order, so uneven blocks balance; a
/// result that must not depend on the number of threads is kept by block, never by thread.
/// </summary>
internal static class ParallelBlocks
{
    // Reports finer than this would cost more than they say.
    private const int ReportsAtMost = 1000;

    /// <summary>The number of threads meant by an option: itself, or all cores for 0.</summary>
    public static int Threads(int option) => option > 0 ? option : Environment.ProcessorCount;

    /// <summary>Runs <paramref name="body"/> for every block.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; blocks that had begun were completed.</exception>
    public static void For(
        int blocks, int threads, Action<int> body, CancellationToken cancellationToken, IProgress<double>? progress = null) =>
        For(blocks, threads, () => body, cancellationToken, progress);

    /// <summary>The same, with a body made once for each thread, so that it can own buffers.</summary>
    public static void For(
        int blocks, int threads, Func<Action<int>> makeBody, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        var next = 0;
        var done = 0;
        var reportEvery = Math.Max(1, blocks / ReportsAtMost);
        var workers = Math.Min(blocks, Threads(threads));

        void Work(int worker)
        {
            var body = makeBody();
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var block = Interlocked.Increment(ref next) - 1;
                if (block >= blocks)
                {
                    return;
                }

                body(block);
                var count = Interlocked.Increment(ref done);
                if (progress is not null && (count % reportEvery == 0 || count == blocks))
                {
                    progress.Report((double)count / blocks);
                }
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (workers <= 1)
        {
            if (blocks > 0)
            {
                Work(0);
            }

            return;
        }

        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken }, Work);
        }
        catch (AggregateException failures)
        {
            // The first failure is the cause; a wrapper would hide its type from callers.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
