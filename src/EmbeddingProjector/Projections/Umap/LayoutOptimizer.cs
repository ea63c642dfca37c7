using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>
/// Moves the vertices of a graph in epochs of two moves. In a move every vertex looks at the positions that all had when it began and goes
/// y ← y + α (2 Σⱼ wⱼ Aⱼ (yⱼ − y) + R) / (1 + α Σⱼ wⱼ Aⱼ): attraction A along all its edges, a repulsion R estimated from a few random
/// vertices. The divisor makes the step half implicit in the attraction: however large the rate α is, the pull takes a vertex at most as
/// far beyond the centre of its neighbors as it stood before it.
/// </summary>
/// <remarks>
/// The forces are those that umap-learn has on average; it samples edges in proportion to their weights, moves both ends, and lets each
/// sample be followed by five repulsions from random vertices. There one move follows another; here all edges act in every
/// move, and the moves of the vertices are independent, so that they run on any number of threads with the same result and sixteen edges
/// at a time. The vertices lie in random order: sixteen consecutive positions from a random place on are sixteen random vertices at the
/// price of one load.
/// </remarks>
internal sealed unsafe class LayoutOptimizer
{
    /// <summary>Repulsions for each attraction, as in umap-learn.</summary>
    public const float NegativeSamples = 5;

    private const int Lanes = 16;

    /// <summary>Moves of every vertex in an epoch.</summary>
    public const int MovesPerEpoch = 2;

    // Vectors of random vertices that a vertex is repelled by in a move.
    private const int RandomVectors = 2;

    private const int VerticesPerTask = 1024;

    private readonly LayoutGraph _graph;
    private readonly int _dimensions;
    private readonly ulong _seed;
    private readonly int _threads;
    private float[] _now;
    private float[] _next;

    /// <summary>An optimiser that starts from positions.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="positions">Where the places of the graph stand, <c>[m, dimensions]</c>.</param>
    /// <param name="dimensions">2 or 3.</param>
    /// <param name="seed">Chooses the random vertices.</param>
    /// <param name="threads">The most threads to use; the result does not depend on it.</param>
    public LayoutOptimizer(LayoutGraph graph, ReadOnlySpan<float> positions, int dimensions, ulong seed, int threads)
    {
        _graph = graph;
        _dimensions = dimensions;
        _seed = seed;
        _threads = threads;
        Stride = (graph.Count + (2 * Lanes)) / Lanes * Lanes;
        _now = GC.AllocateArray<float>(Stride * dimensions, pinned: true);
        _next = GC.AllocateArray<float>(Stride * dimensions, pinned: true);
        for (var p = 0; p < graph.Count; p++)
        {
            for (var axis = 0; axis < dimensions; axis++)
            {
                _now[(axis * Stride) + p] = positions[(p * dimensions) + axis];
            }
        }

        Wrap(_now);
    }

    /// <summary>The numbers from one axis to the next in memory.</summary>
    private int Stride { get; }

    /// <summary>Does one epoch.</summary>
    /// <param name="epoch">The number of the epoch, which chooses the random vertices.</param>
    /// <param name="rate">α.</param>
    /// <param name="forces">The forces.</param>
    /// <param name="cancellationToken">Cancels between or inside moves; the positions are then those before the move.</param>
    public void Epoch(int epoch, float rate, LayoutForces forces, CancellationToken cancellationToken)
    {
        if (_graph.Count == 0)
        {
            return;
        }

        for (var move = 0; move < MovesPerEpoch; move++)
        {
            var seed = CounterRandom.Bits(_seed, ((ulong)epoch * MovesPerEpoch) + (ulong)move);
            ParallelBlocks.For(
                (_graph.Count + VerticesPerTask - 1) / VerticesPerTask,
                _threads,
                task => Move(task * VerticesPerTask, Math.Min(_graph.Count, (task + 1) * VerticesPerTask), seed, rate, forces),
                cancellationToken);
            (_now, _next) = (_next, _now);
            Wrap(_now);
        }
    }

    /// <summary>Copies the positions to <c>[m, dimensions]</c> in the order of the graph's places.</summary>
    public void CopyTo(Span<float> positions)
    {
        for (var p = 0; p < _graph.Count; p++)
        {
            for (var axis = 0; axis < _dimensions; axis++)
            {
                positions[(p * _dimensions) + axis] = _now[(axis * Stride) + p];
            }
        }
    }

    /// <summary>Repeats the first positions behind the last, so that a run of sixteen may begin anywhere.</summary>
    private void Wrap(float[] positions)
    {
        for (var axis = 0; axis < _dimensions; axis++)
        {
            for (var i = _graph.Count; i < Stride && _graph.Count > 0; i++)
            {
                positions[(axis * Stride) + i] = positions[(axis * Stride) + (i % _graph.Count)];
            }
        }
    }

