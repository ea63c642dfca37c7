using System.Diagnostics;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// A principal component analysis in steps: mean, covariance (or total variance), eigenvectors, projecting. Each step takes a band of rows or
/// one product of the eigenvalue search.
/// </summary>
public sealed class PcaRun : IComponentRun
{
    // A band of this many numbers is 8 MiB and takes about a hundredth of a second: it stays in the last-level cache, and a run can pause after it.
    private const int NumbersPerBand = 1 << 21;

    private VectorTable _vectors;
    private readonly int _dimensions;
    private readonly PcaOptions _options;
    private readonly PcaSolver _solver;
    private readonly PcaNotes _notes = new();
    private IEnumerator<double> _work;
    private readonly List<StageTime> _times = [];
    private readonly Stopwatch _clock = new();
    private CancellationToken _cancellation;
    private volatile ScoreTable? _scores;

    internal PcaRun(VectorTable vectors, int dimensions, PcaOptions options)
    {
        _vectors = vectors;
        _dimensions = dimensions;
        _options = options;
        _solver = SolverCost.Choose(options.Solver, vectors.RowCount, vectors.ColumnCount, options.Components);
        if (_solver == PcaSolver.Covariance && vectors.ColumnCount > SolverCost.MaximumColumns)
        {
            throw new ArgumentException(
                $"A covariance matrix of {vectors.ColumnCount:N0} columns is too large; the solver takes {SolverCost.MaximumColumns:N0} at most. "
                + "Use the randomized solver.", nameof(options));
        }

        _work = Work().GetEnumerator();
    }

    /// <inheritdoc/>
    public string Stage { get; private set; } = "mean";

    /// <inheritdoc/>
    public double Progress { get; private set; }

    /// <summary>Products of the eigenvalue search so far.</summary>
    public int Iteration { get; private set; }

    /// <inheritdoc/>
    public Positions? Current { get; private set; }

