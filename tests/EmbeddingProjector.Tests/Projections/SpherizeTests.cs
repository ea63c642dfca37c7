using EmbeddingProjector.Projections;
using Xunit;

namespace EmbeddingProjector.Tests.Projections;

public sealed class SpherizeTests
{
    [Fact]
    public void Vectors_are_centred_and_then_of_unit_length()
    {
        var rows = Spherize.Apply(Tables.Blocks(2, [[0f, 0], [4f, 0], [4f, 4], [0f, 4]])).Rows();
        var half = (float)Math.Sqrt(0.5);
        Assert.Equal([[-half, -half], [half, -half], [half, half], [-half, half]], rows);
    }

    [Fact]
    public void A_vector_at_the_centroid_becomes_zero() =>
        Assert.Equal(new float[2], Spherize.Apply(Tables.Of([1f, 1], [2f, 2], [3f, 3])).Row(1).ToArray());

    [Fact]
    public void Equal_vectors_become_zero()
    {
        var rows = Spherize.Apply(Tables.Of([.. Enumerable.Repeat(new[] { 0.1f, 12345.678f }, 777)])).Rows();
        Assert.All(rows, row => Assert.Equal(new float[2], row));
    }

    [Fact]
    public void Rows_with_NaN_are_kept_and_do_not_move_the_centroid()
    {
        var rows = Spherize.Apply(Tables.Of([1f, 0], [3f, 0], [float.NaN, 100])).Rows();
        Assert.Equal([-1f, 0], rows[0]);
        Assert.Equal([1f, 0], rows[1]);
        Assert.True(float.IsNaN(rows[2][0]));
    }

    [Fact]
    public void The_bytes_are_the_same_for_any_number_of_threads()
    {
        var rows = Tables.Gaussian(2000, 9, 3, 2);
        Assert.Equal(Spherize.Apply(Tables.Of(rows), 1).Rows(), Spherize.Apply(Tables.Blocks(333, rows), 3).Rows());
    }
}
