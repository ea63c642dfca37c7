using System.Diagnostics;

namespace EmbeddingProjector.Projections;

/// <summary>A run over labelled axes that is done in one step.</summary>
internal sealed class AxisRun(
    string stage, IReadOnlyList<AxisLabel> axes, Func<CancellationToken, AxisRun.Outcome> compute) : IAxisRun
{
    public IReadOnlyList<AxisLabel> Axes => axes;

    public string Stage => stage;

    public double Progress => Current is null ? 0 : 1;

    public int Iteration => 0;

    public Positions? Current { get; private set; }

    public IReadOnlyList<string> Notes { get; private set; } = [];

    public IReadOnlyList<StageTime> StageTimes { get; private set; } = [];

    public bool Step(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Current is null)
        {
            var clock = Stopwatch.StartNew();
            var outcome = compute(cancellationToken);
            StageTimes = [new StageTime(stage, clock.Elapsed.TotalSeconds)];
            Notes = outcome.Notes;
            Current = outcome.Positions;
        }

        return false;
    }

    public void Set(string parameter, string value) => throw new ArgumentException(
        $"\"{parameter}\" cannot change while this runs: start a new run with {parameter} = {value}.", nameof(parameter));

    public void Dispose()
    {
    }

    /// <summary>What was computed.</summary>
    internal sealed record Outcome(Positions Positions, IReadOnlyList<string> Notes);
}
