using EmbeddingProjector.Projections.Tsne.Affinities;
using EmbeddingProjector.Projections.Tsne.Lanes;
using EmbeddingProjector.Projections.Tsne.Repulsion;

namespace EmbeddingProjector.Projections.Tsne;

/// <summary>One iteration after another on a given P: attraction, repulsion, a step.</summary>
internal sealed unsafe class TsneOptimizer : IDisposable
{
    // More momentum than the 0.5 and 0.8 of the first paper: on MNIST it lowers the divergence after 750 iterations from 1.72 to 1.68
    // (docs/tsne.md); above 0.93 points overshoot.
    private const double EarlyMomentum = 0.8;
    private const double Momentum = 0.9;

    // When the exaggeration ends, the clusters fly apart: with the full momentum at once points overshoot into foreign ones and stay there.
    private const double ReleaseMomentum = 0.5;
    private const int ReleaseIterations = 50;

    private readonly Attraction _attraction;
    private readonly GradientDescent _descent;
    private readonly AlignedBuffer _attracting;
    private readonly AlignedBuffer _repelling;
    private readonly IRepulsion?[] _repulsions = new IRepulsion?[3];
    private readonly int _threads;
    private readonly LaneWidth _lanes;
    private int _sinceRelease;

    public TsneOptimizer(int count, int dimensions, int threads, LaneWidth lanes)
    {
        _threads = threads;
        _lanes = lanes;
        Layout = new Layout(count, dimensions);
        _attraction = new Attraction(threads, lanes);
        _descent = new GradientDescent(Layout, threads, lanes);
        _attracting = new AlignedBuffer((long)dimensions * Layout.Capacity);
        _repelling = new AlignedBuffer((long)dimensions * Layout.Capacity);
    }

    /// <summary>Where the points stand.</summary>
    public Layout Layout { get; }

    /// <summary>The way of computing repulsion in the last iteration.</summary>
    public RepulsionMethod Method { get; private set; }

    /// <summary>Z of the last iteration, before its step.</summary>
    public double Z { get; private set; }

    /// <summary>Forgets velocities and gains.</summary>
    public void Restart()
    {
        _descent.Restart();
        _sinceRelease = 0;
    }

    /// <summary>Puts the points in another order: point i is then what <c>order[i]</c> was.</summary>
    public void Permute(int[] order) => _descent.Permute(order);

    /// <summary>The order of the points along a space-filling curve.</summary>
    public int[] OrderAlongCurve()
    {
        using var order = new CurveOrder();
        order.Sort(Layout);
        return order.Points;
    }

    /// <summary>One iteration.</summary>
    public void Iterate(SparseAffinities affinities, TsneOptions options, bool early, CancellationToken cancellationToken)
    {
        var exaggeration = early ? options.Exaggeration : 1;
        var rate = options.LearningRate ?? Math.Max(Layout.Count / exaggeration, 1);
        _attraction.Compute(affinities, Layout, _attracting.Start, cancellationToken);
        Repel(options, cancellationToken);
        _sinceRelease = early ? 0 : _sinceRelease + 1;
        var momentum = early ? EarlyMomentum : _sinceRelease <= ReleaseIterations ? ReleaseMomentum : Momentum;
        _descent.Step(_attracting.Start, _repelling.Start, Z, exaggeration, momentum, rate, cancellationToken);
    }

    /// <summary>
    /// KL(P‖Q) = Σ P ln P + Σ P ln(1 + d²) + ln Z of the points as they stand; Z as the current way of repulsion computes it.
    /// </summary>
    public double KullbackLeibler(SparseAffinities affinities, TsneOptions options, CancellationToken cancellationToken)
    {
        Repel(options, cancellationToken);
        return affinities.NegativeEntropy + _attraction.Energy(affinities, Layout, cancellationToken) + Math.Log(Z);
    }

    public void Dispose()
    {
        Layout.Dispose();
        _descent.Dispose();
        _attracting.Dispose();
        _repelling.Dispose();
        foreach (var repulsion in _repulsions)
        {
            repulsion?.Dispose();
        }
    }

    private void Repel(TsneOptions options, CancellationToken cancellationToken)
    {
        Method = options.Repulsion ?? RepulsionCost.Cheapest(
            Layout.Count, Layout.Dimensions, Layout.Maximum[0] - Layout.Minimum[0], Layout.Maximum[1] - Layout.Minimum[1], options.Theta);
        var repulsion = _repulsions[(int)Method] ??= Method switch
        {
            RepulsionMethod.Exact => new ExactRepulsion(_threads, _lanes),
            RepulsionMethod.BarnesHut => new BarnesHutRepulsion(_threads, _lanes),
            _ => new InterpolatedRepulsion(_threads, _lanes),
        };
        if (repulsion is BarnesHutRepulsion tree)
        {
            tree.Theta = options.Theta;
        }

        Z = repulsion.Compute(Layout, _repelling.Start, cancellationToken);
    }
}
