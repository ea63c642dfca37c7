using System.Globalization;

namespace EmbeddingProjector.App.Server;

/// <content>Who is watching, and what becomes of it when nobody is.</content>
internal sealed partial class ProjectionJob
{
    private int _watchers;
    private long _lastUse = options.Time.GetTimestamp();

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
