using System.Globalization;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <content>Steering: pause, resume, stop, cancel, new values of parameters, perturbing, and who is watching.</content>
internal sealed partial class ProjectionJob
{
    private readonly Queue<PendingChange> _pending = new();
    private ParameterValues _values = request.Values;
    private string? _publishedStage;
    private string? _stopMessage;
    private bool _pauseAsked;
    private bool _stopped;
    private bool _steered;
    private int _watchers;
    private long _lastUse = options.Time.GetTimestamp();

    /// <summary>The values in effect.</summary>
    public ParameterValues Values => Volatile.Read(ref _values);

    /// <summary>The names of the parameters that may change while it runs; none when it is over.</summary>
    public IReadOnlyList<string> Live => IsOver ? [] : [.. Request.Projection.Parameters.Where(p => p.Live).Select(p => p.Name)];

    /// <summary>Whether its result follows from its request alone: nobody stopped it early, changed a parameter or perturbed it.</summary>
    public bool FollowsFromRequest
    {
        get
        {
            lock (_gate)
            {
                return !_steered;
            }
        }
    }

    /// <summary>When it was last asked for, as a timestamp of the server's clock.</summary>
    public long LastUse => Interlocked.Read(ref _lastUse);

    /// <summary>Marks it as asked for.</summary>
    public void Touch() => Interlocked.Exchange(ref _lastUse, options.Time.GetTimestamp());

    /// <summary>Counts a watcher until the result is disposed.</summary>
    public IDisposable Watch()
    {
        Interlocked.Increment(ref _watchers);
        return new Watcher(this);
    }

