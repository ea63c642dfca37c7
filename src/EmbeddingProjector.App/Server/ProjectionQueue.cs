using System.Diagnostics.CodeAnalysis;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// The projection runs: how many step at once, how many wait, how many results are kept. The same request finds the same run.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is one.")]
internal sealed class ProjectionQueue : IDisposable
{
    // Each run uses all cores already; a second one keeps a short run from waiting for a long one.
    private const int MaximumRunning = 2;
    private const int MaximumWaiting = 16;
    private const int MaximumKept = 24;

    // Each holds the memory that it needs to go on.
    private const int MaximumResting = 3;
    private const int ChecksPerLimit = 12;

    private static readonly string _crowd = $"{MaximumRunning} layouts are running, no more at a time.";

    private readonly Lock _gate = new();
    private readonly KeptJobs<ProjectionJob> _jobs = new(MaximumKept);
    private readonly Queue<ProjectionJob> _waiting = new();
    private readonly ServerOptions _options;
    private readonly SharedNeighbors _neighbors;
    private readonly ILogger _log;
    private readonly ITimer? _unwatched;
    private int _running;
    private bool _stopped;

    /// <summary>An empty queue.</summary>
    public ProjectionQueue(ServerOptions options, SharedNeighbors neighbors, ILogger<ProjectionQueue> log)
    {
        (_options, _neighbors, _log) = (options, neighbors, log);
        if (options.UnwatchedTime is { } limit)
        {
            var period = limit / ChecksPerLimit;
            _unwatched = options.Time.CreateTimer(_ => StopUnwatched(limit), null, period, period);
        }
    }

    /// <summary>
    /// Finds the run of this request, or starts one; <paramref name="use"/> passes to it and ends with it. A run that was steered is found
    /// while it is under way; once it is over, it is not what the request asks for.
    /// </summary>
    /// <exception cref="ApiException">429 when too many wait already.</exception>
    public ProjectionJob Start(ProjectionRequest request, DatasetUse use)
    {
        lock (_gate)
        {
            if (_jobs.Find(request.Key) is { } known && (!known.IsOver || (known.State == JobState.Done && known.FollowsFromRequest)))
            {
                use.Dispose();
                return known;
            }

            if (_stopped || _jobs.All.Count(j => j.State is JobState.Queued or JobState.Paused) >= MaximumWaiting)
            {
                use.Dispose();
                throw ApiException.TooMuch($"{MaximumWaiting} projections wait or are paused already.", "Stop some of them, or ask again later.");
            }

            var job = new ProjectionJob(request, use, _neighbors, _options, _log);
            _jobs.Keep(request.Key, job);
            _waiting.Enqueue(job);
            StartNext();
            return job;
        }
    }

    /// <summary>The run of an id.</summary>
    /// <exception cref="ApiException">404 when there is none, or none any more.</exception>
    public ProjectionJob Get(string id)
    {
        lock (_gate)
        {
            return _jobs.Find(id) ?? throw ApiException.NotFound("There is no projection run of this id.", "Start it again.");
        }
    }

    /// <summary>Lets a run that is paused, or was stopped and can go on, go on when its turn comes.</summary>
    /// <exception cref="ApiException">409 when it is over.</exception>
    public void Resume(ProjectionJob job)
    {
        lock (_gate)
        {
            job.Resume();
            Await(job);
        }
    }

    /// <summary>Gives parameters of a run new values; one that rests and has more to do by them goes on when its turn comes.</summary>
    /// <inheritdoc cref="ProjectionJob.Change"/>
    public Task Change(ProjectionJob job, IReadOnlyList<KeyValuePair<string, string>> given)
    {
        lock (_gate)
        {
            var told = job.Change(given);
            Await(job);
            return told;
        }
    }

    /// <summary>Shakes the map of a run; one that rests goes on when its turn comes.</summary>
    /// <inheritdoc cref="ProjectionJob.Perturb"/>
    public Task Perturb(ProjectionJob job)
    {
        lock (_gate)
        {
            var told = job.Perturb();
            Await(job);
            return told;
        }
    }

    /// <summary>Cancels everything. Threads end at their next step; nothing waits for them.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            _unwatched?.Dispose();
            foreach (var job in _jobs.All)
            {
                job.Cancel();
            }
        }
    }

    // It may wait for its turn now.
    private void Await(ProjectionJob job)
    {
        if (job.State == JobState.Queued && !_waiting.Contains(job))
        {
            _waiting.Enqueue(job);
        }

        StartNext();
    }

    private void StartNext()
    {
        while (!_stopped && _running < MaximumRunning && _waiting.TryDequeue(out var job))
        {
            if (job.State != JobState.Queued)
            {
                // It was cancelled or paused while it waited.
                continue;
            }

            _running++;
            new Thread(() => RunToEnd(job)) { IsBackground = true, Name = $"projection {job.Request.Projection.Name}" }.Start();
        }

        foreach (var job in _waiting)
        {
            job.ExplainWaiting(_crowd);
        }
    }

    private void RunToEnd(ProjectionJob job)
    {
        job.Run();
        lock (_gate)
        {
            _running--;
            RetireOldest();
            StartNext();
        }
    }

    private void StopUnwatched(TimeSpan limit)
    {
        lock (_gate)
        {
            foreach (var job in _jobs.All)
            {
                job.StopIfUnwatched(limit);
            }
        }
    }

    private void RetireOldest()
    {
        foreach (var job in _jobs.All.Where(j => j.Rests).OrderByDescending(j => j.LastUse).Skip(MaximumResting).ToList())
        {
            job.Retire();
        }
    }
}
