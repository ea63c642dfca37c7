using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Distances;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors.Distances;

public sealed unsafe class PackedRowsTests
{
    [Theory]
    [InlineData(DistanceMetric.Euclidean, 40, 0, 1)]
    [InlineData(DistanceMetric.Euclidean, 300, 1000, 1)]
    [InlineData(DistanceMetric.Euclidean, 3, 0, 1e30f)]
    [InlineData(DistanceMetric.Euclidean, 20, 1e-30f, 1e-33f)]
    [InlineData(DistanceMetric.Cosine, 40, 0, 1)]
    [InlineData(DistanceMetric.Cosine, 300, 1000, 1)]
    [InlineData(DistanceMetric.Cosine, 3, 0, 1e30f)]
    public void The_distance_from_packed_rows_is_within_the_stated_error(DistanceMetric metric, int d, float offset, float scale)
    {
        var rows = Tables.Gaussian(60, d, 5, offset, scale);
        var table = Tables.Blocks(17, rows);
        var norms = RowNorms.Of(table, 1, CancellationToken.None);
        using var packed = PackedRows.Pack(table, norms, metric, 1, CancellationToken.None);
        var products = Products(packed);
        var unit = Unit(metric, rows, packed);
        for (var i = 0; i < 48; i++)
        {
            for (var j = 0; j < 48; j++)
            {
                var truth = metric == DistanceMetric.Euclidean
                    ? PairSums.SquaredDistance(rows[i], rows[j]) * unit
                    : 2 * Math.Max(0, 1 - (PairSums.Dot(rows[i], rows[j]) / Math.Sqrt(norms.Squared[i] * norms.Squared[j])));
                var norm = packed.SquaredNorm(i) + packed.SquaredNorm(j);
                Assert.Equal(truth, norm - (2.0 * products[(i * 48) + j]), (packed.RelativeError * norm) + packed.AbsoluteError);
                Assert.True(packed.HalfNorms[i] + packed.HalfNorms[j] - products[(i * 48) + j] <= (truth / 2) + packed.AbsoluteError);
            }
        }
    }

    [Fact]
    public void Rows_without_a_place_in_the_space_are_not_packed()
    {
        var table = Tables.Of([1f, 2], [0f, 0], [float.NaN, 1], [3f, 4]);
        var norms = RowNorms.Of(table, 1, CancellationToken.None);
        using var cosine = PackedRows.Pack(table, norms, DistanceMetric.Cosine, 1, CancellationToken.None);
        using var euclidean = PackedRows.Pack(table, norms, DistanceMetric.Euclidean, 1, CancellationToken.None);
        Assert.Equal([0, 3], cosine.Rows);
        Assert.Equal([0, 1, 3], euclidean.Rows);
    }

    [Theory]
    [InlineData(DistanceMetric.Euclidean)]
    [InlineData(DistanceMetric.Cosine)]
    public void Rows_far_from_the_origin_are_packed_about_their_centre(DistanceMetric metric)
    {
        var table = Tables.Of(Tables.Gaussian(200, 40, 5, 1000));
        var norms = RowNorms.Of(table, 1, CancellationToken.None);
        using var packed = PackedRows.Pack(table, norms, metric, 1, CancellationToken.None);

        // Spread 1 about an offset of 1,000: the squares are a millionth of what they would be about the origin.
        Assert.All(Enumerable.Range(0, 200), row => Assert.InRange(packed.SquaredNorm(row), 0, 1e-5));
    }

    // The first 48 rows with each other, cut into steps as the search does.
    private static float[] Products(PackedRows packed)
    {
        var products = new float[48 * 48];
        fixed (float* c = products)
        {
            for (var k = 0; k < packed.Depth; k += PanelProduct.DepthStep)
            {
                var at = packed.Panel(0) + (k * PanelProduct.PanelRows);
                var depth = Math.Min(PanelProduct.DepthStep, packed.Depth - k);
                PanelProduct.Multiply(at, 3, packed.PanelStride, at, packed.PanelStride, depth, c, 48, k > 0);
            }
        }

        return products;
    }

    // The square of the power of two by which rows were scaled, from two rows that are far apart.
    private static double Unit(DistanceMetric metric, float[][] rows, PackedRows packed)
    {
        if (metric == DistanceMetric.Cosine)
        {
            return 1;
        }

        var first = 0.0;
        var panel = packed.Panel(0);
        for (var k = 0; k < packed.Depth; k++)
        {
            var difference = (double)panel[k * 16] - panel[(k * 16) + 1];
            first += difference * difference;
        }

        return Math.ScaleB(1, (int)Math.Round(Math.Log2(first / PairSums.SquaredDistance(rows[0], rows[1]))));
    }
}
