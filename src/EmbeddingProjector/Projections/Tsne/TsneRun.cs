using System.Diagnostics;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Approximate;
using EmbeddingProjector.Projections.Pca;
using EmbeddingProjector.Projections.Tsne.Affinities;
using EmbeddingProjector.Projections.Tsne.Lanes;

namespace EmbeddingProjector.Projections.Tsne;

/// <summary>
/// A t-SNE in steps: neighbors, affinities, initialisation, early exaggeration, optimisation. A step of the last two is as many iterations
/// as fit into a twentieth of a second. When <c>iterations</c> are done the run rests; a larger number, set with <see cref="Set"/>, wakes
/// it.
/// </summary>
public sealed class TsneRun : IPerturbableRun, IRestingRun
{
    private const string NeighborsStage = "neighbors";
    private const string AffinitiesStage = "affinities";
    private const string InitialisationStage = "initialisation";
    private const string EarlyStage = "early exaggeration";
    private const string OptimisationStage = "optimisation";

    // The share of the whole that is done when a stage ends; what follows is iterations.
    private const double NeighborsEnd = 0.15;
    private const double AffinitiesEnd = 0.18;
    private const double InitialisationEnd = 0.2;

    // A row that misses neighbors is not pulled to them: at 0.95 the divergence from the true affinities is one percent higher.
    private const double NeighborRecall = 0.99;

    private const int LeastIterationsForOrder = 100;

    private const ulong PerturbationStream = 2;
    private const double PerturbationSize = 0.05;

    // After a perturbation even a run that rested goes on for so long.
    private const int SettlingIterations = 100;

    private static readonly TimeSpan _stepTime = TimeSpan.FromMilliseconds(50);

    private readonly ProjectionInput _input;
    private readonly TsneOptions _options;
    private readonly IReadOnlyList<ProjectionParameter> _parameters;
    private readonly TsneNotes _notes = new();
    private readonly List<StageTime> _times = [];
    private NeighborTable? _table;
    private int[] _rows = [];
    private bool[] _isPlaced = [];
    private SparseAffinities? _affinities;
    private SparseAffinities? _supervised;
    private PcaRun? _start;
    private TsneOptimizer? _optimizer;
    private int _perturbations;
    private int _pendingPerturbations;
    private bool _isReordered;
    private int _from;
    private int _until;

    internal TsneRun(ProjectionInput input, TsneOptions options, IReadOnlyList<ProjectionParameter> parameters)
    {
        _input = input;
        _options = options;
        _parameters = parameters;
        _until = options.Iterations;
    }

    /// <inheritdoc/>
    public string Stage { get; private set; } = NeighborsStage;

    /// <inheritdoc/>
    public double Progress { get; private set; }

    /// <inheritdoc/>
    public int Iteration { get; private set; }

