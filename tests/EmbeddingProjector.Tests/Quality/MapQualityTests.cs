using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Quality;
using EmbeddingProjector.Tests.Neighbors;
using Xunit;

namespace EmbeddingProjector.Tests.Quality;

public class MapQualityTests
{
    [Theory]
    [InlineData(DistanceMetric.Euclidean, 300, 6, 2)]
    [InlineData(DistanceMetric.Cosine, 300, 6, 3)]
    [InlineData(DistanceMetric.Euclidean, 67, 140, 2)]
    [InlineData(DistanceMetric.Cosine, 20, 3, 2)]
    public void Every_measure_agrees_with_its_definition(DistanceMetric metric, int n, int d, int dimensions)
    {
        var rows = Tables.Gaussian(n, d, 1, offset: 0.5f);
        var map = RandomMap(rows, dimensions);
        var quality = MapQuality.Measure(Tables.Of(rows), map, metric, new QualityOptions(7, 9));
        var (trust, continuity, kept) = Definition(rows, map, metric, 7, 9);
        for (var row = 0; row < n; row++)
        {
            Assert.Equal(trust[row], quality.PointTrustworthiness[row], 1e-6);
            Assert.Equal(continuity[row], quality.PointContinuity[row], 1e-6);
            Assert.Equal(kept[row], quality.PointNeighborPreservation[row], 1e-6);
        }

        Assert.Equal(trust.Average(), quality.Trustworthiness, 1e-6);
        Assert.Equal(continuity.Average(), quality.Continuity, 1e-6);
        Assert.Equal(kept.Average(), quality.NeighborPreservation, 1e-6);
        Assert.Null(quality.SampleRows);
        Assert.Empty(quality.Notes);
    }

    [Fact]
    public void A_map_that_is_the_data_is_perfect()
    {
        var rows = Tables.Gaussian(200, 3, 1);
        var quality = MapQuality.Measure(Tables.Of(rows), new Positions([.. rows.SelectMany(row => row)], 3), DistanceMetric.Euclidean);
        Assert.Equal((1, 1, 1), (quality.Trustworthiness, quality.Continuity, quality.NeighborPreservation));
    }

    [Fact]
    public void Four_points_on_a_line_with_two_exchanged_have_the_values_worked_out_by_hand()
    {
        // In space 0, 1, 2.1, 3.3; on the map the rows 1 and 2 change places. With k = 1 the worst sum of a row is 1 (8 − 3 − 1) / 2 = 2.
        // Nearest on the map: 0 → 2 (rank 2 in space), 1 → 2 (rank 2), 2 → 0 (rank 3), 3 → 1 (rank 2), so the penalties are 1, 1, 2, 1.
        var table = Tables.Of([0f], [1f], [2.1f], [3.3f]);
        var map = new Positions([0, 0, 2.1f, 0, 1, 0, 3.3f, 0], 2);
        var quality = MapQuality.Measure(table, map, DistanceMetric.Euclidean, new QualityOptions(1, 1));
        Assert.Equal([0.5f, 0.5f, 0, 0.5f], quality.PointTrustworthiness);
        Assert.Equal(0.375, quality.Trustworthiness, 1e-9);
        Assert.Equal(0, quality.NeighborPreservation);
    }

    [Fact]
    public void A_sample_is_measured_against_all_rows_and_said()
    {
        var rows = Tables.Gaussian(500, 6, 1);
        var map = RandomMap(rows, 2);
        var all = MapQuality.Measure(Tables.Of(rows), map, DistanceMetric.Euclidean);
        var sampled = MapQuality.Measure(Tables.Of(rows), map, DistanceMetric.Euclidean, new QualityOptions(SampleRows: 100));
        Assert.Equal(100, sampled.SampleRows);
        Assert.Contains("Measured on 100 of 500 rows, each against all.", sampled.Notes);
        var measured = Enumerable.Range(0, 500).Where(row => !float.IsNaN(sampled.PointTrustworthiness[row])).ToArray();
        Assert.Equal(100, measured.Length);
        Assert.All(measured, row => Assert.Equal(all.PointTrustworthiness[row], sampled.PointTrustworthiness[row]));
        Assert.All(measured, row => Assert.Equal(all.PointContinuity[row], sampled.PointContinuity[row]));
        Assert.Equal(measured.Average(row => (double)all.PointNeighborPreservation[row]), sampled.NeighborPreservation, 1e-9);
    }

    [Fact]
    public void The_result_does_not_depend_on_the_threads()
    {
        var rows = Tables.Gaussian(400, 20, 1);
        var map = RandomMap(rows, 2);
        var one = MapQuality.Measure(Tables.Of(rows), map, DistanceMetric.Cosine, new QualityOptions(SampleRows: 90, Threads: 1));
        var two = MapQuality.Measure(Tables.Of(rows), map, DistanceMetric.Cosine, new QualityOptions(SampleRows: 90, Threads: 2));
        Assert.Equal(one.PointTrustworthiness, two.PointTrustworthiness);
        Assert.Equal(one.PointContinuity, two.PointContinuity);
        Assert.Equal(one.Trustworthiness, two.Trustworthiness);
    }

