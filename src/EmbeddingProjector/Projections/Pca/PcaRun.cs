using System.Diagnostics;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// A principal component analysis in steps: mean, covariance, eigenvectors, projecting. Each step takes a band of rows or one piece of the
/// eigenproblem.
/// </summary>
public sealed class PcaRun : IComponentRun
{
    // A band of this many numbers takes a few hundredths of a second on one core: short enough to pause and to show progress.
    private const int NumbersPerBand = 1 << 23;

    private const int RowsNamedInNotes = 5;

    // Spread this small beside the mean is the rounding of the mean, not variance.
    private const double Negligible = 1e-12;

    private readonly VectorTable _vectors;
    private readonly int _dimensions;
    private readonly PcaOptions _options;
    private readonly IEnumerator<double> _work;
    private readonly List<string> _notes = [];
    private readonly List<StageTime> _times = [];
    private CancellationToken _cancellation;
    private ComponentScores? _scores;

    internal PcaRun(VectorTable vectors, int dimensions, PcaOptions options)
    {
        _vectors = vectors;
        _dimensions = dimensions;
        _options = options;
        _work = Work().GetEnumerator();
    }

    /// <inheritdoc/>
    public string Stage { get; private set; } = "mean";

    /// <inheritdoc/>
    public double Progress { get; private set; }

    /// <inheritdoc/>
    public int Iteration { get; private set; }

    /// <inheritdoc/>
    public Positions? Current { get; private set; }

    /// <summary>What was found; null before the eigenvectors are known.</summary>
    public PcaModel? Model { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<StageTime> StageTimes { get; private set; } = [];

    /// <inheritdoc/>
    public int ComponentCount => Current is null ? 0 : Model!.ComponentCount;

    /// <inheritdoc/>
    public IReadOnlyList<double> ExplainedVarianceRatio => Current is null ? [] : Model!.ExplainedVarianceRatio;

    /// <inheritdoc/>
    public bool Step(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _cancellation = cancellationToken;
        var stage = Stage;
        var clock = Stopwatch.StartNew();
        var more = _work.MoveNext();
        Time(stage, clock.Elapsed.TotalSeconds);
        Progress = more ? _work.Current : Current is null ? Progress : 1;
        return more;
    }

    /// <inheritdoc/>
    public Positions Select(IReadOnlyList<int> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        if (_scores is null || Current is null)
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
                    $"There is no component {component}: the analysis has components 0 to {ComponentCount - 1}.", nameof(components));
            }
        }

        return _scores.Select(components);
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

        NoteUnusable(moments);
        var mean = _options.Centred ? moments.Mean() : new double[_vectors.ColumnCount];
        Stage = "covariance";
        var covariance = new Covariance(_vectors, moments.Usable, mean, _options.Threads);
        foreach (var (first, count) in Bands())
        {
            covariance.Add(first, count, _cancellation);
            yield return 0.1 + (0.5 * (first + count) / _vectors.RowCount);
        }

        Stage = "eigenvectors";
        Model = Fit(mean, covariance.Symmetric(), moments.UsableRows);
        yield return 0.8;

        Stage = "projecting";
        var scores = new ComponentScores(_vectors, moments.Usable, Model, _options.Threads);
        foreach (var (first, count) in Bands())
        {
            scores.Add(first, count, _cancellation);
            yield return 0.8 + (0.2 * (first + count) / _vectors.RowCount);
        }

        _scores = scores;
        Current = scores.Select(_dimensions == 2 ? [0, 1] : [0, 1, 2]);
    }

    private PcaModel Fit(double[] mean, double[] sums, int rows)
    {
        var d = mean.Length;
        var count = Math.Min(_options.Components, Math.Min(d, rows));
        var divisor = Math.Max(1, _options.Centred ? rows - 1 : rows);
        var total = 0.0;
        for (var i = 0; i < d; i++)
        {
            total += sums[(i * d) + i];
        }

        if (total <= Negligible * Negligible * rows * DoubleRows.Dot(mean, mean))
        {
            total = 0;
            Array.Clear(sums);
        }

        var pairs = SymmetricEigen.Decompose(sums, d, count, _options.Threads, _cancellation);
        ComponentSigns.Fix(pairs.Vectors, d);
        if (total == 0)
        {
            Note(rows == 0
                ? "No row has finite values only, so every row stands at the origin."
                : _options.Centred
                    ? "All rows are equal: there is no variance to show, so every row stands at the origin."
                    : "All rows are zero, so every row stands at the origin.");
        }

        if (count < 3)
        {
            Note($"The data has {count} component{(count == 1 ? "" : "s")} only; the other axes are 0.");
        }

        return new PcaModel(mean, pairs.Vectors, [.. pairs.Values.Take(count).Select(v => Math.Max(0, v) / divisor)], total / divisor);
    }

    private IEnumerable<(int First, int Count)> Bands()
    {
        var rows = Math.Max(1, NumbersPerBand / _vectors.ColumnCount);
        for (var first = 0; first < _vectors.RowCount; first += rows)
        {
            yield return (first, Math.Min(rows, _vectors.RowCount - first));
        }
    }

    private void NoteUnusable(ColumnMoments moments)
    {
        if (!_options.Centred)
        {
            Note("Not centred, like TensorBoard's Embedding Projector: shares are of the second moment about the origin, not of the variance.");
        }

        var rows = moments.NonFiniteRows;
        if (rows.Count > 0)
        {
            var named = string.Join(", ", rows.Take(RowsNamedInNotes)) + (rows.Count > RowsNamedInNotes ? " and more" : "");
            Note(rows.Count == 1
                ? $"Row {named} holds NaN or infinity: it was left out of the fit and stands at the origin."
                : $"{rows.Count} rows hold NaN or infinity: they were left out of the fit and stand at the origin (rows {named}).");
        }
    }

    private void Note(string note)
    {
        _notes.Add(note);
        Notes = [.. _notes];
    }

    private void Time(string stage, double seconds)
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
}