    /// <summary>What was found; null before the eigenvectors are known.</summary>
    public PcaModel? Model { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => _notes.All;

    /// <inheritdoc/>
    public IReadOnlyList<StageTime> StageTimes { get; private set; } = [];

    /// <inheritdoc/>
    public int ComponentCount => _scores is null ? 0 : Model!.ComponentCount;

    /// <inheritdoc/>
    public IReadOnlyList<double> ExplainedVarianceRatio => _scores is null ? [] : Model!.ExplainedVarianceRatio;

    /// <inheritdoc/>
    public bool Step(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _cancellation = cancellationToken;
        _clock.Restart();
        var more = _work.MoveNext();
        Book();
        Progress = more ? _work.Current : _scores is null ? Progress : 1;
        if (_scores is not null)
        {
            Release();
        }

        return more;
    }

    /// <inheritdoc/>
    public Positions Select(IReadOnlyList<int> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        if (_scores is not { } scores)
        {
            throw new InvalidOperationException("The analysis is not complete: there are no components to choose from yet.");
        }

        if (components.Count is not (2 or 3))
        {
            throw new ArgumentException($"A map shows 2 or 3 components, not {components.Count}.", nameof(components));
        }

        // Data of one or two columns still has three axes to show, so the axes up to the third always exist.
        var choices = Math.Max(ComponentCount, 3);
        foreach (var component in components)
        {
            if (component < 0 || component >= choices)
            {
                throw new ArgumentException(
                    $"There is no component {component}: the analysis has {ComponentCount}, counted from 0.", nameof(components));
            }
        }

        return scores.Select(components);
    }

    /// <inheritdoc/>
    public void Set(string parameter, string value) =>
        throw new ArgumentException($"\"{parameter}\" cannot change while PCA runs: start a new run with {parameter} = {value}.", nameof(parameter));

    /// <inheritdoc/>
    public void Dispose() => _work.Dispose();

    private IEnumerable<double> Work()
    {
        var moments = new ColumnMoments(_vectors, _options.Threads);
        foreach (var (first, count) in Bands())
        {
            moments.Add(first, count, _cancellation);
            yield return 0.1 * (first + count) / _vectors.RowCount;
        }

        var (d, rows) = (_vectors.ColumnCount, moments.UsableRows);
        var mean = _options.Centred ? moments.Mean() : new double[d];
        var components = Math.Min(_options.Components, Math.Min(d, rows));
        _notes.Input(_options, moments.NonFiniteRows, rows, components);
        var data = new CentredRows(_vectors, moments, mean);
        var (total, source) = (0.0, default(EigenSource));
        if (_solver == PcaSolver.Covariance)
        {
            Enter("covariance");
            using var covariance = new Covariance(data, Bands().Select(band => band.Count).FirstOrDefault(), _options.Threads);
            foreach (var (first, count) in Bands())
            {
                covariance.Add(first, count, _cancellation);
                yield return 0.1 + (0.5 * (first + count) / _vectors.RowCount);
            }

            source = EigenSource.Exact(covariance.Symmetric(), d, data.SquaredUnit, _options);
            total = source.Trace;
        }
        else
        {
            Enter("variance");
            var variance = new TotalVariance(_vectors, moments.Usable, mean, _options.Threads);
            foreach (var (first, count) in Bands())
            {
                variance.Add(first, count, _cancellation);
                yield return 0.1 + (0.1 * (first + count) / _vectors.RowCount);
            }

            source = EigenSource.FromData(new DataOperator(data, _options.Threads), data.SquaredUnit, _options);
            total = variance.Sum;
        }

        Enter("eigenvectors");
        if (PcaNotes.IsNegligible(total, mean, rows))
        {
            total = 0;
            _notes.NoVariance(_options, rows);
        }
        else
        {
            foreach (var done in source.Find(components, () => _cancellation))
            {
                Iteration++;
                yield return Progress + ((0.9 - Progress) * done);
            }

            _notes.Solver(_solver, _options.Solver, source, d);
        }

        Model = Fit(mean, source, components, rows, total);
        yield return 0.9;

        Enter("projecting");
        var scores = new ComponentScores(_vectors, moments.Usable, Model, _options.Threads);
        foreach (var (first, count) in Bands())
        {
            scores.Add(first, count, _cancellation);
            yield return 0.9 + (0.1 * (first + count) / _vectors.RowCount);
        }

        var table = scores.Table();
        Current = table.Select(_dimensions == 2 ? [0, 1] : [0, 1, 2]);
        _scores = table;
    }

    // A finished analysis lives on for its components; the vectors, which may be a thousand times as large, must not live on with it.
    private void Release()
    {
        _work = Enumerable.Empty<double>().GetEnumerator();
        _vectors = VectorTable.FromArray([], 0, _vectors.ColumnCount);
    }

    private PcaModel Fit(double[] mean, EigenSource source, int components, int rows, double total)
    {
        var divisor = Math.Max(1, _options.Centred ? rows - 1 : rows);
        if (total == 0)
        {
            return new PcaModel(mean, UnitVectors(components, mean.Length), new double[components], 0);
        }

        ComponentSigns.Fix(source.Vectors, mean.Length);
        return new PcaModel(mean, source.Vectors, [.. source.Values.Take(components).Select(v => Math.Max(0, v) / divisor)], total / divisor);
    }

    // Without variance every direction is as good as another.
    private static double[] UnitVectors(int count, int d)
    {
        var vectors = new double[count * d];
        for (var i = 0; i < count; i++)
        {
            vectors[(i * d) + i] = 1;
        }

        return vectors;
    }

    private IEnumerable<(int First, int Count)> Bands()
    {
        var rows = Math.Max(1, NumbersPerBand / _vectors.ColumnCount);
        for (var first = 0; first < _vectors.RowCount; first += rows)
        {
            yield return (first, Math.Min(rows, _vectors.RowCount - first));
        }
    }

    private void Enter(string stage)
    {
        Book();
        _clock.Restart();
        Stage = stage;
    }

    // Adds the time since the last booking to the stage.
    private void Book()
    {
        var seconds = _clock.Elapsed.TotalSeconds;
        if (_times.Count > 0 && _times[^1].Stage == Stage)
        {
            _times[^1] = new StageTime(Stage, _times[^1].Seconds + seconds);
        }
        else
        {
            _times.Add(new StageTime(Stage, seconds));
        }

        StageTimes = [.. _times];
    }
}
