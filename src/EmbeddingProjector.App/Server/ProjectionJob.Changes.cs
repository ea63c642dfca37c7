using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <content>What changes while it runs, told to the run between two steps: new values of parameters, perturbing.</content>
internal sealed partial class ProjectionJob
{
    private readonly Queue<PendingChange> _pending = new();
    private readonly IReadOnlyList<string> _live = [.. request.Projection.Parameters.Where(p => p.Live).Select(p => p.Name)];
    private ParameterValues _values = request.Values;

    /// <summary>The values in effect.</summary>
    public ParameterValues Values => Volatile.Read(ref _values);

    /// <summary>The names of the parameters that may change while it runs; also when it rests, none when it is closed.</summary>
    public IReadOnlyList<string> Live => IsClosed ? [] : _live;

    /// <summary>Gives parameters new values. The task ends when the run has taken them; they are checked before.</summary>
    /// <exception cref="ApiException">400 for a parameter that cannot change now; 409 when it is over.</exception>
    /// <exception cref="ArgumentException">An unknown parameter, or a value outside its range.</exception>
    public Task Change(IReadOnlyList<KeyValuePair<string, string>> given)
    {
        lock (_gate)
        {
            RequireNotClosed();
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

            var rested = IsAtRest && _run is IRestingRun { IsResting: true };

            // Values may be right one by one and impossible together: the method itself says so when it prepares a run.
            Request.Projection.Start(
                new ProjectionInput(use.Data.Vectors, Request.Dimensions, Request.Seed, options.Threads) { Metadata = use.Data.Metadata, Maps = use.Data.Maps }, values).Dispose();
            Volatile.Write(ref _values, values);
            _steered = true;
            Moved.Pulse();
            if (_run is null && _state != JobState.Running)
            {
                return Task.CompletedTask;
            }

            var told = Apply(new PendingChange(run => SetAll(run, changed), before));
            WakeIfThereIsMore(rested);
            return told;
        }
    }

    /// <summary>Shakes the map. The task ends when the run has been told.</summary>
    /// <exception cref="ApiException">409 when the method cannot, when it has not begun and when it is over.</exception>
    public Task Perturb()
    {
        lock (_gate)
        {
            RequireNotClosed();
            if (_run is null)
            {
                throw ApiException.Conflict("The run has not begun, so there is nothing to perturb.", "Ask again when there are positions.");
            }

            if (_run is not IPerturbableRun)
            {
                throw ApiException.Conflict($"{Request.Projection.Title} cannot be perturbed.");
            }

            _steered = true;
            var told = Apply(new PendingChange(run => ((IPerturbableRun)run).Perturb(), null));
            WakeIfThereIsMore(IsAtRest);
            return told;
        }
    }

    // A run that was stopped by somebody goes on when it is resumed or shaken, not because a value was changed.
    private void WakeIfThereIsMore(bool rested)
    {
        if (rested && _run is IRestingRun { IsResting: false } resting)
        {
            Wake(resting);
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

    private sealed record PendingChange(Action<IProjectionRun> Tell, ParameterValues? Before)
    {
        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
