using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>
/// Places new rows into a finished map: a row begins at the mean of its neighbors among the rows of the map, weighted by how strongly it
/// holds to them, and is then moved by the same forces as a point of the map would be, while the map stands still.
/// </summary>
internal sealed class NewRowPlacement(
    ProjectionInput input, UmapOptions options, LowDimensionalCurve curve, double meanDistance, Positions map)
{
    // As in umap-learn: a third of the epochs, at a quarter of the rate.
    private const float FirstRate = 0.25f;
    private const int RandomVertices = 32;

    public Positions Place(VectorTable rows, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (rows.ColumnCount != input.Vectors.ColumnCount)
        {
            throw new ArgumentException(
                $"The new rows have {rows.ColumnCount:N0} columns, those of the map {input.Vectors.ColumnCount:N0}.", nameof(rows));
        }

        var d = map.Dimensions;
        var values = new float[rows.RowCount * d];
        var isPlaced = new bool[rows.RowCount];
        var index = new ExactNeighborIndex(input.Vectors, 1, cancellationToken);
        ParallelBlocks.For(
            rows.RowCount,
            input.Threads,
            row => isPlaced[row] = PlaceRow(index, rows.Row(row), row, values.AsSpan(row * d, d), cancellationToken),
            cancellationToken,
            progress);
        BesideTheMap.Place(values, d, isPlaced);
        return new Positions(values, d);
    }

    private bool PlaceRow(
        ExactNeighborIndex index, ReadOnlySpan<float> vector, int row, Span<float> position, CancellationToken cancellationToken)
    {
        var near = index.Query(options.Metric, vector, options.Neighbors, cancellationToken);
        if (near.Rows.Length == 0)
        {
            return false;
        }

        var strengths = new float[near.Rows.Length];
        MembershipStrengths.Fill(near.Distances, options.Metric, options.Neighbors, localConnectivity: false, meanDistance, strengths);
        var sum = strengths.Sum();
        for (var j = 0; j < strengths.Length; j++)
        {
            var at = map.Row(near.Rows[j]);
            for (var axis = 0; axis < position.Length; axis++)
            {
                position[axis] += strengths[j] / sum * at[axis];
            }
        }

        // A copy of a row of the map belongs exactly where that row is.
        if (near.Distances[0] == 0 && options.Metric != DistanceMetric.Dot)
        {
            map.Row(near.Rows[0]).CopyTo(position);
            return true;
        }

        Move(near.Rows, strengths, row, position);
        return true;
    }

    private void Move(int[] near, float[] strengths, int row, Span<float> position)
    {
        var forces = new LayoutForces(curve);
        var epochs = Math.Max(1, options.EpochsFor(map.RowCount) / 3);
        var degree = strengths.Sum();
        Span<float> pull = stackalloc float[position.Length];
        Span<float> push = stackalloc float[position.Length];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var rate = FirstRate * (1 - ((float)epoch / epochs));
            pull.Clear();
            push.Clear();
            var held = 0f;
            for (var j = 0; j < near.Length; j++)
            {
                held += strengths[j] * AddForce(map.Row(near[j]), position, forces, attract: true, strengths[j], pull);
            }

            var seed = CounterRandom.Bits(input.Seed ^ (ulong)row, (ulong)epoch);
            for (var s = 0; s < RandomVertices; s++)
            {
                AddForce(map.Row(CounterRandom.Below(seed, (ulong)s, map.RowCount)), position, forces, attract: false, 1, push);
            }

            for (var axis = 0; axis < position.Length; axis++)
            {
                var force = pull[axis] + (LayoutOptimizer.NegativeSamples * degree / RandomVertices * push[axis]);
                position[axis] += rate * force / (1 + (rate * held));
            }
        }
    }

    private static float AddForce(
        ReadOnlySpan<float> other, ReadOnlySpan<float> position, LayoutForces forces, bool attract, float weight, Span<float> sum)
    {
        var squared = 0f;
        for (var axis = 0; axis < position.Length; axis++)
        {
            var difference = other[axis] - position[axis];
            squared += difference * difference;
        }

        var factor = attract ? forces.Attraction(squared) : forces.Repulsion(squared);
        for (var axis = 0; axis < position.Length; axis++)
        {
            var move = factor * (other[axis] - position[axis]);
            sum[axis] += attract ? weight * move : -Math.Clamp(move, -LayoutForces.LargestMove, LayoutForces.LargestMove);
        }

        return factor;
    }
}
