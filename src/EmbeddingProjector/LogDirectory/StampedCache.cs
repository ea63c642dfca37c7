namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// What was read from files, kept as long as the stamp of the file stays the same, so that a scan of an unchanged directory reads nothing.
/// Not thread-safe.
/// </summary>
internal sealed class StampedCache
{
    private readonly Dictionary<(string Kind, string Path), Entry> _entries = [];
    private int _scan;

    /// <summary>The value read from <paramref name="path"/> for the purpose <paramref name="kind"/>, read anew when the stamp differs.</summary>
    public T Get<T>(string kind, string path, string stamp, Func<T> read)
        where T : notnull
    {
        var key = (kind, path);
        if (_entries.TryGetValue(key, out var entry) && entry.Stamp == stamp)
        {
            entry.Scan = _scan;
            return (T)entry.Value;
        }

        var value = read();
        _entries[key] = new(stamp, value) { Scan = _scan };
        return value;
    }

    /// <summary>Starts a scan.</summary>
    public void Begin() => _scan++;

    /// <summary>Forgets what the scan did not ask for.</summary>
    public void End()
    {
        foreach (var (key, _) in _entries.Where(e => e.Value.Scan != _scan).ToList())
        {
            _entries.Remove(key);
        }
    }

    private sealed class Entry(string stamp, object value)
    {
        public string Stamp { get; } = stamp;

        public object Value { get; } = value;

        public int Scan { get; set; }
    }
}
