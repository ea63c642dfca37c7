namespace EmbeddingProjector.App.Server;

/// <summary>Estimates the time left of a piece of work from its pace. Progress that falls back is work that was added: the pace is taken anew.</summary>
internal sealed class RemainingTime
{
    // Below this share an estimate is a guess.
    private const double EnoughToEstimate = 0.02;

    private readonly Lock _gate = new();
    private double _last;
    private double _from;
    private TimeSpan _since;

    /// <summary>About how many seconds are left; null when that cannot be said.</summary>
    /// <param name="progress">The share done, 0 to 1.</param>
    /// <param name="elapsed">The time worked so far.</param>
    public double? After(double progress, TimeSpan elapsed)
    {
        lock (_gate)
        {
            if (progress < _last)
            {
                (_from, _since) = (progress, elapsed);
            }

            _last = progress;
            var done = progress - _from;
            return done > EnoughToEstimate ? (elapsed - _since).TotalSeconds * (1 - progress) / done : null;
        }
    }
}
