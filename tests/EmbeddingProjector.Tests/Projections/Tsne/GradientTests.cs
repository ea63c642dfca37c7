using EmbeddingProjector.Projections.Tsne;
using EmbeddingProjector.Projections.Tsne.Lanes;
using EmbeddingProjector.Projections.Tsne.Repulsion;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Tsne;

public unsafe class GradientTests
{
    [Theory]
    [InlineData(2, "exact", 1e-4)]
    [InlineData(3, "exact", 1e-4)]
    [InlineData(2, "grid", 0.01)]
    [InlineData(2, "tree", 0.04)]
    [InlineData(3, "tree", 0.04)]
    public void The_gradient_is_the_derivative_of_the_exact_objective(int dimensions, string method, double tolerance)
    {
        using var affinities = AffinitiesTests.Build(Tables.Gaussian(150, 4, 1), 10, 30);
        var dense = AffinitiesTests.Dense(affinities);
        using var layout = NaiveTsne.Clusters(150, dimensions, 4, 1);
        using var attraction = new AlignedBuffer((long)dimensions * layout.Capacity);
        using var repulsion = new AlignedBuffer((long)dimensions * layout.Capacity);
        using IRepulsion repel = method switch
        {
            "exact" => new ExactRepulsion(2, LaneWidths.Best),
            "grid" => new InterpolatedRepulsion(2, LaneWidths.Best),
            _ => new BarnesHutRepulsion(2, LaneWidths.Best),
        };
        new Attraction(2, LaneWidths.Best).Compute(affinities, layout, attraction.Start, TestContext.Current.CancellationToken);
        var z = repel.Compute(layout, repulsion.Start, TestContext.Current.CancellationToken);
        var points = NaiveTsne.Points(layout);
        var (error, size) = (0.0, 0.0);
        for (var i = 0; i < 150; i += 7)
        {
            for (var axis = 0; axis < dimensions; axis++)
            {
                var at = ((long)axis * layout.Capacity) + i;
                var gradient = 4 * (attraction.Start[at] - (repulsion.Start[at] / z));
                var expected = Derivative(dense, points, i, axis);
                error += Math.Pow(gradient - expected, 2);
                size += Math.Pow(expected, 2);
            }
        }

        Assert.True(Math.Sqrt(error / size) < tolerance, $"{Math.Sqrt(error / size)}");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Attraction_agrees_with_the_definition_at_every_width_and_with_any_threads(int dimensions)
    {
        using var affinities = AffinitiesTests.Build(Tables.Gaussian(600, 4, 1), 10, 30);
        var dense = AffinitiesTests.Dense(affinities);
        using var layout = NaiveTsne.Clusters(600, dimensions, 4, 1);
        var points = NaiveTsne.Points(layout);
        var expected = points.Select((p, i) => Enumerable.Range(0, dimensions).Select(axis =>
            Enumerable.Range(0, 600).Sum(j => dense[i, j] * (p[axis] - points[j][axis])
                / (1 + p.Zip(points[j], (a, b) => (a - b) * (a - b)).Sum()))).ToArray()).ToArray();
        float[]? first = null;
        foreach (var width in LaneWidths.All)
        {
            first = null;
            foreach (var threads in (int[])[1, 3])
            {
                using var forces = new AlignedBuffer((long)dimensions * layout.Capacity);
                new Attraction(threads, width).Compute(affinities, layout, forces.Start, TestContext.Current.CancellationToken);
                Assert.True(NaiveTsne.RelativeError(forces.Start, layout, expected) < 1e-5);
                var values = new ReadOnlySpan<float>(forces.Start, (int)forces.Length).ToArray();
                first ??= values;
                Assert.Equal(first, values);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_step_agrees_with_the_rule_at_every_width(int dimensions)
    {
        const int Count = 37;
        var random = new Random(5);
        var attraction = Enumerable.Range(0, Count * dimensions).Select(_ => random.NextDouble() - 0.5).ToArray();
        var repulsion = Enumerable.Range(0, Count * dimensions).Select(_ => random.NextDouble() - 0.5).ToArray();
        foreach (var width in LaneWidths.All)
        {
            using var layout = NaiveTsne.Clusters(Count, dimensions, 2, 9);
            var y = NaiveTsne.Points(layout);
            var velocity = y.Select(p => new double[dimensions]).ToArray();
            var gains = y.Select(p => Enumerable.Repeat(1.0, dimensions).ToArray()).ToArray();
            using var descent = new GradientDescent(layout, 2, width);
            using var a = new AlignedBuffer((long)dimensions * layout.Capacity);
            using var f = new AlignedBuffer((long)dimensions * layout.Capacity);
            for (var step = 0; step < 4; step++)
            {
                for (var i = 0; i < Count; i++)
                {
                    for (var axis = 0; axis < dimensions; axis++)
                    {
                        var sign = step == 2 ? -1 : 1;
                        a.Start[((long)axis * layout.Capacity) + i] = (float)(sign * attraction[(i * dimensions) + axis]);
                        f.Start[((long)axis * layout.Capacity) + i] = (float)(sign * repulsion[(i * dimensions) + axis]);
                        var gradient = sign * ((3 * attraction[(i * dimensions) + axis]) - (repulsion[(i * dimensions) + axis] / 2));
                        gains[i][axis] = Math.Max(0.01, gradient * velocity[i][axis] > 0 ? gains[i][axis] * 0.8 : gains[i][axis] + 0.2);
                        velocity[i][axis] = (0.7 * velocity[i][axis]) - (1.5 * gains[i][axis] * gradient);
                    }

                    var length = Math.Sqrt(velocity[i].Sum(v => v * v));
                    for (var axis = 0; axis < dimensions; axis++)
                    {
                        velocity[i][axis] *= Math.Min(1, GradientDescent.LongestStep / length);
                        y[i][axis] += velocity[i][axis];
                    }
                }

                descent.Step(a.Start, f.Start, 2, 3, 0.7, 1.5, TestContext.Current.CancellationToken);
                for (var axis = 0; axis < dimensions; axis++)
                {
                    var mean = y.Average(p => p[axis]);
                    for (var i = 0; i < Count; i++)
                    {
                        y[i][axis] -= mean;
                        Assert.Equal(y[i][axis], layout.Axis(axis)[i], 1e-3);
                        Assert.InRange(layout.Axis(axis)[i], layout.Minimum[axis], layout.Maximum[axis]);
                    }
                }

                Assert.Equal(layout.Axis(0)[5], layout.Pairs[10]);
                Assert.Equal(layout.Axis(1)[5], layout.Pairs[11]);
            }
        }
    }

    private static double Derivative(double[,] dense, double[][] points, int i, int axis)
    {
        const double Step = 1e-4;
        var at = points[i][axis];
        points[i][axis] = at + Step;
        var up = NaiveTsne.KullbackLeibler(dense, points);
        points[i][axis] = at - Step;
        var down = NaiveTsne.KullbackLeibler(dense, points);
        points[i][axis] = at;
        return (up - down) / (2 * Step);
    }
}
