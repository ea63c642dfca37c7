using System.Runtime.CompilerServices;
using EmbeddingProjector.Projections.Tsne.Lanes;

namespace EmbeddingProjector.Projections.Tsne;

/// <summary>
/// Moves the points down the gradient of the Kullback–Leibler divergence with momentum and a gain for each coordinate, then puts the mean
/// back to the origin: g = e A − F / Z; gain += 0.2 where g and the velocity v point apart, else gain × 0.8 (at least 0.01); v ← m v − η
/// gain g, no longer than <see cref="LongestStep"/>; y ← y + v.
/// </summary>
/// <remarks>
/// As everywhere in reference implementations the factor 4 of the gradient is part of the learning rate η. Source: Jacobs, Neural Networks
/// 1 (1988) for the gains; van der Maaten, JMLR 15 (2014).
/// </remarks>
internal sealed unsafe class GradientDescent : IDisposable
{
    /// <summary>No point moves farther in one iteration.</summary>
    public const float LongestStep = 5;

    private const float SmallestGain = 0.01f;

    // Sums over this many points, in order, whatever the number of threads.
    private const int PointsPerTask = 4096;

    // Fewer are done before a second thread has woken.
    private const int TasksWorthThreads = 8;

    private readonly Layout _layout;
    private readonly AlignedBuffer _velocity;
    private readonly AlignedBuffer _gains;
    private readonly int _threads;
    private readonly LaneWidth _lanes;

    public GradientDescent(Layout layout, int threads, LaneWidth lanes)
    {
        _layout = layout;
        _threads = threads;
        _lanes = lanes;
        _velocity = new AlignedBuffer((long)layout.Dimensions * layout.Capacity);
        _gains = new AlignedBuffer((long)layout.Dimensions * layout.Capacity);
        Restart();
    }

    /// <summary>Forgets velocities and gains.</summary>
    public void Restart()
    {
        new Span<float>(_velocity.Start, (int)_velocity.Length).Clear();
        new Span<float>(_gains.Start, (int)_gains.Length).Fill(1);
    }

    /// <summary>Puts the points, with their velocities and gains, in another order: point i is then what <c>order[i]</c> was.</summary>
    public void Permute(int[] order)
    {
        var room = new float[order.Length];
        for (var axis = 0; axis < _layout.Dimensions; axis++)
        {
            var plane = (long)axis * _layout.Capacity;
            Permute(_layout.Axis(axis), order, room);
            Permute(_velocity.Start + plane, order, room);
            Permute(_gains.Start + plane, order, room);
        }

        _layout.Update();
    }

    /// <summary>Takes one step.</summary>
    /// <param name="attraction">A, planes.</param>
    /// <param name="repulsion">F, planes.</param>
    /// <param name="z">Z.</param>
    /// <param name="exaggeration">e.</param>
    /// <param name="momentum">m.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    public void Step(
        float* attraction, float* repulsion, double z, double exaggeration, double momentum, double learningRate,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var factors = new Factors((float)exaggeration, (float)(z > 0 ? -1 / z : 0), (float)momentum, (float)-learningRate);
        var tasks = (_layout.Count + PointsPerTask - 1) / PointsPerTask;
        var sums = new double[tasks * _layout.Dimensions];
        ParallelBlocks.For(
            tasks,
            tasks < TasksWorthThreads ? 1 : _threads,
            task =>
            {
                var first = task * PointsPerTask;
                var end = Math.Min(_layout.Capacity, first + PointsPerTask);
                switch (_lanes)
                {
                    case LaneWidth.Sixteen:
                        Move<Lanes512>(attraction, repulsion, factors, first, end);
                        break;
                    case LaneWidth.Eight:
                        Move<Lanes256>(attraction, repulsion, factors, first, end);
                        break;
                    default:
                        Move<ScalarLane>(attraction, repulsion, factors, first, end);
                        break;
                }

                Sum(first, Math.Min(_layout.Count, end), sums.AsSpan(task * _layout.Dimensions, _layout.Dimensions));
            },
            CancellationToken.None);
        Centre(sums);
    }

    public void Dispose()
    {
        _velocity.Dispose();
        _gains.Dispose();
    }

    private static void Permute(float* plane, int[] order, float[] room)
    {
        for (var i = 0; i < order.Length; i++)
        {
            room[i] = plane[order[i]];
        }

        room.CopyTo(new Span<float>(plane, order.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move<TLanes>(float* attraction, float* repulsion, Factors factors, int first, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        var (exaggeration, repel) = (TLanes.Create(factors.Exaggeration), TLanes.Create(factors.Repel));
        var (momentum, rate) = (TLanes.Create(factors.Momentum), TLanes.Create(factors.Rate));
        var (up, down, least) = (TLanes.Create(0.2f), TLanes.Create(0.8f), TLanes.Create(SmallestGain));
        var (longest, one, tiny) = (TLanes.Create(LongestStep), TLanes.Create(1), TLanes.Create(1e-20f));
        var dimensions = _layout.Dimensions;
        var capacity = _layout.Capacity;
        for (var i = first; i < end; i += TLanes.Count)
        {
            var squared = tiny;
            for (var axis = 0; axis < dimensions; axis++)
            {
                var at = ((long)axis * capacity) + i;
                var gradient = TLanes.MultiplyAdd(
                    exaggeration, TLanes.Load(attraction + at), repel * TLanes.Load(repulsion + at));
                var velocity = TLanes.Load(_velocity.Start + at);
                var gain = TLanes.Load(_gains.Start + at);
                gain = TLanes.Max(least, TLanes.IfPositive(gradient * velocity, gain * down, gain + up));
                gain.Store(_gains.Start + at);
                velocity = TLanes.MultiplyAdd(momentum, velocity, rate * gain * gradient);
                velocity.Store(_velocity.Start + at);
                squared = TLanes.MultiplyAdd(velocity, velocity, squared);
            }

            var scale = TLanes.Min(one, longest * TLanes.Reciprocal(TLanes.SquareRoot(squared)));
            for (var axis = 0; axis < dimensions; axis++)
            {
                var at = ((long)axis * capacity) + i;
                var velocity = scale * TLanes.Load(_velocity.Start + at);
                velocity.Store(_velocity.Start + at);
                (TLanes.Load(_layout.Axis(axis) + i) + velocity).Store(_layout.Axis(axis) + i);
            }
        }
    }

    private void Sum(int first, int end, Span<double> sums)
    {
        for (var axis = 0; axis < _layout.Dimensions; axis++)
        {
            var plane = _layout.Axis(axis);
            var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0);
            var i = first;
            for (; i + 4 <= end; i += 4)
            {
                a += plane[i];
                b += plane[i + 1];
                c += plane[i + 2];
                d += plane[i + 3];
            }

            for (; i < end; i++)
            {
                a += plane[i];
            }

            sums[axis] = a + b + (c + d);
        }
    }

    private void Centre(double[] sums)
    {
        for (var axis = 0; axis < _layout.Dimensions; axis++)
        {
            var total = 0.0;
            for (var at = axis; at < sums.Length; at += _layout.Dimensions)
            {
                total += sums[at];
            }

            var mean = (float)(total / _layout.Count);
            var plane = new Span<float>(_layout.Axis(axis), _layout.Count);
            foreach (ref var value in plane)
            {
                value -= mean;
            }
        }

        _layout.Update();
    }

    private readonly record struct Factors(float Exaggeration, float Repel, float Momentum, float Rate);
}
