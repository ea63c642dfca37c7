namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Notices what changes on disk: scans at an interval, which works on every file system, and at once when the operating system reports a change,
/// which it does for local ones. Thread-safe.
/// </summary>
public sealed class LogDirectoryWatcher : IDisposable
{
    // A writer touches several files one after another; a moment's wait makes one scan of them.
    private static readonly TimeSpan _settle = TimeSpan.FromMilliseconds(150);

    private readonly Lock _gate = new();
    private readonly LogDirectoryScanner _scanner;
    private readonly TimeSpan _interval;
    private readonly Timer _timer;
    private readonly FileSystemWatcher? _hints;
    private readonly List<Run> _added = [];
    private LogSnapshot _current;
    private int _scanning;
    private int _hinted;
    private volatile bool _disposed;

    /// <summary>Scans once, then watches.</summary>
    /// <param name="scanner">What to scan with.</param>
    /// <param name="interval">The time between two scans; <see cref="Timeout.InfiniteTimeSpan"/> to scan only on <see cref="Refresh"/> and on hints.</param>
    public LogDirectoryWatcher(LogDirectoryScanner scanner, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(scanner);
        _scanner = scanner;
        _interval = interval;
        _current = scanner.Scan();
        _timer = new Timer(_ => Tick(), null, interval, interval);
        _hints = Hints();
    }

    /// <summary>What the last scan found.</summary>
    public LogSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Raised after a scan that found something new, on the thread that scanned, one at a time.</summary>
    public event Action<LogSnapshot>? Changed;

    /// <summary>Scans now.</summary>
    /// <returns>What was found.</returns>
    public LogSnapshot Refresh()
    {
        // The lock is held while the event is raised, so that subscribers see the snapshots in their order.
        lock (_gate)
        {
            var snapshot = WithAdded(_scanner.Scan());
            if (!_disposed && snapshot.Version != _current.Version)
            {
                Volatile.Write(ref _current, snapshot);
                Changed?.Invoke(snapshot);
            }

            return snapshot;
        }
    }

    /// <summary>
    /// Shows a run besides those of the log directory, before them, for as long as this watches: files that a person brought along. An added run of the
    /// same name is replaced.
    /// </summary>
    /// <param name="run">The run; its name is none of the log directory's.</param>
    public void Add(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        lock (_gate)
        {
            _added.RemoveAll(other => other.Name == run.Name);
            _added.Insert(0, run);
            Refresh();
        }
    }

    /// <summary>Shows an added run no longer.</summary>
    /// <returns>False when none of that name was added.</returns>
    public bool Remove(string name)
    {
        lock (_gate)
        {
            var found = _added.RemoveAll(run => run.Name == name) > 0;
            Refresh();
            return found;
        }
    }

    /// <summary>Stops watching; no event is raised afterwards.</summary>
    public void Dispose()
    {
        _disposed = true;
        _hints?.Dispose();
        _timer.Dispose();
        // Waits for a scan that is under way, so that its event is over when this returns.
        lock (_gate)
        {
        }
    }

    private LogSnapshot WithAdded(LogSnapshot scanned) => _added.Count == 0
        ? scanned
        : scanned with { Runs = [.. _added, .. scanned.Runs], Version = $"{scanned.Version}+{string.Join('+', _added.Select(run => run.Version))}" };

    private void Tick()
    {
        // A scan of a slow file system may take longer than the interval: a tick that meets it is left out.
        if (_disposed || Interlocked.Exchange(ref _scanning, 1) == 1)
        {
            return;
        }

        try
        {
            Volatile.Write(ref _hinted, 0);
            Refresh();
        }
        finally
        {
            Volatile.Write(ref _scanning, 0);
        }
    }

    private FileSystemWatcher? Hints()
    {
        try
        {
            var directory = Directory.Exists(_scanner.Path) ? _scanner.Path : Path.GetDirectoryName(_scanner.Path);
            if (directory is null || !Directory.Exists(directory))
            {
                return null;
            }

            var watcher = new FileSystemWatcher(directory)
            {
                IncludeSubdirectories = Directory.Exists(_scanner.Path),
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Changed += (_, _) => Hint();
            watcher.Created += (_, _) => Hint();
            watcher.Deleted += (_, _) => Hint();
            watcher.Renamed += (_, _) => Hint();
            // An error (a lost event, too many watches) leaves the interval, which sees everything.
            watcher.Error += (_, _) => Hint();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            // Hints are a convenience: where the system grants none (the limit of inotify watches, a network share), the interval remains.
            return null;
        }
    }

    // Only the first hint moves the next scan forward; otherwise a training that writes all the time would push it away for ever.
    private void Hint()
    {
        if (_disposed || Interlocked.Exchange(ref _hinted, 1) == 1)
        {
            return;
        }

        try
        {
            _timer.Change(_settle, _interval);
        }
        catch (ObjectDisposedException)
        {
            // Disposed between the check and the call.
        }
    }
}
