using System.Diagnostics.CodeAnalysis;

namespace EmbeddingProjector.App.Server;

/// <summary>The measurements of maps: one at a time, the others wait; the same map and k find the measurement that there is.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is one.")]
internal sealed class QualityQueue(ServerOptions options, ILogger<QualityQueue> log) : IDisposable
{
    // One uses all cores already.
    private const int MaximumWaiting = 8;
    private const int MaximumKept = 12;

    private readonly Lock _gate = new();
    private readonly KeptJobs<QualityJob> _jobs = new(MaximumKept);
    private readonly Queue<QualityJob> _waiting = new();
    private bool _isRunning;
    private bool _stopped;

    /// <summary>The measurement of this request: the one there is, or a new one. <paramref name="use"/> passes to it.</summary>
    /// <exception cref="ApiException">429 when too many wait already.</exception>
    public QualityJob Start(QualityRequest request, DatasetUse use)
    {
        lock (_gate)
        {
            if (_jobs.Find(request.Key) is { State: not (JobState.Failed or JobState.Cancelled) } known)
            {
                use.Dispose();
                return known;
            }

            if (_stopped || _jobs.All.Count(j => j.State == JobState.Queued) >= MaximumWaiting)
            {
                use.Dispose();
                throw ApiException.TooMuch($"{MaximumWaiting} measurements wait already.", "Cancel some of them, or ask again later.");
            }

            var job = new QualityJob(request, use, options.Threads, log);
            _jobs.Keep(request.Key, job);
            _waiting.Enqueue(job);
            StartNext();
            return job;
        }
    }

    /// <summary>The measurement of this request that is under way or done; null when there is none.</summary>
    public QualityJob? Find(QualityRequest request)
    {
        lock (_gate)
        {
            return _jobs.Find(request.Key) is { State: not (JobState.Failed or JobState.Cancelled) } known ? known : null;
        }
    }

    /// <summary>The measurement of an id.</summary>
    /// <exception cref="ApiException">404 when there is none, or none any more.</exception>
    public QualityJob Get(string id)
    {
        lock (_gate)
        {
            return _jobs.Find(id) ?? throw ApiException.NotFound("There is no measurement of this id.", "Measure the map again.");
        }
    }

    /// <summary>Cancels everything.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var job in _jobs.All)
            {
                job.Cancel();
            }
        }
    }

    private void StartNext()
    {
        if (!_stopped && !_isRunning && _waiting.TryDequeue(out var job))
        {
            _isRunning = true;
            new Thread(() => RunToEnd(job)) { IsBackground = true, Name = "quality" }.Start();
        }
    }

    private void RunToEnd(QualityJob job)
    {
        job.Run();
        lock (_gate)
        {
            _isRunning = false;
            StartNext();
        }
    }
}
