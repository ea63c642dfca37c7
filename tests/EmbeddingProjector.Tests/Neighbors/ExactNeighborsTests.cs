using EmbeddingProjector.Neighbors;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors;

public sealed class ExactNeighborsTests
{
    public static TheoryData<DistanceMetric> Metrics => [DistanceMetric.Cosine, DistanceMetric.Euclidean];

    public static TheoryData<DistanceMetric, int, int, float> Shapes
    {
        get
        {
            var shapes = new TheoryData<DistanceMetric, int, int, float>();
            foreach (var metric in new[] { DistanceMetric.Cosine, DistanceMetric.Euclidean, DistanceMetric.Dot })
            {
                foreach (var (n, d) in new[] { (2, 1), (37, 3), (240, 16), (241, 17), (500, 50), (733, 130), (300, 300) })
                {
                    shapes.Add(metric, n, d, 0);
                    shapes.Add(metric, n, d, 1000);
                }
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void All_rows_of_random_data_get_the_neighbors_of_the_definition(DistanceMetric metric, int n, int d, float offset)
    {
        var rows = Tables.Gaussian(n, d, 7, offset);
        AssertEqualsDefinition(rows, metric, 10, ExactNeighbors.Search(Tables.Blocks(100, rows), metric, 10));
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Near_duplicates_far_from_the_origin_are_told_apart(DistanceMetric metric)
    {
        var random = new Random(3);
        var centres = Tables.Gaussian(6, 20, 11, 300, 50);
        var rows = Enumerable.Range(0, 400)
            .Select(i => centres[i % 6].Select(v => v + (1e-3f * (float)random.NextDouble())).ToArray())
            .ToArray();
        AssertEqualsDefinition(rows, metric, 15, ExactNeighbors.Search(Tables.Of(rows), metric, 15));
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Thousands_of_equal_rows_are_neighbors_in_order_of_row(DistanceMetric metric)
    {
        var rows = Enumerable.Range(0, 2500).Select(i => new float[] { 1, 2, i % 2 == 0 ? 3 : -3 }).ToArray();
        var table = ExactNeighbors.Search(Tables.Of(rows), metric, 5);
        Assert.Equal([2, 4, 6, 8, 10], table.Neighbors(0).ToArray());
        Assert.Equal([1, 3, 5, 7, 9], table.Neighbors(2499).ToArray());
        Assert.Equal(new float[5], table.NeighborDistances(2499).ToArray());
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Rows_of_whole_numbers_with_many_ties_get_the_neighbors_of_the_definition(DistanceMetric metric)
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 600)
            .Select(_ => Enumerable.Range(0, 12).Select(_ => (float)random.Next(2)).ToArray())
            .ToArray();
        var table = ExactNeighbors.Search(Tables.Of(rows), metric, 20);
        if (metric == DistanceMetric.Euclidean)
        {
            AssertEqualsDefinition(rows, metric, 20, table);
        }

        // Equal distances are in order of row wherever they are shown as equal.
        for (var row = 0; row < rows.Length; row++)
        {
            for (var i = 1; i < 20; i++)
            {
                var (a, b) = (table.NeighborDistances(row)[i - 1], table.NeighborDistances(row)[i]);
                Assert.True(a < b || (a == b && table.Neighbors(row)[i - 1] < table.Neighbors(row)[i]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void The_bytes_are_the_same_for_any_number_of_threads(DistanceMetric metric)
    {
        var rows = Tables.Gaussian(1200, 33, 19);
        var one = ExactNeighbors.Search(Tables.Blocks(77, rows), metric, 12, new NeighborSearchOptions(1));
        foreach (var threads in new[] { 2, 5 })
        {
            var many = ExactNeighbors.Search(Tables.Of(rows), metric, 12, new NeighborSearchOptions(threads));
            Assert.Equal(one.Indices, many.Indices);
            Assert.Equal(one.Distances, many.Distances);
        }
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Rows_with_NaN_or_infinity_have_no_neighbors_and_are_nobodys(DistanceMetric metric)
    {
        var rows = Tables.Gaussian(50, 5, 1);
        rows[3][2] = float.NaN;
        rows[40][0] = float.PositiveInfinity;
        rows[41][4] = float.NegativeInfinity;
        var table = ExactNeighbors.Search(Tables.Of(rows), metric, 4);
        Assert.Equal([3, 40, 41], table.Unusable.NonFiniteRows);
        foreach (var row in table.Unusable.NonFiniteRows)
        {
            Assert.All(table.Neighbors(row).ToArray(), index => Assert.Equal(-1, index));
            Assert.All(table.NeighborDistances(row).ToArray(), distance => Assert.Equal(float.PositiveInfinity, distance));
        }

        AssertEqualsDefinition(rows, metric, 4, table);
    }

    [Fact]
    public void A_zero_row_is_at_cosine_distance_1_from_every_row()
    {
        var rows = Tables.Gaussian(60, 4, 2);
        rows[10] = new float[4];
        rows[20] = new float[4];
        var table = ExactNeighbors.Search(Tables.Of(rows), DistanceMetric.Cosine, 59);
        Assert.Equal([10, 20], table.Unusable.ZeroRows);
        Assert.All(table.NeighborDistances(10).ToArray(), distance => Assert.Equal(1, distance));
        Assert.Equal(Enumerable.Range(0, 60).Where(row => row != 10), table.Neighbors(10).ToArray());
        AssertEqualsDefinition(rows, DistanceMetric.Cosine, 59, table);
    }

    [Fact]
    public void Only_zero_rows_are_neighbors_in_order_of_row()
    {
        var table = ExactNeighbors.Search(Tables.Of(new float[2], new float[2], new float[2]), DistanceMetric.Cosine, 2);
        Assert.Equal([1, 2, 0, 2, 0, 1], table.Indices);
        Assert.All(table.Distances, distance => Assert.Equal(1, distance));
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Fewer_rows_than_neighbors_leave_the_rest_empty(DistanceMetric metric)
    {
        var table = ExactNeighbors.Search(Tables.Of([1f, 2], [2f, 1], [5f, 5]), metric, 4);
        Assert.Equal(3, table.RowCount);
        Assert.Equal([-1, -1], table.Neighbors(1)[2..].ToArray());
        Assert.All(table.NeighborDistances(1)[2..].ToArray(), distance => Assert.Equal(float.PositiveInfinity, distance));
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void No_rows_one_row_and_no_neighbors_give_empty_answers(DistanceMetric metric)
    {
        Assert.Empty(ExactNeighbors.Search(VectorTable.FromArray([], 0, 3), metric, 5).Indices);
        Assert.Equal([-1, -1], ExactNeighbors.Search(Tables.Of([1f]), metric, 2).Indices);
        Assert.Empty(ExactNeighbors.Search(Tables.Of([1f], [2f]), metric, 0).Indices);
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Numbers_at_the_ends_of_float32_have_finite_distances(DistanceMetric metric)
    {
        float[][] rows = [[3e38f, 0], [-3e38f, 1], [1e-45f, 0], [0, 1e-40f], [1, 1], [3e38f, 3e38f]];
        var table = ExactNeighbors.Search(Tables.Of(rows), metric, 5);
        Assert.All(table.Distances, distance => Assert.True(float.IsFinite(distance)));
        Assert.All(table.Indices, index => Assert.InRange(index, 0, 5));
        if (metric == DistanceMetric.Euclidean)
        {
            Assert.Equal(float.MaxValue, table.NeighborDistances(0)[^1]);
            Assert.Equal(3, table.Neighbors(2)[0]);
        }
        else
        {
            Assert.Equal([2, 4, 5, 3, 1], table.Neighbors(0).ToArray());
        }
    }

    [Fact]
    public void Cosine_ignores_length_and_euclidean_does_not()
    {
        var table = Tables.Of([1f, 0], [100f, 0], [1f, 0.5f]);
        Assert.Equal([1, 2], ExactNeighbors.Search(table, DistanceMetric.Cosine, 2).Neighbors(0).ToArray());
        Assert.Equal([2, 1], ExactNeighbors.Search(table, DistanceMetric.Euclidean, 2).Neighbors(0).ToArray());
        Assert.Equal(0, ExactNeighbors.Search(table, DistanceMetric.Cosine, 2).Distances[0]);
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => ExactNeighbors.Search(
            Tables.Of([1f], [2f]), DistanceMetric.Euclidean, 1, cancellationToken: cancelled.Token));
    }

    [Fact]
    public void Progress_ends_at_1()
    {
        var shares = new List<double>();
        ExactNeighbors.Search(
            Tables.Of(Tables.Gaussian(900, 4, 1)), DistanceMetric.Euclidean, 3, new NeighborSearchOptions(1), new Inline(shares.Add));
        Assert.Equal(1, shares[^1]);
        Assert.Equal(shares.Order(), shares);
    }

    private static void AssertEqualsDefinition(float[][] rows, DistanceMetric metric, int count, NeighborTable table)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            var expected = rows[row].All(float.IsFinite)
                ? BruteForce.Query(rows, metric, rows[row], row, count)
                : ([], []);
            var found = table.Neighbors(row)[..expected.Rows.Length].ToArray();
            var distances = table.NeighborDistances(row)[..expected.Rows.Length].ToArray();
            for (var i = 0; i < found.Length; i++)
            {
                // Rounding of float64 sums may swap rows that are equally near; the distances must still be those of the definition.
                var tolerance = (1e-6f * Math.Abs(expected.Distances[i])) + (metric == DistanceMetric.Dot ? 1e-12f : 1e-14f);
                Assert.Equal(expected.Distances[i], distances[i], tolerance);
                Assert.Equal(BruteForce.Distance(metric, rows[row], rows[found[i]]), distances[i], tolerance);
            }

            Assert.Equal(found.Length, found.Distinct().Count());
            Assert.DoesNotContain(row, found);
            if (metric == DistanceMetric.Euclidean)
            {
                Assert.Equal(expected.Rows, found);
            }
        }
    }

    private sealed class Inline(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
