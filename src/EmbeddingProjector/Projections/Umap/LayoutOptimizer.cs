using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
/// at a time. The first two coordinates of a vertex lie together, so that a neighbor is one load. The vertices of a task draw their random
/// vertices from a pool of its own, chosen anew in every move: sixteen consecutive ones of it are sixteen random vertices at the price of
/// one load for each axis, and from the nearest cache, however large the map is.
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

    // Random vertices in the pool of a task, a power of two, and the vectors of them.
    private const int Pool = 1024;
    private const int PoolVectors = Pool / Lanes;

    private readonly LayoutGraph _graph;
    private readonly int _dimensions;
    private readonly ulong _seed;
    private readonly int _threads;

    // Where all vertices stand, and where they stand after the move. Pairs [m, 2], then in three dimensions the third coordinates [m].
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
        _now = GC.AllocateArray<float>(graph.Count * dimensions, pinned: true);
        _next = GC.AllocateArray<float>(graph.Count * dimensions, pinned: true);
        for (var p = 0; p < graph.Count; p++)
        {
            for (var axis = 0; axis < dimensions; axis++)
            {
                _now[At(p, axis)] = positions[(p * dimensions) + axis];
            }
        }
    }

    /// <summary>The random vertex that stands at a place, below 1024, of the pool of a task (of 1024 vertices) in a move.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PoolVertex(ulong moveSeed, int task, int place, int count) =>
        CounterRandom.Below(~moveSeed, ((ulong)task * Pool) + (ulong)place, count);

    /// <summary>Where sixteen of the vertices begin, in the pool of its task, that a vertex is repelled by; twice in a move.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PoolPlace(ulong vertexBits, int number) => (int)(vertexBits >> (32 * number)) & ((PoolVectors - 1) * Lanes);

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
                (_graph.Count + VerticesPerTask - 1) / VerticesPerTask, _threads, task => Move(task, seed, rate, forces), cancellationToken);
            (_now, _next) = (_next, _now);
        }
    }

    /// <summary>Copies the positions to <c>[m, dimensions]</c> in the order of the graph's places.</summary>
    public void CopyTo(Span<float> positions)
    {
        for (var p = 0; p < _graph.Count; p++)
        {
            for (var axis = 0; axis < _dimensions; axis++)
            {
                positions[(p * _dimensions) + axis] = _now[At(p, axis)];
            }
        }
    }

    private int At(int place, int axis) => axis < 2 ? (2 * place) + axis : (2 * _graph.Count) + place;

    private void Move(int task, ulong moveSeed, float rate, LayoutForces forces)
    {
        // The pool, [dimensions, 1024].
        var pool = stackalloc float[Pool * _dimensions];
        for (var i = 0; i < Pool; i++)
        {
            var vertex = PoolVertex(moveSeed, task, i, _graph.Count);
            for (var axis = 0; axis < _dimensions; axis++)
            {
                pool[(axis * Pool) + i] = _now[At(vertex, axis)];
            }
        }

        var (first, end) = (task * VerticesPerTask, Math.Min(_graph.Count, (task + 1) * VerticesPerTask));
        fixed (float* now = _now)
        fixed (float* next = _next)
        fixed (int* vertices = _graph.Vertices)
        fixed (float* weights = _graph.Weights)
        {
            var planes = new Planes(now, next, pool, vertices, weights);
            if (_dimensions == 2)
            {
                Move2(planes, first, end, moveSeed, rate, forces);
            }
            else
            {
                Move3(planes, first, end, moveSeed, rate, forces);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move2(in Planes planes, int first, int end, ulong moveSeed, float rate, LayoutForces forces)
    {
        float* pairs = planes.Now, next = planes.Next, weights = planes.Weights, xs = planes.Pool, ys = xs + Pool;
        var vertices = planes.Vertices;
        var (start, degree) = (_graph.Start, _graph.Degree);
        var limit = Vector512.Create(LayoutForces.LargestMove);
        for (var v = first; v < end; v++)
        {
            var (x, y) = (Vector512.Create(pairs[2 * v]), Vector512.Create(pairs[(2 * v) + 1]));
            Vector512<float> pullX = default, pullY = default, pull = default;
            for (var e = start[v]; e < start[v + 1]; e += Lanes)
            {
                var (dx, dy) = Gathers.Pairs(pairs, vertices + e);
                dx -= x;
                dy -= y;
                var factor = forces.Attraction((dx * dx) + (dy * dy)) * Vector512.Load(weights + e);
                pull += factor;
                pullX = Vector512.FusedMultiplyAdd(factor, dx, pullX);
                pullY = Vector512.FusedMultiplyAdd(factor, dy, pullY);
            }

            Vector512<float> pushX = default, pushY = default;
            var bits = CounterRandom.Bits(moveSeed, (ulong)v);
            for (var s = 0; s < RandomVectors; s++)
            {
                var at = PoolPlace(bits, s);
                var dx = x - Vector512.Load(xs + at);
                var dy = y - Vector512.Load(ys + at);
                var factor = forces.Repulsion((dx * dx) + (dy * dy));
                pushX += Vector512.Max(Vector512.Min(factor * dx, limit), -limit);
                pushY += Vector512.Max(Vector512.Min(factor * dy, limit), -limit);
            }

            var push = NegativeSamples * degree[v] / (RandomVectors * Lanes);
            var step = rate / (1 + (rate * Vector512.Sum(pull)));
            next[2 * v] = pairs[2 * v] + (step * ((2 * Vector512.Sum(pullX)) + (push * Vector512.Sum(pushX))));
            next[(2 * v) + 1] = pairs[(2 * v) + 1] + (step * ((2 * Vector512.Sum(pullY)) + (push * Vector512.Sum(pushY))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move3(in Planes planes, int first, int end, ulong moveSeed, float rate, LayoutForces forces)
    {
        var (start, degree, count) = (_graph.Start, _graph.Degree, _graph.Count);
        float* pairs = planes.Now, third = pairs + (2 * count), next = planes.Next, weights = planes.Weights;
        float* xs = planes.Pool, ys = xs + Pool, zs = ys + Pool;
        var vertices = planes.Vertices;
        var limit = Vector512.Create(LayoutForces.LargestMove);
        for (var v = first; v < end; v++)
        {
            var (x, y, z) = (Vector512.Create(pairs[2 * v]), Vector512.Create(pairs[(2 * v) + 1]), Vector512.Create(third[v]));
            Vector512<float> pullX = default, pullY = default, pullZ = default, pull = default;
            for (var e = start[v]; e < start[v + 1]; e += Lanes)
            {
                var (dx, dy) = Gathers.Pairs(pairs, vertices + e);
                dx -= x;
                dy -= y;
                var dz = Gathers.Singles(third, vertices + e) - z;
                var factor = forces.Attraction((dx * dx) + (dy * dy) + (dz * dz)) * Vector512.Load(weights + e);
                pull += factor;
                pullX = Vector512.FusedMultiplyAdd(factor, dx, pullX);
                pullY = Vector512.FusedMultiplyAdd(factor, dy, pullY);
                pullZ = Vector512.FusedMultiplyAdd(factor, dz, pullZ);
            }

            Vector512<float> pushX = default, pushY = default, pushZ = default;
            var bits = CounterRandom.Bits(moveSeed, (ulong)v);
            for (var s = 0; s < RandomVectors; s++)
            {
                var at = PoolPlace(bits, s);
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
            next[2 * v] = pairs[2 * v] + (step * ((2 * Vector512.Sum(pullX)) + (push * Vector512.Sum(pushX))));
            next[(2 * v) + 1] = pairs[(2 * v) + 1] + (step * ((2 * Vector512.Sum(pullY)) + (push * Vector512.Sum(pushY))));
            next[(2 * count) + v] = third[v] + (step * ((2 * Vector512.Sum(pullZ)) + (push * Vector512.Sum(pushZ))));
        }
    }

    private readonly struct Planes(float* now, float* next, float* pool, int* vertices, float* weights)
    {
        public readonly float* Now = now;
        public readonly float* Next = next;
        public readonly float* Pool = pool;
        public readonly int* Vertices = vertices;
        public readonly float* Weights = weights;
    }
}
