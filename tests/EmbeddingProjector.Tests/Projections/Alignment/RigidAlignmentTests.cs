using EmbeddingProjector.Projections.Alignment;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Alignment;

public sealed class RigidAlignmentTests
{
    [Theory]
    [InlineData(2, 0.3, false)]
    [InlineData(2, 2.9, true)]
    [InlineData(3, 1.1, false)]
    [InlineData(3, -2.5, true)]
    public void A_map_that_was_turned_mirrored_and_shifted_is_brought_back(int dimensions, double angle, bool mirrored)
    {
        var reference = Cloud(200, dimensions);
        var moved = Moved(reference, angle, mirrored, shift: 7);

        var aligned = RigidAlignment.Between(moved, reference).Apply(moved);

        AssertAlike(reference, aligned, 2e-5);
    }

    [Fact]
    public void The_rotation_that_is_found_is_the_known_one()
    {
        var reference = Cloud(50, 2);
        // Every row is turned by a right angle: (x, y) to (−y, x).
        var turned = new Positions([.. Enumerable.Range(0, 50).SelectMany(r => new[] { -reference.Row(r)[1], reference.Row(r)[0] })], 2);

        var alignment = RigidAlignment.Between(turned, reference);

        // Back: (x, y) to (y, −x).
        double[] expected = [0, -1, 1, 0];
        Assert.All(alignment.Rotation.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        Assert.Equal(1, alignment.Agreement, 1e-12);
    }

    [Fact]
    public void Flipped_and_swapped_components_come_back_to_their_axes()
    {
        var reference = Cloud(80, 3);
        var swapped = new Positions(
            [.. Enumerable.Range(0, 80).SelectMany(r => new[] { -reference.Row(r)[1], reference.Row(r)[0], -reference.Row(r)[2] })], 3);

        AssertAlike(reference, RigidAlignment.Between(swapped, reference).Apply(swapped), 1e-5);
    }

    [Fact]
    public void Scale_is_left_as_it_is_and_does_not_lower_the_agreement()
    {
        var reference = Cloud(100, 3);
        var grown = new Positions([.. Moved(reference, 0.7, mirrored: false, shift: 0).Values.ToArray().Select(v => 4 * v)], 3);

        var alignment = RigidAlignment.Between(grown, reference);
        var aligned = alignment.Apply(grown);

        Assert.Equal(1, alignment.Agreement, 1e-9);
        Assert.Equal(4, Spread(aligned) / Spread(reference), 1e-5);
        Assert.Equal(Spread(grown), Spread(aligned), 1e-4);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void No_other_rotation_comes_closer(int dimensions)
    {
        var reference = Cloud(60, dimensions);
        var noisy = new Positions(
            [.. Moved(reference, 1.3, mirrored: false, shift: 0).Values.ToArray().Select((v, i) => v + (0.4f * MathF.Sin(i * 12.9f)))], dimensions);
        var best = RigidAlignment.Between(noisy, reference);
        var least = Distance(best.Apply(noisy), reference);

        for (var step = 1; step < 60; step++)
        {
            var other = best.Apply(noisy);
            var turned = Moved(other, step * 0.1, mirrored: step % 2 == 0, shift: 0);
            Assert.True(Distance(turned, reference) > least - 1e-6, $"A turn by {step * 0.1:F1} is better.");
        }
    }

    [Fact]
    public void The_rotation_is_orthogonal_for_maps_that_have_nothing_in_common()
    {
        var alignment = RigidAlignment.Between(Cloud(40, 3), Cloud(40, 3, seed: 99));

        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                var product = Enumerable.Range(0, 3).Sum(k => alignment.Rotation[(i * 3) + k] * alignment.Rotation[(j * 3) + k]);
                Assert.Equal(i == j ? 1 : 0, product, 1e-12);
            }
        }

        Assert.InRange(alignment.Agreement, 0, 1);
    }

