namespace EmbeddingProjector.App.Server;

/// <summary>Work for a request whose result stays for a while.</summary>
internal interface IKeptJob : IDisposable
{
    /// <summary>Whether it is over, well or not.</summary>
    bool IsOver { get; }

    /// <summary>When it was last asked for; only its order counts.</summary>
    long LastUse { get; }

    /// <summary>Marks it as asked for.</summary>
    void Touch();
}

/// <summary>Jobs by the key of their request; of those that are over, the ones asked for last stay. Not thread-safe: its queue locks.</summary>
/// <param name="most">How many stay; those under way are never forgotten.</param>
internal sealed class KeptJobs<TJob>(int most)
    where TJob : class, IKeptJob
{
    private readonly Dictionary<string, TJob> _jobs = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<TJob> All => _jobs.Values;

    /// <summary>The job of a key, which counts as asked for now; null when there is none, or none any more.</summary>
    public TJob? Find(string key)
    {
        var job = _jobs.GetValueOrDefault(key);
        job?.Touch();
        return job;
    }

    /// <summary>Keeps a job in the place of the one that its key had.</summary>
    public void Keep(string key, TJob job)
    {
        if (_jobs.Remove(key, out var before))
        {
            before.Dispose();
        }

        _jobs[key] = job;
        foreach (var (oldKey, old) in _jobs.Where(j => j.Value.IsOver).OrderBy(j => j.Value.LastUse).Take(Math.Max(0, _jobs.Count - most)).ToList())
        {
            _jobs.Remove(oldKey);
            old.Dispose();
        }
    }
}