    private void Move(int first, int end, ulong moveSeed, float rate, LayoutForces forces)
    {
        fixed (float* now = _now)
        fixed (float* next = _next)
        fixed (int* vertices = _graph.Vertices)
        fixed (float* weights = _graph.Weights)
        {
            if (_dimensions == 2)
            {
                Move2(now, next, vertices, weights, first, end, moveSeed, rate, forces);
            }
            else
            {
                Move3(now, next, vertices, weights, first, end, moveSeed, rate, forces);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move2(
        float* now, float* next, int* vertices, float* weights, int first, int end, ulong moveSeed, float rate, LayoutForces forces)
    {
        var xs = now;
        var ys = now + Stride;
        var (start, degree, count) = (_graph.Start, _graph.Degree, _graph.Count);
        var limit = Vector512.Create(LayoutForces.LargestMove);
        for (var v = first; v < end; v++)
        {
            var (x, y) = (Vector512.Create(xs[v]), Vector512.Create(ys[v]));
            Vector512<float> pullX = default, pullY = default, pull = default;
            for (var e = start[v]; e < start[v + 1]; e += Lanes)
            {
                var dx = Gather(xs, vertices + e) - x;
                var dy = Gather(ys, vertices + e) - y;
                var factor = forces.Attraction((dx * dx) + (dy * dy)) * Vector512.Load(weights + e);
                pull += factor;
                pullX = Vector512.FusedMultiplyAdd(factor, dx, pullX);
                pullY = Vector512.FusedMultiplyAdd(factor, dy, pullY);
            }

            Vector512<float> pushX = default, pushY = default;
            for (var s = 0; s < RandomVectors; s++)
            {
                var at = CounterRandom.Below(moveSeed, ((ulong)v * RandomVectors) + (ulong)s, count);
                var dx = x - Vector512.Load(xs + at);
                var dy = y - Vector512.Load(ys + at);
                var factor = forces.Repulsion((dx * dx) + (dy * dy));
                pushX += Vector512.Max(Vector512.Min(factor * dx, limit), -limit);
                pushY += Vector512.Max(Vector512.Min(factor * dy, limit), -limit);
            }

            var push = NegativeSamples * degree[v] / (RandomVectors * Lanes);
            var step = rate / (1 + (rate * Vector512.Sum(pull)));
            next[v] = xs[v] + (step * ((2 * Vector512.Sum(pullX)) + (push * Vector512.Sum(pushX))));
            next[Stride + v] = ys[v] + (step * ((2 * Vector512.Sum(pullY)) + (push * Vector512.Sum(pushY))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move3(
        float* now, float* next, int* vertices, float* weights, int first, int end, ulong moveSeed, float rate, LayoutForces forces)
    {
        var xs = now;
        var ys = now + Stride;
        var zs = ys + Stride;
        var (start, degree, count) = (_graph.Start, _graph.Degree, _graph.Count);
        var limit = Vector512.Create(LayoutForces.LargestMove);
        for (var v = first; v < end; v++)
        {
            var (x, y, z) = (Vector512.Create(xs[v]), Vector512.Create(ys[v]), Vector512.Create(zs[v]));
            Vector512<float> pullX = default, pullY = default, pullZ = default, pull = default;
            for (var e = start[v]; e < start[v + 1]; e += Lanes)
            {
                var dx = Gather(xs, vertices + e) - x;
                var dy = Gather(ys, vertices + e) - y;
                var dz = Gather(zs, vertices + e) - z;
                var factor = forces.Attraction((dx * dx) + (dy * dy) + (dz * dz)) * Vector512.Load(weights + e);
                pull += factor;
                pullX = Vector512.FusedMultiplyAdd(factor, dx, pullX);
                pullY = Vector512.FusedMultiplyAdd(factor, dy, pullY);
                pullZ = Vector512.FusedMultiplyAdd(factor, dz, pullZ);
            }

            Vector512<float> pushX = default, pushY = default, pushZ = default;
            for (var s = 0; s < RandomVectors; s++)
            {
                var at = CounterRandom.Below(moveSeed, ((ulong)v * RandomVectors) + (ulong)s, count);
                var dx = x - Vector512.Load(xs + at);
                var dy = y - Vector512.Load(ys + at);
                var dz = z - Vector512.Load(zs + at);
                var factor = forces.Repulsion((dx * dx) + (dy * dy) + (dz * dz));
                pushX += Vector512.Max(Vector512.Min(factor * dx, limit), -limit);
                pushY += Vector512.Max(Vector512.Min(factor * dy, limit), -limit);
                pushZ += Vector512.Max(Vector512.Min(factor * dz, limit), -limit);
            }

            var push = NegativeSamples * degree[v] / (RandomVectors * Lanes);
            var step = rate / (1 + (rate * Vector512.Sum(pull)));
            next[v] = xs[v] + (step * ((2 * Vector512.Sum(pullX)) + (push * Vector512.Sum(pushX))));
            next[Stride + v] = ys[v] + (step * ((2 * Vector512.Sum(pullY)) + (push * Vector512.Sum(pushY))));
            next[(2 * Stride) + v] = zs[v] + (step * ((2 * Vector512.Sum(pullZ)) + (push * Vector512.Sum(pushZ))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Gather(float* from, int* indices)
    {
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.GatherVector256(from, Vector256.Load(indices), sizeof(float)),
                Avx2.GatherVector256(from, Vector256.Load(indices + 8), sizeof(float)));
        }

        Span<float> values = stackalloc float[Lanes];
        for (var l = 0; l < Lanes; l++)
        {
            values[l] = from[indices[l]];
        }

        return Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(values));
    }
}