    [Fact]
    public void Rows_with_NaN_in_space_or_on_the_map_are_left_out_and_counted()
    {
        var rows = Tables.Gaussian(60, 3, 1);
        rows[4][1] = float.NaN;
        var values = rows.SelectMany(row => row).ToArray();
        values[12] = 0;
        values[13] = 0;
        values[(9 * 3) + 2] = float.NaN;
        var quality = MapQuality.Measure(Tables.Of(rows), new Positions(values, 3), DistanceMetric.Euclidean);
        Assert.Contains("2 rows with NaN or infinity, in space or on the map, were left out.", quality.Notes);
        Assert.True(float.IsNaN(quality.PointTrustworthiness[4]));
        Assert.True(float.IsNaN(quality.PointTrustworthiness[9]));
        Assert.Equal(1, quality.Trustworthiness);
        Assert.Equal(1, quality.Continuity);
    }

    [Theory]
    [InlineData(DistanceMetric.Euclidean)]
    [InlineData(DistanceMetric.Cosine)]
    public void Equal_rows_zero_vectors_and_few_rows_give_measures_between_0_and_1(DistanceMetric metric)
    {
        float[][][] inputs =
        [
            [[1, 1]], [[1, 1], [2, 5]], [[1, 1], [2, 5], [3, 0]],
            [.. Enumerable.Repeat((float[])[1, 2], 200)], [.. Enumerable.Repeat(new float[2], 90)],
            [.. Enumerable.Range(0, 90).Select(i => (float[])[i % 3, i % 2])],
            [[float.NaN, 1], [1, 2]],
        ];
        foreach (var rows in inputs)
        {
            var quality = MapQuality.Measure(Tables.Of(rows), RandomMap(rows, 2), metric);
            Assert.InRange(quality.Trustworthiness, 0, 1);
            Assert.InRange(quality.Continuity, 0, 1);
            Assert.InRange(quality.NeighborPreservation, 0, 1);
        }
    }

    [Fact]
    public void Ties_are_nobodys_fault_equal_rows_are_all_first()
    {
        var rows = Enumerable.Range(0, 200).Select(i => (float[])[i % 2, 1]).ToArray();
        var map = new Positions([.. Enumerable.Range(0, 200).SelectMany(i => (float[])[(i % 2) + (i * 1e-3f), 0])], 2);
        Assert.Equal(1, MapQuality.Measure(Tables.Of(rows), map, DistanceMetric.Euclidean).Trustworthiness);
    }

    [Fact]
    public void A_map_of_other_rows_and_impossible_options_are_refused()
    {
        var table = Tables.Of([1f, 2f], [3f, 4f]);
        MapQuality Measure(int length, QualityOptions options) =>
            MapQuality.Measure(table, new Positions(new float[length], 2), DistanceMetric.Euclidean, options);

        Assert.Contains("3 rows", Assert.Throws<ArgumentException>(() => Measure(6, new QualityOptions())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Measure(4, new QualityOptions(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Measure(4, new QualityOptions(SampleRows: 0)));
    }

    [Fact]
    public void Counting_in_vectors_agrees_with_counting_one_by_one()
    {
        var random = new Random(1);
        for (var length = 0; length < 70; length++)
        {
            var values = Enumerable.Range(0, length).Select(_ => random.NextDouble()).ToArray();
            var floats = values.Select(v => (float)v).ToArray();
            var slack = values.Select(_ => (float)random.NextDouble() / 10).ToArray();
            Assert.Equal(CountBelow.Scalar(values, 0.4), CountBelow.Of(values, 0.4));
            Assert.Equal(CountBelow.BetweenScalar(floats, slack, 0.6f, 0.5f), CountBelow.Between(floats, slack, 0.6f, 0.5f));
        }
    }

    private static Positions RandomMap(float[][] rows, int dimensions)
    {
        var random = new Random(8);
        return new Positions(
            [.. rows.SelectMany(row => Enumerable.Range(0, dimensions).Select(axis =>
                (float)random.NextDouble() + (float.IsFinite(row[axis % row.Length]) ? row[axis % row.Length] : 0)))],
            dimensions);
    }

    private static (double[] Trust, double[] Continuity, double[] Kept) Definition(
        float[][] rows, Positions map, DistanceMetric metric, int k, int kept)
    {
        var n = rows.Length;
        var points = Enumerable.Range(0, n).Select(i => map.Row(i).ToArray()).ToArray();
        var scale = 2.0 / (k * ((2.0 * n) - (3.0 * k) - 1));
        var (trust, continuity, preserved) = (new double[n], new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            var others = Enumerable.Range(0, n).Where(j => j != i).ToArray();
            var high = others.OrderBy(j => BruteForce.Distance(metric, rows[i], rows[j])).ThenBy(j => j).ToList();
            var low = others.OrderBy(j => Squared(points[i], points[j])).ThenBy(j => j).ToList();
            trust[i] = 1 - (scale * low.Take(k).Sum(j => Math.Max(0, high.IndexOf(j) + 1 - k)));
            continuity[i] = 1 - (scale * high.Take(k).Sum(j => Math.Max(0, low.IndexOf(j) + 1 - k)));
            preserved[i] = high.Take(kept).Intersect(low.Take(kept)).Count() / (double)kept;
        }

        return (trust, continuity, preserved);
    }

    private static double Squared(float[] a, float[] b) => a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum();
}
