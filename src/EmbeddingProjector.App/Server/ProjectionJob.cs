using System.Diagnostics;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// A projection that is being computed, step by step: on a thread while it runs, on none while it is paused. Everything but
/// <see cref="Run"/> may be called from any thread.
/// </summary>
/// <param name="request">What was asked for.</param>
/// <param name="use">Its data; ends with the job.</param>
/// <param name="neighbors">Where neighbors come from.</param>
/// <param name="options">Threads and clock.</param>
/// <param name="log">Takes what nobody expected.</param>
internal sealed partial class ProjectionJob(
    ProjectionRequest request, DatasetUse use, SharedNeighbors neighbors, ServerOptions options, ILogger log) : IKeptJob
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = new();
    private readonly RemainingTime _remaining = new();
    private CancellationTokenSource _cancel = new();
    private IProjectionRun? _run;
    private RunFacts _facts = RunFacts.Waiting;
    private PublishedPositions? _published;
    private string? _publishedStage;
    private JobState _state = JobState.Queued;
    private string? _message;

    /// <summary>What was asked for.</summary>
    public ProjectionRequest Request { get; } = request;

    /// <summary>The embedding that it lays out, as it was when its data set was opened.</summary>
    public LogDirectory.Embedding Embedding => use.Dataset.Embedding;

    /// <summary>The id of the run.</summary>
    public string Id => Request.Key;

    /// <summary>Pulses when <see cref="State"/> changes.</summary>
    public StateSignal Changed { get; } = new();

    /// <summary>Pulses when <see cref="State"/>, <see cref="Published"/> or the stage changes.</summary>
    public StateSignal Moved { get; } = new();

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

    /// <summary>Whether it is over, well or not; one that rests may go on all the same.</summary>
    public bool IsOver => IsEnd(State);

    /// <summary>Why it failed, ended early or waits, or null.</summary>
    public string? Message => Volatile.Read(ref _message);

    /// <summary>What is told of it besides its positions.</summary>
    public RunFacts Facts
    {
        get
        {
            lock (_gate)
            {
                return _run is null || IsEnd(_state) ? _facts : RunFacts.Of(_run);
            }
        }
    }

    /// <summary>The newest positions, once there are any; the last ones stay when it is over.</summary>
    public PublishedPositions? Published => Volatile.Read(ref _published);

    /// <summary>The components to choose from, where it has any.</summary>
    public IComponentRun? Components => Volatile.Read(ref _run) as IComponentRun;

    /// <summary>About how many seconds are left; null when that cannot be said.</summary>
    public double? SecondsLeft
    {
        get
        {
            var progress = Facts.Progress;
            return State == JobState.Running && Volatile.Read(ref _run) is not IRestingRun { IsEndless: true }
                ? _remaining.After(progress, _clock.Elapsed)
                : null;
        }
    }

    /// <summary>Computes until it is over or paused; called on a thread of its own, whenever it was taken from the queue.</summary>
    public void Run()
    {
        lock (_gate)
        {
            if (_state != JobState.Queued)
            {
                return;
            }

            Volatile.Write(ref _message, null);
            Enter(JobState.Running);
            _clock.Start();
        }

        if (Compute() is var (end, message))
        {
            lock (_gate)
            {
                End(end, message);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            GiveBack();
            _cancel.Dispose();
            // Whoever watches it still learns that it is closed.
            Moved.Pulse();
        }
    }

    // Null when it was paused.
    private (JobState End, string? Message)? Compute()
    {
        var token = _cancel.Token;
        try
        {
            var run = _run ?? Start(token);
            while (!PauseIfAsked())
            {
                token.ThrowIfCancellationRequested();
                ApplyPending(run);
                var more = run.Step(token);
                Publish(run);
                if (!more)
                {
                    return (JobState.Done, null);
                }
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            return EndOfCancellation();
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

    private IProjectionRun Start(CancellationToken token)
    {
        var vectors = use.Data.Vectors;
        if (Request.Spherize)
        {
            lock (_gate)
            {
                _facts = _facts with { Stage = "spherizing" };
            }

            Moved.Pulse();
            vectors = use.Dataset.Spherized(use.Data, options.Threads, token);
        }

        var input = new ProjectionInput(vectors, Request.Dimensions, Request.Seed, options.Threads)
        {
            NeighborSource = neighbors.For(vectors, Request.Projection),
            Metadata = use.Data.Metadata,
            Maps = use.Data.Maps,
            Start = Request.Start,
        };
        lock (_gate)
        {
            // Under the gate: a parameter that changes now must reach either this start or the run.
            var run = Request.Projection.Start(input, _values);
            Volatile.Write(ref _run, run);
            return run;
        }
    }

    private void Publish(IProjectionRun run)
    {
        var stage = run.Stage;
        var moved = stage != _publishedStage;
        _publishedStage = stage;
        if (run.Current is { } current && !ReferenceEquals(current, _published?.Positions))
        {
            Volatile.Write(ref _published, new PublishedPositions(current, run.Iteration, (_published?.Frame ?? 0) + 1));
            moved = true;
        }

        if (moved)
        {
            Moved.Pulse();
        }
    }

    // Called under the gate.
    private void End(JobState end, string? message)
    {
        _clock.Stop();
        if (_run is { } run)
        {
            // A step that was cut short may have made positions.
            Publish(run);
            _facts = RunFacts.Of(run);
        }

        _facts = end == JobState.Done && !_stopped ? _facts with { Stage = "done", Progress = 1 }
            : _stopped ? _facts with { Stage = "stopped" }
            : _facts;
        FailPending();
        Volatile.Write(ref _message, message);
        // What it worked with can be large and is not needed any more, unless components are still to be chosen from it or it can go on.
        if (_run is IComponentRun)
        {
            use.Dispose();
        }
        else if (!(end == JobState.Done && _run is IRestingRun))
        {
            GiveBack();
        }

        Enter(end);
    }

    // Under the gate.
    private void GiveBack()
    {
        _run?.Dispose();
        Volatile.Write(ref _run, null);
        use.Dispose();
    }

    private void Enter(JobState state)
    {
        _state = state;
        Changed.Pulse();
        Moved.Pulse();
    }

    [LoggerMessage(LogLevel.Error, "Projection {Method} failed unexpectedly")]
    private static partial void LogUnexpected(ILogger log, Exception e, string method);

    private void LogUnexpected(Exception e, string method) => LogUnexpected(log, e, method);
}
