namespace EmbeddingProjector.App.Server;

/// <summary>
/// The steps seen of every tensor through every layout, within a bound of memory: the longest history is thinned first, then those that nobody asked for
/// go. Thread-safe.
/// </summary>
internal sealed class StepHistories(ServerOptions options)
{
    private const int MostSteps = 500;
    private const int MostHistories = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StepHistory> _histories = new(StringComparer.Ordinal);

    /// <summary>The history that a finished run belongs to, with its positions in it.</summary>
    /// <exception cref="ApiException">409 while it has no positions that last; 422 when it failed.</exception>
    public (StepHistory History, int Number) See(ProjectionJob job)
    {
        if (job.State == JobState.Failed)
        {
            throw ApiException.Unusable(job.Message ?? "The projection failed.");
        }

        if (job.State != JobState.Done || job.Published is null)
        {
            throw ApiException.Conflict("The run is not done.", "Ask again when its state is \"done\".");
        }

        lock (_gate)
        {
            var key = job.Request.HistoryKey;
            if (!_histories.TryGetValue(key, out var history))
            {
                _histories[key] = history = new StepHistory(isTurned: job.Facts.Axes is null);
            }

            var number = history.Add(job);
            MakeRoom(history);
            return (history, number);
        }
    }

    private void MakeRoom(StepHistory newest)
    {
        while (newest.Count > MostSteps)
        {
            newest.Thin();
        }

        while (_histories.Values.Sum(h => h.Bytes) > options.StepBytes || _histories.Count > MostHistories)
        {
            var longest = _histories.Count > MostHistories ? null : _histories.Values.Where(h => h.Count > 2).MaxBy(h => h.Bytes);
            if (longest is not null)
            {
                longest.Thin();
            }
            else if (_histories.Where(h => h.Value != newest).OrderBy(h => h.Value.LastUse).FirstOrDefault() is { Key: { } oldest })
            {
                _histories.Remove(oldest);
            }
            else
            {
                // The last step and the one that it is aligned to are kept whatever they take.
                return;
            }
        }
    }
}
