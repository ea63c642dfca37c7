using EmbeddingProjector.Quality;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// A measurement of one map: how far it can be trusted, whole and row by row. It computes on a thread of its own and may be cancelled;
/// everything but <see cref="Run"/> may be called from any thread.
/// </summary>
/// <param name="request">What is measured.</param>
/// <param name="use">The vectors; ends with the job.</param>
/// <param name="threads">The most threads to use, 0 for all cores.</param>
/// <param name="log">Takes what nobody expected.</param>
internal sealed partial class QualityJob(QualityRequest request, DatasetUse use, int threads, ILogger log) : IKeptJob, IProgress<double>
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancel = new();
    private JobState _state = JobState.Queued;
    private MapQuality? _quality;
    private string? _message;
    private double _progress;

    /// <summary>What is measured.</summary>
    public QualityRequest Request { get; } = request;

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

    /// <summary>The share of the work done, 0 to 1.</summary>
    public double Progress => Volatile.Read(ref _progress);

    /// <summary>What came of it; null before it is done.</summary>
    public MapQuality? Quality => Volatile.Read(ref _quality);

    /// <summary>Why it failed, or null.</summary>
    public string? Message => Volatile.Read(ref _message);

    /// <summary>Marks it as asked for.</summary>
    public void Touch() => LastUse = Environment.TickCount64;

    /// <summary>Measures; nothing when it was cancelled before.</summary>
    public void Run()
    {
        lock (_gate)
        {
            if (_state != JobState.Queued)
            {
                return;
            }

            Enter(JobState.Running);
        }

        var (end, message) = Measure();
        lock (_gate)
        {
            End(end, message);
        }
    }

    /// <summary>Cancels it, unless it is over.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_state == JobState.Queued)
            {
                End(JobState.Cancelled, null);
            }
            else if (_state == JobState.Running)
            {
                _cancel.Cancel();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancel.Dispose();
        use.Dispose();
    }

    // Shares come from several threads and not in order.
    void IProgress<double>.Report(double value)
    {
        lock (_gate)
        {
            _progress = Math.Max(_progress, value);
        }
    }

    private (JobState End, string? Message) Measure()
    {
        try
        {
            var options = Request.Neighbors is { } k ? new QualityOptions(k, k, Threads: threads) : new QualityOptions(Threads: threads);
            Volatile.Write(ref _quality, MapQuality.Measure(use.Data.Vectors, Request.Positions, Request.Metric, options, this, _cancel.Token));
            return (JobState.Done, null);
        }
        catch (OperationCanceledException)
        {
            return (JobState.Cancelled, null);
        }
        catch (ArgumentException e)
        {
            return (JobState.Failed, e.Message);
        }
        catch (OutOfMemoryException)
        {
            return (JobState.Failed, "There is not enough memory to measure this map.");
        }
        catch (Exception e)
        {
            LogUnexpected(log, e);
            return (JobState.Failed, "The server met an error that it did not expect. Its log says more.");
        }
    }

    // Called under the gate.
    private void End(JobState end, string? message)
    {
        _progress = end == JobState.Done ? 1 : _progress;
        Volatile.Write(ref _message, message);
        Enter(end);
        use.Dispose();
    }

    private void Enter(JobState state)
    {
        _state = state;
        Changed.Pulse();
    }

    [LoggerMessage(LogLevel.Error, "Measuring a map failed unexpectedly")]
    private static partial void LogUnexpected(ILogger log, Exception e);
}
