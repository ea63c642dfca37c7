using System.Diagnostics;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Commands;

/// <summary>Steps a run to its end for a person at a terminal.</summary>
internal static class ProjectionSteps
{
    // Below this share an estimate of the time left is a guess.
    private const double EnoughToEstimate = 0.02;

    private static readonly TimeSpan _renewal = TimeSpan.FromMilliseconds(200);

    /// <summary>Steps to the end, telling of progress between steps and within long ones. False when it was cancelled before.</summary>
    public static bool Run(IProjectionRun run, ProgressLine line, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        void Tell()
        {
            var progress = run.Progress;
            line.Report(run.Stage, progress, progress > EnoughToEstimate ? clock.Elapsed.TotalSeconds * (1 - progress) / progress : null);
        }

        var ticking = new Timer(_ => Tell(), null, _renewal, _renewal);
        try
        {
            do
            {
                Tell();
            }
            while (run.Step(cancellationToken));
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            // A tick that comes late would write over what follows.
            ticking.DisposeAsync().AsTask().GetAwaiter().GetResult();
            line.End();
        }
    }
}
