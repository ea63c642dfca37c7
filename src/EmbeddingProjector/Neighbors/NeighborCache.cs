using EmbeddingProjector.Neighbors.Approximate;

namespace EmbeddingProjector.Neighbors;

/// <summary>
/// The one table of neighbors for each data, metric and k, shared by everything that needs one: what is being computed is waited for,
/// what was computed is kept in memory and on disk, and a table of more neighbors serves who asks for fewer. The data is known by its
/// content, so that opening it again costs nothing.
/// </summary>
/// <remarks>Safe for any number of threads. A failed or cancelled search leaves nothing behind; who waits for it then searches
/// itself.</remarks>
public sealed class NeighborCache
{
    private readonly Dictionary<(string Content, DistanceMetric Metric), SemaphoreSlim> _gates = [];
    private readonly LinkedList<(string Content, NeighborTable Table)> _tables = [];
    private readonly NeighborCacheDirectory? _disk;
    private readonly long _mostMemory;

    /// <summary>A cache.</summary>
    /// <param name="directory">Where tables are kept; null for memory alone. See <see cref="DefaultDirectory"/>.</param>
    /// <param name="mostBytesOnDisk">The largest size of the directory in bytes.</param>
    /// <param name="mostBytesInMemory">The largest size of the tables held in memory in bytes.</param>
    /// <param name="report">Receives a sentence when the disk gives trouble or a file was damaged; the search goes on.</param>
    public NeighborCache(
        string? directory = null, long mostBytesOnDisk = 2L << 30, long mostBytesInMemory = 512L << 20, Action<string>? report = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mostBytesOnDisk);
        ArgumentOutOfRangeException.ThrowIfNegative(mostBytesInMemory);
        _disk = directory is null ? null : new NeighborCacheDirectory(directory, mostBytesOnDisk, report);
        _mostMemory = mostBytesInMemory;
    }

    /// <summary>The person's directory for caches, with <c>embedding-projector/neighbors</c> in it.</summary>
    public static string DefaultDirectory => CacheDirectory.For("neighbors");

    /// <summary>
    /// A table of at least <paramref name="count"/> neighbors of every row (or of all there are), from memory, disk, or a
    /// search.
    /// </summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="metric">The distance.</param>
    /// <param name="count">k, 1 or more.</param>
    /// <param name="mode">Which search; what is at hand serves if it is exact, or approximate where that may be.</param>
    /// <param name="options">Recall, seed and threads.</param>
    /// <param name="progress">Receives the share done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels waiting and searching.</param>
    public NeighborTable Find(
        VectorTable vectors, DistanceMetric metric, int count, NeighborSearchMode mode = NeighborSearchMode.Auto,
        ApproximateNeighborOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= ApproximateNeighborOptions.Default;
        var content = VectorTableHash.Of(vectors, options.Threads, cancellationToken);
        var wanted = Math.Min(count, Math.Max(1, vectors.RowCount - 1));
        bool Allowed(NeighborOrigin origin) => origin.IsExact
            ? mode != NeighborSearchMode.Approximate
            : mode != NeighborSearchMode.Exact && origin.Recall >= options.Recall;
        bool Serves(NeighborTable table) => table.Metric == metric && table.Count >= wanted && Allowed(table.Origin);

        if (Remembered(content, Serves) is { } remembered)
        {
            return remembered;
        }

        var gate = Gate(content, metric);
        gate.Wait(cancellationToken);
        try
        {
            if ((Remembered(content, Serves) ?? _disk?.Find(content, metric, wanted, Serves)) is { } found)
            {
                Remember(content, found);
                return found;
            }

            var table = NeighborSearch.Run(vectors, metric, wanted, mode, options, progress, cancellationToken);
            Remember(content, table);
            _disk?.Keep(content, table);
            return table;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The neighbors of one table of vectors, in the form that a projection takes.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="mode">Which search.</param>
    /// <param name="options">Recall, seed and threads.</param>
    public Func<DistanceMetric, int, IProgress<double>?, CancellationToken, NeighborTable> SourceFor(
        VectorTable vectors, NeighborSearchMode mode = NeighborSearchMode.Auto, ApproximateNeighborOptions? options = null) =>
        (metric, count, progress, cancellationToken) => Find(vectors, metric, count, mode, options, progress, cancellationToken);

    private SemaphoreSlim Gate(string content, DistanceMetric metric)
    {
        lock (_gates)
        {
            if (!_gates.TryGetValue((content, metric), out var gate))
            {
                _gates[(content, metric)] = gate = new SemaphoreSlim(1);
            }

            return gate;
        }
    }

    private NeighborTable? Remembered(string content, Func<NeighborTable, bool> serves)
    {
        lock (_tables)
        {
            for (var node = _tables.First; node is not null; node = node.Next)
            {
                if (node.Value.Content == content && serves(node.Value.Table))
                {
                    _tables.Remove(node);
                    _tables.AddFirst(node);
                    return node.Value.Table;
                }
            }

            return null;
        }
    }

    /// <summary>Puts a table first and lets go what was used longest ago; a table that the new one can stand for goes at once.</summary>
    private void Remember(string content, NeighborTable table)
    {
        lock (_tables)
        {
            for (var node = _tables.First; node is not null;)
            {
                var next = node.Next;
                var (other, known) = node.Value;
                if (other == content && known.Metric == table.Metric && known.Origin.IsExact == table.Origin.IsExact
                    && known.Count <= table.Count && known.Origin.Recall <= table.Origin.Recall)
                {
                    _tables.Remove(node);
                }

                node = next;
            }

            _tables.AddFirst((content, table));
            var size = _tables.Sum(t => NeighborTableFile.Size(t.Table));
            while (size > _mostMemory && _tables.Count > 1)
            {
                size -= NeighborTableFile.Size(_tables.Last!.Value.Table);
                _tables.RemoveLast();
            }
        }
    }
}
