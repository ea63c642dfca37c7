using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Approximate;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary>The tables of neighbors that all runs over the same data share, in memory and, where a directory is given, on disk.</summary>
internal sealed partial class SharedNeighbors
{
    private readonly NeighborCache _cache;
    private readonly int _threads;
    private readonly ILogger _log;

    /// <summary>Tables kept where the options say.</summary>
    public SharedNeighbors(ServerOptions options, ILogger<SharedNeighbors> log)
    {
        _log = log;
        _threads = options.Threads;
        _cache = new NeighborCache(options.NeighborDirectory, report: LogTrouble);
    }

    /// <summary>The neighbors of a table of vectors, as good as the method needs them.</summary>
    public Func<DistanceMetric, int, IProgress<double>?, CancellationToken, NeighborTable> For(VectorTable vectors, IProjection projection) =>
        _cache.SourceFor(vectors, options: new ApproximateNeighborOptions(projection.NeighborRecall, Threads: _threads));

    [LoggerMessage(LogLevel.Warning, "{Trouble}")]
    private partial void LogTrouble(string trouble);
}
