using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>Every row along every component: (x − mean) · component, <c>[n, k]</c>. Rows that are not usable are at the origin.</summary>
internal sealed class ComponentScores(VectorTable vectors, bool[] usable, PcaModel model, int threads)
{
    private const int RowsPerTask = 256;

    private readonly float[] _scores = new float[checked(vectors.RowCount * model.ComponentCount)];

    /// <summary>Places rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1.</summary>
    public void Add(int first, int count, CancellationToken cancellationToken) =>
        ParallelBlocks.For(
            (count + RowsPerTask - 1) / RowsPerTask,
            threads,
            () =>
            {
                var (centred, sums) = (new double[vectors.ColumnCount], new double[model.ComponentCount]);
                return task =>
                {
                    var end = first + Math.Min(count, (task + 1) * RowsPerTask);
                    for (var row = first + (task * RowsPerTask); row < end; row++)
                    {
                        if (usable[row])
                        {
                            Place(row, centred, sums);
                        }
                    }
                };
            },
            cancellationToken);

    /// <summary>The scores without the vectors that they are of.</summary>
    public ScoreTable Table() => new(_scores, vectors.RowCount, model.ComponentCount);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Place(int row, double[] centred, double[] sums)
    {
        DoubleRows.Subtract(vectors.Row(row), model.Mean, centred);

        RowDots.Write(centred, model.Components, sums);
        for (var c = 0; c < sums.Length; c++)
        {
            _scores[(row * sums.Length) + c] = (float)Math.Clamp(sums[c], -float.MaxValue, float.MaxValue);
        }
    }
}

/// <summary>The scores of an analysis, <c>[n, k]</c> row-major.</summary>
internal sealed class ScoreTable(float[] scores, int n, int k)
{
    /// <summary>The rows along the given components; a component that does not exist is 0 for every row.</summary>
    public Positions Select(IReadOnlyList<int> components)
    {
        var dims = components.Count;
        var values = new float[checked(n * dims)];
        for (var axis = 0; axis < dims; axis++)
        {
            if (components[axis] < k)
            {
                for (var row = 0; row < n; row++)
                {
                    values[(row * dims) + axis] = scores[(row * k) + components[axis]];
                }
            }
        }

        return new Positions(values, dims);
    }
}