    /// <inheritdoc/>
    public Positions? Current { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => _notes.All;

    /// <inheritdoc/>
    public IReadOnlyList<StageTime> StageTimes { get; private set; } = [];

    /// <inheritdoc/>
    public bool IsResting => Stage is EarlyStage or OptimisationStage && _until > 0 && Iteration >= _until && Volatile.Read(ref _pendingPerturbations) == 0;

    /// <inheritdoc/>
    public bool IsEndless => _until == 0;

    /// <summary>
    /// The Kullback–Leibler divergence of the map from the affinities (without exaggeration) when the run last rested; null before. The
    /// repulsive part is as the run computes it, good to about a thousandth.
    /// </summary>
    public double? KullbackLeibler { get; private set; }

    /// <inheritdoc/>
    public bool Step(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stage = Stage;
        var clock = Stopwatch.StartNew();
        var more = stage switch
        {
            NeighborsStage => FindNeighbors(cancellationToken),
            AffinitiesStage => ComputeAffinities(cancellationToken),
            InitialisationStage => Initialise(cancellationToken),
            _ => Optimise(clock, cancellationToken),
        };
        Time(stage, clock.Elapsed.TotalSeconds);
        return more;
    }

    /// <inheritdoc/>
    public void Set(string parameter, string value)
    {
        var known = _parameters.FirstOrDefault(p => p.Name == parameter);
        var number = new ParameterValues(_parameters, [KeyValuePair.Create(parameter, value)]).Number(parameter);
        if (known is not { Live: true })
        {
            throw new ArgumentException(
                $"\"{parameter}\" cannot change while t-SNE runs: start a new run with {parameter} = {value}.", nameof(parameter));
        }

        if (parameter == TsneProjection.Supervise && number > 0 && _options.Labels is null)
        {
            throw new ArgumentException(
                $"{parameter} = {value} needs a column to supervise with: "
                + $"start a new run with {Supervision.ColumnParameter.Name} = its name.",
                nameof(parameter));
        }

        var perplexity = _options.Perplexity;
        _options.Set(parameter, number);
        switch (parameter)
        {
            case TsneProjection.Iterations:
                _until = _options.Iterations;
                break;
            case TsneProjection.Supervise when _affinities is not null:
                _supervised?.Dispose();
                _supervised = null;
                Resume();
                break;
            case TsneProjection.Perplexity when _options.Perplexity != perplexity && _table is not null:
                Recalibrate();
                break;
        }
    }

    /// <summary>
    /// Moves every point by up to 5 % of the radius of the map along each axis and lets it settle again, to see what holds. It happens
    /// at the next step; may be called from any thread.
    /// </summary>
    public void Perturb() => Interlocked.Increment(ref _pendingPerturbations);

    /// <inheritdoc/>
    public void Dispose()
    {
        _start?.Dispose();
        _optimizer?.Dispose();
        _supervised?.Dispose();
        _affinities?.Dispose();
    }

    private static int NeighborsFor(double perplexity, int rows) => Math.Max(0, (int)Math.Min(3 * perplexity, rows - 1));

    private bool FindNeighbors(CancellationToken cancellationToken)
    {
        var count = NeighborsFor(_options.Perplexity, _input.Vectors.RowCount);
        if (count == 0)
        {
            // A row alone has no neighbors to look for.
            Place([]);
            Advance(AffinitiesStage, NeighborsEnd);
            return true;
        }

        if (_table is null || _table.Count < count)
        {
            var progress = new StageProgress(share => Progress = Math.Max(Progress, NeighborsEnd * share));
            _table = _input.NeighborSource?.Invoke(_options.Metric, count, progress, cancellationToken)
                ?? NeighborSearch.Run(
                    _input.Vectors, _options.Metric, count, NeighborSearchMode.Auto,
                    new ApproximateNeighborOptions(NeighborRecall, _input.Seed, _input.Threads), progress, cancellationToken);
        }

        Place(_table.Unusable.NonFiniteRows);
        _notes.AboutNeighbors(_table);
        Advance(AffinitiesStage, NeighborsEnd);
        return true;
    }

    private void Place(IReadOnlyList<int> nonFinite)
    {
        _isPlaced = new bool[_input.Vectors.RowCount];
        Array.Fill(_isPlaced, true);
        foreach (var row in nonFinite)
        {
            _isPlaced[row] = false;
        }

        if (_optimizer is null)
        {
            // Later the points may be in another order.
            _rows = [.. Enumerable.Range(0, _isPlaced.Length).Where(row => _isPlaced[row])];
        }

        BesideTheMap.Describe(_isPlaced, _notes.AboutPlaces);
    }

    private bool ComputeAffinities(CancellationToken cancellationToken)
    {
        var count = NeighborsFor(_options.Perplexity, _rows.Length);
        var perplexity = Math.Min(_options.Perplexity, Math.Max(1, count / 3.0));
        _notes.AboutPerplexity(_options.Perplexity, perplexity, _rows.Length);
        if (_rows.Length < 2)
        {
            Advance(InitialisationStage, AffinitiesEnd);
            return true;
        }

        var built = SparseAffinities.Build(_table!, _rows, perplexity, count, _input.EffectiveThreads, cancellationToken);
        _supervised?.Dispose();
        _supervised = null;
        _affinities?.Dispose();
        _affinities = built;
        if (_optimizer is null)
        {
            Advance(InitialisationStage, AffinitiesEnd);
        }
        else
        {
            _optimizer.Restart();
            Advance(Iteration < _options.EarlyIterations ? EarlyStage : OptimisationStage, Progress);
        }

        return true;
    }

    private bool Initialise(CancellationToken cancellationToken)
    {
        var dimensions = _input.Dimensions;
        var values = _rows.Length > 1 && _input.Start is { } start ? InitialLayout.From(start, _rows, _input.Seed) : null;
        if (values is not null)
        {
            _notes.Add("The points start from where they were in the map before.");
        }
        else if (!_options.RandomStart && _rows.Length > 1)
        {
            _start ??= new PcaRun(_input.Vectors, dimensions, new PcaOptions(dimensions, Seed: _input.Seed, Threads: _input.Threads));
            if (_start.Step(cancellationToken))
            {
                Progress = AffinitiesEnd + ((InitialisationEnd - AffinitiesEnd) * _start.Progress);
                return true;
            }

            values = InitialLayout.From(_start.Current!, _rows, _input.Seed);
            _start.Dispose();
            _start = null;
            if (values is null)
            {
                _notes.Add("All rows are equal, so there are no principal components to start from: the points start at random.");
            }
        }

        values ??= InitialLayout.Random(_rows, dimensions, _input.Seed);
        if (_rows.Length < 2)
        {
            Array.Clear(values);
        }

        _optimizer = new TsneOptimizer(_rows.Length, dimensions, _input.EffectiveThreads, LaneWidths.Best);
        _optimizer.Layout.Set(values);
        Publish();
        Advance(_options.EarlyIterations > 0 ? EarlyStage : OptimisationStage, InitialisationEnd);
        return true;
    }

    private bool Optimise(Stopwatch clock, CancellationToken cancellationToken)
    {
        if (_rows.Length < 2)
        {
            Progress = 1;
            return false;
        }

        Shake();
        Reorder();
        var affinities = Affinities(cancellationToken);
        var stage = Stage;
        do
        {
            if (_until > 0 && Iteration >= _until)
            {
                return Rest(affinities, cancellationToken);
            }

            var early = Iteration < _options.EarlyIterations;
            Stage = early ? EarlyStage : OptimisationStage;
            _optimizer!.Iterate(affinities, _options, early, cancellationToken);
            Iteration++;
        }
        while (clock.Elapsed < _stepTime && Stage == stage && Iteration != ReorderAt);
        _notes.AboutRepulsion(_optimizer.Method, _options);
        Publish();
        Progress = _until > 0
            ? InitialisationEnd + ((1 - InitialisationEnd) * Math.Min(1, (Iteration - _from) / (double)Math.Max(1, _until - _from)))
            : InitialisationEnd;
        return true;
    }

    private bool Rest(SparseAffinities affinities, CancellationToken cancellationToken)
    {
        KullbackLeibler = _optimizer!.KullbackLeibler(affinities, _options, cancellationToken);
        Publish();
        Progress = 1;
        return false;
    }

    private SparseAffinities Affinities(CancellationToken cancellationToken)
    {
        if (_options.Supervision == 0 || _options.Labels is not { } labels)
        {
            return _affinities!;
        }

        var weights = new LabelWeights([.. _rows.Select(row => labels[row])], _options.Supervision);
        return _supervised ??= _affinities!.Reweighted(weights.Of, _input.EffectiveThreads, cancellationToken);
    }

    // New affinities need time to take effect, so a run that is nearly or quite done goes on for as long as a new one would without
    // exaggeration.
    private void Recalibrate()
    {
        Stage = NeighborsStage;
        if (_optimizer is not null)
        {
            Resume();
        }
    }

    private void Resume()
    {
        if (_until > 0)
        {
            _from = Iteration;
            _until = Math.Max(_until, Iteration + Math.Max(1, _options.Iterations - _options.EarlyIterations));
        }
    }

    private int ReorderAt => Math.Max(_options.EarlyIterations, LeastIterationsForOrder);

    // Once the clusters have formed, points that are near on the map are put near in memory: neighbors are then mostly in the cache.
    private void Reorder()
    {
        if (_isReordered || Iteration < ReorderAt)
        {
            return;
        }

        _isReordered = true;
        var order = _optimizer!.OrderAlongCurve();
        var permuted = _affinities!.Permuted(order);
        _supervised?.Dispose();
        _supervised = null;
        _affinities.Dispose();
        _affinities = permuted;
        _rows = [.. order.Select(point => _rows[point])];
        _optimizer.Permute(order);
    }

    private void Shake()
    {
        var pending = Interlocked.Exchange(ref _pendingPerturbations, 0);
        var layout = _optimizer!.Layout;
        if (pending > 0 && _until > 0)
        {
            _until = Math.Max(_until, Iteration + SettlingIterations);
        }

        for (var i = 0; i < pending; i++)
        {
            layout.Shake(PerturbationSize * layout.Span / 2, new SeededNormal(_input.Seed + (ulong)_perturbations++, PerturbationStream));
            _optimizer.Restart();
        }
    }

    private void Publish()
    {
        var values = new float[_input.Vectors.RowCount * _input.Dimensions];
        _optimizer!.Layout.CopyTo(values, _rows);
        BesideTheMap.Place(values, _input.Dimensions, _isPlaced);
        Current = new Positions(values, _input.Dimensions);
    }

    private void Advance(string stage, double progress)
    {
        Stage = stage;
        Progress = progress;
    }

    private void Time(string stage, double seconds)
    {
        var at = _times.FindIndex(time => time.Stage == stage);
        if (at < 0)
        {
            _times.Add(new StageTime(stage, seconds));
        }
        else
        {
            _times[at] = new StageTime(stage, _times[at].Seconds + seconds);
        }

        StageTimes = [.. _times];
    }

    private sealed class StageProgress(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
