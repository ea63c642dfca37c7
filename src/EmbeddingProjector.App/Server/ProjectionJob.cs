using System.Diagnostics;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary>Where a run stands.</summary>
internal enum JobState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Steps.</summary>
    Running,

    /// <summary>Complete.</summary>
    Done,

    /// <summary>Could not be done; the message says why.</summary>
    Failed,

    /// <summary>Was cancelled.</summary>
    Cancelled,
}

/// <summary>
/// A projection that is being computed, on a thread of its own, step by step. Everything but <see cref="Run"/> may be called from any
/// thread.
/// </summary>
internal sealed partial class ProjectionJob(ProjectionRequest request, DatasetUse use, int threads, ILogger log) : IDisposable
{
    // Below this share an estimate of the time left is a guess.
    private const double EnoughToEstimate = 0.02;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly Stopwatch _clock = new();
    private IProjectionRun? _run;
    private JobState _state = JobState.Queued;
    private string _stage = "waiting";
    private string? _message;

    /// <summary>What was asked for.</summary>
    public ProjectionRequest Request { get; } = request;

    /// <summary>The id of the run.</summary>
    public string Id => Request.Key;

    /// <summary>Pulses when <see cref="State"/> changes.</summary>
    public StateSignal Changed { get; } = new();

    /// <summary>When it was last asked for, as a tick count.</summary>
    public long LastUse { get; private set; } = Environment.TickCount64;

    /// <summary>Where it stands.</summary>
    public JobState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Whether it is over, well or not.</summary>
    public bool IsOver => State is JobState.Done or JobState.Failed or JobState.Cancelled;

    /// <summary>Why it failed, or null.</summary>
    public string? Message => Volatile.Read(ref _message);

    /// <summary>What it is doing.</summary>
    public string Stage => IsOver || _run is null ? _stage : _run.Stage;

    /// <summary>The run underneath once there is one.</summary>
    public IProjectionRun? Underneath => Volatile.Read(ref _run);

    /// <summary>The share of the work done.</summary>
    public double Progress => State == JobState.Done ? 1 : Underneath?.Progress ?? 0;

    /// <summary>About how many seconds are left; null when that cannot be said.</summary>
    public double? SecondsLeft
    {
        get
        {
            var progress = Progress;
            return State == JobState.Running && progress > EnoughToEstimate
                ? _clock.Elapsed.TotalSeconds * (1 - progress) / progress
                : null;
        }
    }

    /// <summary>Marks it as asked for.</summary>
    public void Touch() => LastUse = Environment.TickCount64;

    /// <summary>Cancels it, unless it is over.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_state == JobState.Queued)
            {
                Enter(JobState.Cancelled);
                use.Dispose();
            }
            else if (_state == JobState.Running)
            {
                _cancel.Cancel();
            }
        }
    }

    /// <summary>Computes to the end; called once, on the thread of the job.</summary>
    public void Run()
    {
        lock (_gate)
        {
            if (_state != JobState.Queued)
            {
                return;
            }

            Enter(JobState.Running);
            _clock.Start();
        }

        var (end, message) = Compute();
        use.Dispose();
        lock (_gate)
        {
            _clock.Stop();
            _stage = end == JobState.Done ? "done" : Stage;
            Volatile.Write(ref _message, message);
            Enter(end);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run?.Dispose();
        _cancel.Dispose();
        use.Dispose();
    }

    private (JobState, string?) Compute()
    {
        var token = _cancel.Token;
        try
        {
            var vectors = use.Data.Vectors;
            if (Request.Spherize)
            {
                _stage = "spherizing";
                vectors = use.Dataset.Spherized(use.Data, threads, token);
            }

            var run = Request.Projection.Start(new ProjectionInput(vectors, Request.Dimensions, Request.Seed, threads), Request.Values);
            Volatile.Write(ref _run, run);
            while (run.Step(token))
            {
                token.ThrowIfCancellationRequested();
            }

            return (JobState.Done, null);
        }
        catch (OperationCanceledException)
        {
            return (JobState.Cancelled, null);
        }
        catch (DataFormatException e)
        {
            return (JobState.Failed, e.Message);
        }
        catch (ArgumentException e)
        {
            return (JobState.Failed, e.Message);
        }
        catch (OutOfMemoryException)
        {
            return (JobState.Failed, "There is not enough memory for this projection.");
        }
        catch (Exception e)
        {
            LogUnexpected(e, Request.Projection.Name);
            return (JobState.Failed, "The server met an error that it did not expect. Its log says more.");
        }
    }

    private void Enter(JobState state)
    {
        _state = state;
        Changed.Pulse();
    }

    [LoggerMessage(LogLevel.Error, "Projection {Method} failed unexpectedly")]
    private static partial void LogUnexpected(ILogger log, Exception e, string method);

    private void LogUnexpected(Exception e, string method) => LogUnexpected(log, e, method);
}
