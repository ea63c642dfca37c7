using System.Diagnostics;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Approximate;
using EmbeddingProjector.Projections.Tsne.Repulsion;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>A UMAP layout in steps: neighbors, fuzzy graph, initialisation, layout. A step of the layout is a few epochs.</summary>
public sealed class UmapRun : IPlacementRun
{
    private const string NeighborStage = "neighbors";
    private const string GraphStage = "fuzzy graph";
    private const string StartStage = "initialisation";
    private const string LayoutStage = "layout";

    // Moves of a vertex in one step: a few hundredths of a second on one core.
    private const int MovesPerStep = 400_000;

    private const int MostEpochsPerStep = 25;

    // After a tenth of the epochs the map has its shape, and the vertices are put into the order of a curve through it.
    private const int ReorderedAfter = 10;

    // Only progress depends on these shares.
    private const double NeighborShare = 0.4;
    private const double LayoutFrom = 0.5;

    private readonly ProjectionInput _input;
    private readonly UmapOptions _options;
    private readonly int[]? _labels;
    private readonly IEnumerator<bool> _work;
    private readonly List<string> _notes = [];
    private readonly List<StageTime> _times = [];
    private readonly Lock _timing = new();
    private CancellationToken _cancellation;
    private double _minDist;
    private double _spread;
    private LowDimensionalCurve _curve;
    private double _meanDistance;

    internal UmapRun(ProjectionInput input, UmapOptions options, int[]? labels)
    {
        _input = input;
        _options = options;
        _labels = labels;
        (_minDist, _spread) = (options.MinDist, options.Spread);
        _curve = LowDimensionalCurve.Fit(_minDist, _spread);
        _work = Work().GetEnumerator();
    }

    /// <inheritdoc/>
    public string Stage { get; private set; } = NeighborStage;

    /// <inheritdoc/>
    public double Progress { get; private set; }

    /// <inheritdoc/>
    public int Iteration { get; private set; }

