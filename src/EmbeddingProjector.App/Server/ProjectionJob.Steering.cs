using System.Globalization;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <content>Steering: pause, resume, stop, cancel; resting when it is done, and going on from there.</content>
internal sealed partial class ProjectionJob
{
    private string? _stopMessage;
    private bool _pauseAsked;
    private bool _stopped;
    private bool _steered;

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

    /// <summary>Whether it is done and could go on from where it stands.</summary>
    public bool Rests
    {
        get
        {
            lock (_gate)
            {
                return IsAtRest;
            }
        }
    }

    /// <summary>Whether it is over and will stay so.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return IsEnd(_state) && !IsAtRest;
            }
        }
    }

    // Under the gate. A run that can go on keeps what it works with when it is done.
    private bool IsAtRest => _state == JobState.Done && _run is IRestingRun;

    /// <summary>Cancels it; one that is over keeps its positions and does not go on any more.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            Retire();
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
            RequireUnderWay();
            if (_state == JobState.Queued)
            {
                Volatile.Write(ref _message, null);
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

    /// <summary>Says why it has not begun, or not gone on; nothing when it does not wait.</summary>
    public void ExplainWaiting(string why)
    {
        lock (_gate)
        {
            if (_state == JobState.Queued && _message != why)
            {
                Volatile.Write(ref _message, why);
                Moved.Pulse();
            }
        }
    }

    /// <summary>Gives back what a run that rests would need to go on; its positions stay.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            if (IsAtRest)
            {
                GiveBack();
                Moved.Pulse();
            }
        }
    }

    /// <summary>Takes back a pause, or a stop where the run can go on. True when it waits for its turn now.</summary>
    /// <exception cref="ApiException">409 when it is over.</exception>
    public bool Resume()
    {
        lock (_gate)
        {
            RequireNotClosed();
            if (IsAtRest && _run is IRestingRun resting)
            {
                Wake(resting);
                return true;
            }

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

    private void Stop(string? why)
    {
        lock (_gate)
        {
            if (IsEnd(_state))
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
    private void Wake(IRestingRun resting)
    {
        if (resting.IsResting)
        {
            throw ApiException.Conflict(
                $"{Request.Projection.Title} has done all that it was asked for.", $"Ask for more by its parameters; these can change: {string.Join(", ", Live)}.");
        }

        if (_cancel.IsCancellationRequested)
        {
            _cancel.Dispose();
            _cancel = new CancellationTokenSource();
        }

        (_stopped, _stopMessage, _pauseAsked) = (false, null, false);
        _steered = true;
        Volatile.Write(ref _message, null);
        Enter(JobState.Queued);
    }

    private static bool IsEnd(JobState state) => state is JobState.Done or JobState.Failed or JobState.Cancelled;

    private void RequireUnderWay()
    {
        if (IsEnd(_state))
        {
            throw ApiException.Conflict($"The run is over ({_state.Name()}).", IsAtRest ? "Resume it." : "Start it again.");
        }
    }

    private void RequireNotClosed()
    {
        if (!IsAtRest)
        {
            RequireUnderWay();
        }
    }
}
