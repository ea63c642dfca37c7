using EmbeddingProjector.Neighbors;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors;

public sealed class SelectionTests
{
    [Fact]
    public void The_value_of_every_rank_is_that_of_sorting()
    {
        var random = new Random(1);
        for (var n = 1; n < 60; n++)
        {
            var values = Enumerable.Range(0, n).Select(_ => (float)random.Next(n)).ToArray();
            var sorted = values.OrderDescending().ToArray();
            for (var rank = 1; rank <= n; rank++)
            {
                Assert.Equal(sorted[rank - 1], Selection.Largest((float[])values.Clone(), rank));
            }
        }
    }

    [Fact]
    public void The_nearest_rows_do_not_depend_on_the_order_of_offers()
    {
        var random = new Random(2);
        var pairs = Enumerable.Range(0, 300).Select(row => (Distance: (float)random.Next(40), Row: row)).ToArray();
        var expected = pairs.OrderBy(pair => pair.Distance).ThenBy(pair => pair.Row).Take(17).ToArray();
        for (var trial = 0; trial < 5; trial++)
        {
            random.Shuffle(pairs);
            var nearest = new NearestRows(17);
            foreach (var (distance, row) in pairs)
            {
                nearest.Offer(distance, row);
            }

            var (rows, distances) = (new int[20], new float[20]);
            nearest.Drain(rows, distances);
            Assert.Equal([.. expected.Select(pair => pair.Row), -1, -1, -1], rows);
            Assert.Equal([.. expected.Select(pair => pair.Distance), .. Enumerable.Repeat(float.PositiveInfinity, 3)], distances);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(100)]
    public void Every_pair_of_tiles_is_numbered_once(int tiles)
    {
        var pairs = Enumerable.Range(0, tiles * (tiles + 1) / 2).Select(number => TilePairs.At(number, tiles)).ToHashSet();
        Assert.Equal(tiles * (tiles + 1) / 2, pairs.Count);
        Assert.All(pairs, pair => Assert.True(pair.Row >= 0 && pair.Row <= pair.Column && pair.Column < tiles));
    }
}
