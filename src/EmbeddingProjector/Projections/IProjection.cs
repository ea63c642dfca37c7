using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Projections;

/// <summary>A way of laying vectors out in two or three dimensions. An instance holds no state.</summary>
public interface IProjection
{
    /// <summary>Its name on the command line and over HTTP: <c>pca</c>.</summary>
    string Name { get; }

    /// <summary>Its name on the page: "PCA".</summary>
    string Title { get; }

    /// <summary>Its parameters, in the order in which they are shown.</summary>
    IReadOnlyList<ProjectionParameter> Parameters { get; }

    /// <summary>
    /// The share of the true neighbors, 0.5 to 1, that its maps need of a table of approximate ones. Who shares tables between methods
    /// searches with it.
    /// </summary>
    double NeighborRecall => 0.95;

    /// <summary>Prepares a run; nothing heavy happens before its first step.</summary>
    /// <exception cref="ArgumentException">The input or a value is impossible; the message says why and what is.</exception>
    IProjectionRun Start(ProjectionInput input, ParameterValues values);
}

/// <summary>What a projection is given.</summary>
/// <param name="Vectors">The vectors <c>[n, d]</c>.</param>
/// <param name="Dimensions">2 or 3.</param>
/// <param name="Seed">Every random choice follows from it: the same seed gives the same bytes on any number of threads.</param>
/// <param name="Threads">The most threads to use.</param>
public sealed record ProjectionInput(VectorTable Vectors, int Dimensions = 3, ulong Seed = 42, int Threads = 0)
{
    /// <summary>The number of threads in effect: <see cref="Threads"/>, or all cores for 0.</summary>
    public int EffectiveThreads => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>
    /// Where neighbors come from: given a metric and k, the table of at least k neighbors of every row of <see cref="Vectors"/> — the one
    /// that other runs, quality and the inspector share. It is called from inside a step, reports the share done (0 to 1) and may be
    /// cancelled. Null: the run computes its own, exact or approximate by estimated cost.
    /// </summary>
    public Func<DistanceMetric, int, IProgress<double>?, CancellationToken, NeighborTable>? NeighborSource { get; init; }

    /// <summary>
    /// Where the rows begin, <c>[n, 2|3]</c>, for methods that move them about: an earlier map of the same rows, so that the new one is a continuation of it.
    /// Null: the method's own beginning.
    /// </summary>
    public Positions? Start { get; init; }

    /// <summary>
    /// The columns that belong to the rows of <see cref="Vectors"/>, for methods that look at them: a column that supervises, texts that
    /// span an axis. Null when there are none.
    /// </summary>
    public MetadataTable? Metadata { get; init; }

    /// <summary>Maps of the rows of <see cref="Vectors"/> that their file brings along.</summary>
    public IReadOnlyList<StoredMap> Maps { get; init; } = [];
}

/// <summary>
/// A layout that is being computed, step by step, so that progress, pausing, new parameters and streaming are one mechanism.
/// <see cref="Step"/> and <see cref="Set"/> are called from one thread at a time; the properties may be read from any thread at any time.
/// </summary>
public interface IProjectionRun : IDisposable
{
    /// <summary>What it is doing: "covariance".</summary>
    string Stage { get; }

    /// <summary>The share of the whole work that is done, 0 to 1.</summary>
    double Progress { get; }

    /// <summary>Steps of the iterative part done so far.</summary>
    int Iteration { get; }

    /// <summary>The newest complete positions <c>[n, 2|3]</c>, or null before there are any.</summary>
    Positions? Current { get; }

    /// <summary>What a person should know of this run: rows that could not be placed, an approximation that was chosen.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>How long each stage took so far, in order.</summary>
    IReadOnlyList<StageTime> StageTimes { get; }

    /// <summary>Does the next piece of work (a fraction of a second where that is possible). False when the run is complete.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the positions so far stay readable.</exception>
    bool Step(CancellationToken cancellationToken);

    /// <summary>Changes a live parameter; takes effect at the next step.</summary>
    /// <exception cref="ArgumentException">No such parameter, not a live one, or a value outside its range.</exception>
    void Set(string parameter, string value);
}

/// <summary>How long a stage took.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Seconds">Wall time in seconds.</param>
public sealed record StageTime(string Stage, double Seconds);

/// <summary>
/// A run whose layout is a choice of two or three out of several components, each with its share of the variance (PCA).
/// </summary>
public interface IComponentRun : IProjectionRun
{
    /// <summary>How many components there are; 0 before the run is complete.</summary>
    int ComponentCount { get; }

    /// <summary>The share of the total variance that each component explains, largest first.</summary>
    IReadOnlyList<double> ExplainedVarianceRatio { get; }

    /// <summary>The rows along two or three components (zero-based), <c>[n, 2|3]</c>.</summary>
    Positions Select(IReadOnlyList<int> components);
}