    /// <inheritdoc/>
    public Positions? Current { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<StageTime> StageTimes { get; private set; } = [];

    /// <summary>Whether all epochs are done.</summary>
    public bool IsComplete { get; private set; }

    /// <inheritdoc/>
    public bool Step(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _cancellation = cancellationToken;
        var stage = Stage;
        var clock = Stopwatch.StartNew();
        try
        {
            return _work.MoveNext();
        }
        finally
        {
            AddTime(stage, clock.Elapsed.TotalSeconds);
        }
    }

    /// <inheritdoc/>
    public void Set(string parameter, string value)
    {
        var projection = new UmapProjection();
        var live = projection.Parameters.FirstOrDefault(p => p.Name == parameter && p.Live) ?? throw new ArgumentException(
            $"\"{parameter}\" cannot change while UMAP runs; {string.Join(" and ", projection.Parameters.Where(p => p.Live).Select(p => p.Name))} can. "
            + $"Start a new run with {parameter} = {value}.", nameof(parameter));
        var number = new ParameterValues(projection.Parameters, [KeyValuePair.Create(live.Name, value)]).Number(live.Name)!.Value;
        var (minDist, spread) = live.Name == UmapProjection.MinDist ? (number, _spread) : (_minDist, number);
        UmapProjection.Check(minDist, spread);
        (_minDist, _spread) = (minDist, spread);
        _curve = LowDimensionalCurve.Fit(minDist, spread);
    }

    /// <inheritdoc/>
    public Positions Place(VectorTable rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (!IsComplete || Current is null)
        {
            throw new InvalidOperationException("The map is not complete: new rows can be placed when all epochs are done.");
        }

        return new NewRowPlacement(_input, _options, _curve, _meanDistance, Current).Place(rows, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _work.Dispose();

    /// <summary>Neighbors count the row itself, as in umap-learn.</summary>
    private int Others => _options.Others;

    // The square leaves half of the epochs to rates below a quarter: the last random forces then blur fewer neighborhoods than with the
    // straight line of umap-learn.
    private static float Rate(double done) => (float)((1 - done) * (1 - done));

    private IEnumerable<bool> Work()
    {
        var n = _input.Vectors.RowCount;
        var table = FindNeighbors();
        var k = Math.Min(Others, table.Count);
        Enter(GraphStage, NeighborShare);
        yield return true;

        var graph = BuildGraph(table, k);
        var usable = Usable(table, n);
        Enter(StartStage, 0.45);
        yield return true;

        var epochs = _options.EpochsFor(n);
        var start = new UmapStart(_input, _options.Initialization, Note).Positions(graph, usable, _cancellation);
        var (layout, optimizer) = Arrange(graph, usable, start, epochs);
        var placed = new float[usable.Length * _input.Dimensions];
        Current = Snapshot(optimizer, layout, placed, n);
        Enter(LayoutStage, LayoutFrom);
        yield return true;

        var perStep = Math.Clamp(MovesPerStep / Math.Max(1, n), 1, MostEpochsPerStep);
        var isReordered = false;
        while (Iteration < epochs)
        {
            if (Iteration >= epochs / ReorderedAfter && !isReordered)
            {
                isReordered = true;
                optimizer.CopyTo(placed);
                (layout, optimizer) = Arrange(graph, layout.Order, placed, epochs);
            }

            var forces = new LayoutForces(_curve);
            for (var i = 0; i < perStep && Iteration < epochs; i++)
            {
                optimizer.Epoch(Iteration, Rate((double)Iteration / epochs), forces, _cancellation);
                Iteration++;
            }

            Current = Snapshot(optimizer, layout, placed, n);
            Progress = LayoutFrom + ((1 - LayoutFrom) * Iteration / epochs);
            IsComplete = Iteration == epochs;
            if (!IsComplete)
            {
                yield return true;
            }
        }
    }

    /// <summary>
    /// The vertices in the order of a curve through their positions <c>[m, dimensions]</c>, ready to be moved: neighbors on the map are then
    /// mostly near each other in memory.
    /// </summary>
    private (LayoutGraph Layout, LayoutOptimizer Optimizer) Arrange(FuzzyGraph graph, int[] vertices, float[] positions, int epochs)
    {
        var d = _input.Dimensions;
        var along = CurveOrder.Along(positions, d);
        var layout = LayoutGraph.Of(graph, [.. along.Select(i => vertices[i])], 1.0 / epochs);
        var placed = new float[positions.Length];
        for (var p = 0; p < along.Length; p++)
        {
            positions.AsSpan(along[p] * d, d).CopyTo(placed.AsSpan(p * d));
        }

        return (layout, new LayoutOptimizer(layout, placed, d, _input.Seed, _input.Threads));
    }

    private NeighborTable FindNeighbors()
    {
        var progress = new Inline(share => Progress = share * NeighborShare);
        var wanted = Math.Min(Others, Math.Max(1, _input.Vectors.RowCount - 1));
        var table = _input.NeighborSource is { } source
            ? source(_options.Metric, wanted, progress, _cancellation)
            : NeighborSearch.Run(
                _input.Vectors, _options.Metric, wanted, NeighborSearchMode.Auto,
                new ApproximateNeighborOptions(Threads: _input.Threads), progress, _cancellation);
        if (!table.Origin.IsExact)
        {
            Note(table.Origin.ToString());
        }

        if (wanted < Others)
        {
            Note($"There are {_input.Vectors.RowCount:N0} rows, so each has {wanted} neighbors at most instead of {Others}.");
        }

        return table;
    }

    private FuzzyGraph BuildGraph(NeighborTable table, int k)
    {
        var strengths = MembershipStrengths.Of(table, k, _options.Neighbors, _input.Threads, _cancellation);
        _meanDistance = MembershipStrengths.MeanDistance(table, k);
        var graph = FuzzyGraph.Of(table, strengths, k);
        if (_labels is null || _options.Supervision == 0)
        {
            return graph;
        }

        // umap-learn: far = 2.5 / (1 − weight) and unknown = 1; these agree at the default of 50 % and go to 0 with the weight.
        var weight = Math.Min(_options.Supervision / 100, 1 - 1e-9);
        return graph.Supervised(_labels, 5 * weight / (1 - weight), 2 * weight);
    }

    /// <summary>The rows that have a place: all but those with NaN or infinity.</summary>
    private int[] Usable(NeighborTable table, int n)
    {
        var isUsable = new bool[n];
        isUsable.AsSpan().Fill(true);
        foreach (var row in table.Unusable.NonFiniteRows)
        {
            isUsable[row] = false;
        }

        BesideTheMap.Describe(isUsable, Note);
        var zeros = table.Unusable.ZeroRows.Count;
        if (zeros > 0 && _options.Metric == DistanceMetric.Cosine)
        {
            Note($"{zeros:N0} {(zeros == 1 ? "row is" : "rows are")} all zeros: without a direction, at distance 1 from every other row.");
        }

        return [.. Enumerable.Range(0, n).Where(row => isUsable[row])];
    }

    private Positions Snapshot(LayoutOptimizer optimizer, LayoutGraph layout, float[] placed, int n)
    {
        optimizer.CopyTo(placed);
        var d = _input.Dimensions;
        var values = new float[n * d];
        var isPlaced = new bool[n];
        for (var p = 0; p < layout.Count; p++)
        {
            placed.AsSpan(p * d, d).CopyTo(values.AsSpan(layout.Order[p] * d));
            isPlaced[layout.Order[p]] = true;
        }

        BesideTheMap.Place(values, d, isPlaced);
        return new Positions(values, d);
    }

    private void Enter(string stage, double progress)
    {
        Stage = stage;
        Progress = progress;
    }

    private void Note(string note)
    {
        _notes.Add(note);
        Notes = [.. _notes];
    }

    private void AddTime(string stage, double seconds)
    {
        if (_times.Count > 0 && _times[^1].Stage == stage)
        {
            _times[^1] = new StageTime(stage, _times[^1].Seconds + seconds);
        }
        else
        {
            _times.Add(new StageTime(stage, seconds));
        }

        StageTimes = [.. _times];
    }

    private sealed class Inline(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
