using EmbeddingProjector.Neighbors.Distances;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors.Distances;

public sealed class PairSumsTests
{
    [Fact]
    public void The_vector_path_gives_the_bits_of_the_plain_twin_for_every_length()
    {
        for (var d = 1; d <= 70; d++)
        {
            var rows = Tables.Gaussian(2, d, d, 3);
            Assert.Equal(PairSums.Scalar.Dot(rows[0], rows[1]), PairSums.Dot(rows[0], rows[1]));
            Assert.Equal(PairSums.Scalar.SquaredDistance(rows[0], rows[1]), PairSums.SquaredDistance(rows[0], rows[1]));
            Assert.Equal(rows[0].Zip(rows[1], (x, y) => (double)x * y).Sum(), PairSums.Dot(rows[0], rows[1]), 1e-11);
        }
    }

    [Fact]
    public void A_pair_gives_the_same_bits_in_either_order()
    {
        var rows = Tables.Gaussian(2, 123, 1);
        Assert.Equal(PairSums.Dot(rows[0], rows[1]), PairSums.Dot(rows[1], rows[0]));
        Assert.Equal(PairSums.SquaredDistance(rows[0], rows[1]), PairSums.SquaredDistance(rows[1], rows[0]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void The_norm_is_not_finite_exactly_when_an_element_is_not(float value)
    {
        for (var d = 1; d < 40; d++)
        {
            var row = Enumerable.Repeat(float.MaxValue, d).ToArray();
            Assert.True(double.IsFinite(PairSums.SquaredNorm(row)));
            row[d / 2] = value;
            Assert.False(double.IsFinite(PairSums.SquaredNorm(row)));
        }
    }

    [Fact]
    public void The_norm_of_the_smallest_number_is_not_zero() => Assert.NotEqual(0, PairSums.SquaredNorm([float.Epsilon]));

    [Fact]
    public void Shifting_a_row_by_vectors_gives_the_bits_of_the_plain_twin()
    {
        for (var d = 1; d <= 40; d++)
        {
            var row = Tables.Gaussian(1, d, d, 100)[0];
            var centre = row.Select(v => v * 0.7).ToArray();
            var (fast, plain) = (new float[d], new float[d]);
            ShiftedRow.Write(row, 1.37, centre, fast);
            ShiftedRow.Scalar(row, 1.37, centre, plain);
            Assert.Equal(plain, fast);
        }
    }
}
