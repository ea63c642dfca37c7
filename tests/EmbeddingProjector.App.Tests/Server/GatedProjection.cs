using System.Collections.Concurrent;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>A projection whose steps the test allows one by one; each moves the first row by one and by what it was shaken.</summary>
internal sealed class GatedProjection : IProjection, IDisposable
{
    private readonly SemaphoreSlim _allowed = new(0);

    public string Name => "gated";

    public string Title => "Gated";

    public IReadOnlyList<ProjectionParameter> Parameters { get; } =
    [
        new("speed", "Speed", ParameterKind.Number, "1", "How far a step goes.") { Minimum = 0, Maximum = 100, Live = true },
    ];

    public BlockingCollection<int> Stepped { get; } = [];

    /// <summary>One for every step that waits to be allowed, or was.</summary>
    public SemaphoreSlim Entered { get; } = new(0);

    public ProjectionInput? Input { get; private set; }

    public void Allow(int steps) => _allowed.Release(steps);

    public IProjectionRun Start(ProjectionInput input, ParameterValues values)
    {
        Input = input;
        return new Run(this, input.Vectors.RowCount, values.Number("speed")!.Value);
    }

    public void Dispose()
    {
        _allowed.Dispose();
        Stepped.Dispose();
        Entered.Dispose();
    }

    private sealed class Run(GatedProjection owner, int rows, double speed) : IPerturbableRun
    {
        private double _speed = speed;
        private double _at;

        public string Stage => "stepping";

        public double Progress => 0.5;

        public int Iteration { get; private set; }

        public Positions? Current { get; private set; }

        public IReadOnlyList<string> Notes => [];

        public IReadOnlyList<StageTime> StageTimes => [];

        public bool Step(CancellationToken cancellationToken)
        {
            owner.Entered.Release();
            owner._allowed.Wait(cancellationToken);
            _at += _speed;
            var values = new float[rows * 2];
            values[0] = (float)_at;
            Iteration++;
            Current = new Positions(values, 2);
            owner.Stepped.Add(Iteration, CancellationToken.None);
            return true;
        }

        public void Set(string parameter, string value) =>
            _speed = new ParameterValues(owner.Parameters, [KeyValuePair.Create(parameter, value)]).Number(parameter)!.Value;

        public void Perturb() => _at += 1000;

        public void Dispose()
        {
        }
    }
}
