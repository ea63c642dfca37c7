using System.Runtime.ExceptionServices;

namespace EmbeddingProjector.Formats.Text;

/// <summary>
/// Pieces that come in order, are worked on by several threads, and are accepted in order again: the outcome, and the first error, are
/// the same on any number of threads. Only a few pieces are in flight at a time.
/// </summary>
internal static class OrderedWork
{
    /// <summary>Runs until <paramref name="next"/> gives null. <paramref name="next"/> and <paramref name="accept"/> run on the calling thread.</summary>
    public static void Run<TPiece, TResult>(Func<TPiece?> next, Func<TPiece, TResult> work, Action<TResult> accept, CancellationToken cancellationToken)
        where TPiece : class
    {
        var ahead = Environment.ProcessorCount + 1;
        var running = new Queue<Task<TResult>>(ahead + 1);
        try
        {
            while (Take(next, running, accept) is { } piece)
            {
                cancellationToken.ThrowIfCancellationRequested();
                running.Enqueue(Task.Run(() => work(piece), CancellationToken.None));
                while (running.Count > ahead)
                {
                    accept(running.Dequeue().GetAwaiter().GetResult());
                }
            }

            Drain(running, accept);
        }
        finally
        {
            // Nothing may still read a piece when the caller gives its resources back; the first failure is already on its way.
            foreach (var task in running)
            {
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
                _ = task.Exception;
            }
        }
    }

    // A failure further on in the file must not hide one that comes before it.
    private static TPiece? Take<TPiece, TResult>(Func<TPiece?> next, Queue<Task<TResult>> running, Action<TResult> accept)
    {
        try
        {
            return next();
        }
        catch (DataFormatException e)
        {
            Drain(running, accept);
            ExceptionDispatchInfo.Throw(e);
            throw;
        }
    }

    private static void Drain<TResult>(Queue<Task<TResult>> running, Action<TResult> accept)
    {
        while (running.Count > 0)
        {
            accept(running.Dequeue().GetAwaiter().GetResult());
        }
    }
}