    [Fact]
    public void A_flat_map_in_space_is_turned_in_its_plane_alone()
    {
        var flat = new Positions([.. Enumerable.Range(0, 30).SelectMany(r => new[] { MathF.Sin(r * 1.7f), MathF.Cos(r * 2.3f), 0 })], 3);

        var alignment = RigidAlignment.Between(flat, flat);

        Assert.All(alignment.Rotation.Zip(new double[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void A_map_of_one_place_is_shifted_and_not_turned()
    {
        var place = new Positions([2, 3, 4, 2, 3, 4, 2, 3, 4], 3);
        var reference = Cloud(3, 3);

        var alignment = RigidAlignment.Between(place, reference);

        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], alignment.Rotation);
        Assert.True(double.IsNaN(alignment.Agreement));
        Assert.All(alignment.Apply(place).Values.ToArray(), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void Rows_without_a_place_do_not_count_and_stay_without_one()
    {
        var reference = Cloud(100, 2);
        var moved = Moved(reference, 0.9, mirrored: true, shift: 3).Values.ToArray();
        (moved[10], moved[11], moved[40]) = (float.NaN, float.NaN, float.PositiveInfinity);
        var broken = new Positions(moved, 2);

        var aligned = RigidAlignment.Between(broken, reference).Apply(broken);

        for (var row = 0; row < 100; row++)
        {
            if (row is 5 or 20)
            {
                Assert.False(float.IsFinite(aligned.Row(row)[0]) && float.IsFinite(aligned.Row(row)[1]));
            }
            else
            {
                Assert.Equal(reference.Row(row)[0], aligned.Row(row)[0], 1e-4f);
                Assert.Equal(reference.Row(row)[1], aligned.Row(row)[1], 1e-4f);
            }
        }
    }

    [Fact]
    public void Far_from_the_origin_small_maps_keep_their_detail()
    {
        var reference = Cloud(100, 3);
        var far = new Positions([.. Moved(reference, 0.4, mirrored: false, shift: 0).Values.ToArray().Select(v => v + 1000)], 3);

        AssertAlike(reference, RigidAlignment.Between(far, reference).Apply(far), 2e-4);
    }

    [Fact]
    public void The_same_maps_give_the_same_bytes_again()
    {
        var (moving, reference) = (Cloud(500, 3, seed: 5), Cloud(500, 3));

        var first = RigidAlignment.Between(moving, reference).Apply(moving);
        var second = RigidAlignment.Between(moving, reference).Apply(moving);

        Assert.Equal(first.Values.ToArray(), second.Values.ToArray());
    }

    [Fact]
    public void Aligning_to_none_of_the_rows_moves_nothing()
    {
        var nowhere = new Positions([float.NaN, float.NaN, float.NaN, float.NaN], 2);

        var alignment = RigidAlignment.Between(nowhere, new Positions([1, 2, 3, 4], 2));

        Assert.True(alignment.IsNone);
    }

    [Fact]
    public void Maps_of_other_rows_are_refused_with_both_sizes()
    {
        var error = Assert.Throws<ArgumentException>(() => RigidAlignment.Between(Cloud(10, 3), Cloud(11, 3)));

        Assert.Contains("10 rows", error.Message, StringComparison.Ordinal);
        Assert.Contains("11 rows", error.Message, StringComparison.Ordinal);
    }

    // Stretched differently along each axis, so that no rotation but one fits.
    private static Positions Cloud(int rows, int dimensions, int seed = 3)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, rows * dimensions).Select(i => (float)((random.NextDouble() - 0.5) * (1 + (2 * (i % dimensions)))))], dimensions);
    }

    private static Positions Moved(Positions map, double angle, bool mirrored, float shift)
    {
        var (cosine, sine) = (Math.Cos(angle), Math.Sin(angle));
        var values = map.Values.ToArray();
        for (var at = 0; at < values.Length; at += map.Dimensions)
        {
            var (x, y) = (values[at], values[at + 1]);
            values[at] = (float)((cosine * x) - (sine * y)) + shift;
            values[at + 1] = (float)((mirrored ? -1 : 1) * ((sine * x) + (cosine * y))) - shift;
            if (map.Dimensions == 3)
            {
                // And about a second axis.
                var (a, z) = (values[at + 1], values[at + 2]);
                values[at + 1] = (float)((cosine * a) - (sine * z));
                values[at + 2] = (float)((sine * a) + (cosine * z)) + shift;
            }
        }

        return new(values, map.Dimensions);
    }

    private static double Spread(Positions map)
    {
        var means = Enumerable.Range(0, map.Dimensions)
            .Select(axis => Enumerable.Range(0, map.RowCount).Average(r => (double)map.Row(r)[axis])).ToArray();
        return Math.Sqrt(map.Values.ToArray().Select((v, i) => Math.Pow(v - means[i % map.Dimensions], 2)).Sum());
    }

    private static double Distance(Positions a, Positions b) => a.Values.ToArray().Zip(b.Values.ToArray(), (x, y) => Math.Pow(x - y, 2)).Sum();

    private static void AssertAlike(Positions expected, Positions actual, double tolerance) =>
        Assert.All(expected.Values.ToArray().Zip(actual.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
}