    /// <summary>Cancels it, unless it is over.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_state is JobState.Queued or JobState.Paused)
            {
                End(JobState.Cancelled, null);
            }
            else if (_state == JobState.Running)
            {
                // Whoever asked to stop it before has changed their mind.
                _stopped = false;
                _cancel.Cancel();
            }
        }
    }

    /// <summary>Has it rest after the step that it is in.</summary>
    /// <exception cref="ApiException">409 when it is over.</exception>
    public void Pause()
    {
        lock (_gate)
        {
            RequireNotOver();
            if (_state == JobState.Queued)
            {
                Enter(JobState.Paused);
            }
            else if (_state == JobState.Running)
            {
                _pauseAsked = true;
                Volatile.Write(ref _message, "Pauses when this step is done.");
                Moved.Pulse();
            }
        }
    }

    /// <summary>Takes back a pause. True when it waits for its turn now.</summary>
    /// <exception cref="ApiException">409 when it is over.</exception>
    public bool Resume()
    {
        lock (_gate)
        {
            RequireNotOver();
            if (_pauseAsked)
            {
                _pauseAsked = false;
                Volatile.Write(ref _message, null);
            }

            if (_state == JobState.Paused)
            {
                Enter(JobState.Queued);
            }

            return _state == JobState.Queued;
        }
    }

    /// <summary>Ends it early and keeps its positions; without any it is cancelled. Nothing when it is over.</summary>
    public void Stop() => Stop(null);

    /// <summary>Stops it when it has positions to keep (or rests) and nobody asked for it or watched it for so long.</summary>
    public void StopIfUnwatched(TimeSpan limit)
    {
        lock (_gate)
        {
            var unwatched = Volatile.Read(ref _watchers) == 0 && options.Time.GetElapsedTime(LastUse) >= limit;
            if (unwatched && (_state == JobState.Paused || (_state == JobState.Running && _published is not null)))
            {
                Stop(string.Create(CultureInfo.InvariantCulture, $"Nobody watched it for {limit.TotalSeconds:0.#} s, so it was stopped"));
            }
        }
    }

    /// <summary>Gives parameters new values. The task ends when the run has taken them; they are checked before.</summary>
    /// <exception cref="ApiException">400 for a parameter that cannot change now; 409 when it is over.</exception>
    /// <exception cref="ArgumentException">An unknown parameter, or a value outside its range.</exception>
    public Task Change(IReadOnlyList<KeyValuePair<string, string>> given)
    {
        lock (_gate)
        {
            RequireNotOver();
            var parameters = Request.Projection.Parameters;
            var before = _values;
            var merged = before.All.ToDictionary(v => v.Key, v => v.Value);
            foreach (var (name, value) in given)
            {
                merged[name] = value;
            }

            var values = new ParameterValues(parameters, merged);
            var changed = given.Where(g => before.Text(g.Key) != g.Value).ToList();
            if (changed.Select(c => parameters.First(p => p.Name == c.Key)).FirstOrDefault(p => !p.Live) is { } fixedOne)
            {
                var live = Live;
                throw ApiException.BadRequest(
                    $"\"{fixedOne.Name}\" cannot change while {Request.Projection.Title} runs"
                    + (live.Count == 0 ? "; no parameter of it can." : $"; these can: {string.Join(", ", live)}."),
                    $"Start a new run with {fixedOne.Name} = {merged[fixedOne.Name]}.");
            }

            if (changed.Count == 0)
            {
                return Task.CompletedTask;
            }

            // Values may be right one by one and impossible together: the method itself says so when it prepares a run.
            Request.Projection.Start(
                new ProjectionInput(use.Data.Vectors, Request.Dimensions, Request.Seed, options.Threads) { Metadata = use.Data.Metadata }, values).Dispose();
            Volatile.Write(ref _values, values);
            _steered = true;
            return _run is null && _state != JobState.Running
                ? Task.CompletedTask
                : Apply(new PendingChange(run => SetAll(run, changed), before));
        }
    }

    /// <summary>Shakes the map. The task ends when the run has been told.</summary>
    /// <exception cref="ApiException">409 when the method cannot, when it has not begun and when it is over.</exception>
    public Task Perturb()
    {
        lock (_gate)
        {
            RequireNotOver();
            if (_run is null)
            {
                throw ApiException.Conflict("The run has not begun, so there is nothing to perturb.", "Ask again when there are positions.");
            }

            if (_run is not IPerturbableRun)
            {
                throw ApiException.Conflict($"{Request.Projection.Title} cannot be perturbed.");
            }

            _steered = true;
            return Apply(new PendingChange(run => ((IPerturbableRun)run).Perturb(), null));
        }
    }

    // Parameters may depend on each other, so that one can only be set after another.
    private static void SetAll(IProjectionRun run, IReadOnlyList<KeyValuePair<string, string>> changes)
    {
        var left = changes.ToList();
        while (left.Count > 0)
        {
            ArgumentException? refused = null;
            var before = left.Count;
            left.RemoveAll(change =>
            {
                try
                {
                    run.Set(change.Key, change.Value);
                    return true;
                }
                catch (ArgumentException e)
                {
                    refused = e;
                    return false;
                }
            });
            if (left.Count == before)
            {
                throw refused!;
            }
        }
    }

    private void Stop(string? why)
    {
        lock (_gate)
        {
            if (_state is JobState.Done or JobState.Failed or JobState.Cancelled)
            {
                return;
            }

            _stopped = true;
            _steered = true;
            _stopMessage ??= why;
            if (_state == JobState.Running)
            {
                _cancel.Cancel();
                return;
            }

            var (end, message) = EndOfCancellation();
            End(end, message);
        }
    }

    private (JobState, string?) EndOfCancellation()
    {
        lock (_gate)
        {
            var why = _stopMessage ?? "Stopped";
            var current = _run?.Current;
            return !_stopped ? (JobState.Cancelled, null)
                : current is null ? (JobState.Cancelled, $"{why}; there were no positions yet.")
                : (JobState.Done, string.Create(CultureInfo.InvariantCulture, $"{why} at iteration {_run!.Iteration:N0}; the positions so far are kept."));
        }
    }

    private bool PauseIfAsked()
    {
        lock (_gate)
        {
            if (!_pauseAsked || _cancel.IsCancellationRequested)
            {
                return false;
            }

            // Nothing steps from here on, so what is pending can be told at once.
            _pauseAsked = false;
            if (_run is { } run)
            {
                ApplyPending(run);
            }

            _clock.Stop();
            Volatile.Write(ref _message, null);
            Enter(JobState.Paused);
            return true;
        }
    }

    // Under the gate.
    private Task Apply(PendingChange change)
    {
        _pending.Enqueue(change);
        if (_state != JobState.Running && _run is { } resting)
        {
            ApplyPending(resting);
        }

        return change.Told.Task;
    }

    // While it runs, on its own thread between two steps.
    private void ApplyPending(IProjectionRun run)
    {
        lock (_gate)
        {
            while (_pending.TryDequeue(out var change))
            {
                try
                {
                    change.Tell(run);
                    change.Told.SetResult();
                }
                catch (ArgumentException e)
                {
                    Volatile.Write(ref _values, change.Before ?? _values);
                    change.Told.SetException(e);
                }
            }
        }
    }

    private void FailPending()
    {
        while (_pending.TryDequeue(out var change))
        {
            change.Told.SetException(ApiException.Conflict("The run ended before it could be told."));
        }
    }

    private void RequireNotOver()
    {
        if (_state is JobState.Done or JobState.Failed or JobState.Cancelled)
        {
            throw ApiException.Conflict($"The run is over ({_state.Name()}).", "Start it again.");
        }
    }

    private sealed record PendingChange(Action<IProjectionRun> Tell, ParameterValues? Before)
    {
        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Watcher(ProjectionJob job) : IDisposable
    {
        private int _gone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _gone, 1) == 0)
            {
                job.Touch();
                Interlocked.Decrement(ref job._watchers);
            }
        }
    }
}
