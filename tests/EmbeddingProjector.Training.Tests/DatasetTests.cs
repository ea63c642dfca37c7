using Xunit;

namespace EmbeddingProjector.Training.Tests;

public sealed class DatasetTests
{
    private static Dataset<int> Numbers(int count) => Dataset.FromList([.. Enumerable.Range(0, count)]);

    private static LabeledSequence Text(int label, params int[] ids) => new(ids, label);

    [Fact]
    public void Shuffling_keeps_every_element_once_and_changes_the_order()
    {
        var shuffled = Numbers(100).Shuffle(30, seed: 3).ToArray();

        Assert.NotEqual(Enumerable.Range(0, 100), shuffled);
        Assert.Equal(Enumerable.Range(0, 100), shuffled.Order());
    }

    [Fact]
    public void A_draw_takes_an_element_of_the_buffer_only()
    {
        var shuffled = Numbers(1000).Shuffle(10, seed: 1).ToArray();

        // The i-th draw sees the first i + bufferSize elements of the input.
        Assert.All(Enumerable.Range(0, 1000), i => Assert.True(shuffled[i] < i + 10, $"draw {i} gave {shuffled[i]}"));
    }

    [Fact]
    public void Draws_are_uniform_over_the_buffer()
    {
        var first = new int[4];
        for (var seed = 0; seed < 4000; seed++)
        {
            first[Numbers(8).Shuffle(4, seed).First()]++;
        }

        // Four standard deviations of a binomial(4000, 1/4) are 110.
        Assert.All(first, count => Assert.InRange(count, 890, 1110));
    }

    [Fact]
    public void The_same_seed_gives_the_same_passes_and_each_pass_its_own_order()
    {
        var one = Numbers(50).Shuffle(50, seed: 7);
        var other = Numbers(50).Shuffle(50, seed: 7);
        int[] first = [.. one], second = [.. one];

        Assert.Equal(first, other);
        Assert.Equal(second, other);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Another_seed_gives_another_order() =>
        Assert.NotEqual(Numbers(50).Shuffle(50, seed: 1), Numbers(50).Shuffle(50, seed: 2));

    [Fact]
    public void Without_reshuffling_every_pass_has_the_same_order()
    {
        var shuffled = Numbers(50).Shuffle(50, seed: 7, reshuffleEachIteration: false);

        Assert.Equal(shuffled.ToArray(), shuffled.ToArray());
    }

    [Fact]
    public void A_batch_is_padded_with_zeros_to_its_longest_text()
    {
        var batches = Dataset.FromList([Text(1, 5, 6, 7), Text(0, 8), Text(1, 9, 9)]).PaddedBatch(2).ToArray();

        Assert.Equal(new[,] { { 5, 6, 7 }, { 8, 0, 0 } }, batches[0].ToIds());
        Assert.Equal([1, 0], batches[0].ToLabels());
        Assert.Equal(new[,] { { 9, 9 } }, batches[1].ToIds());
        Assert.Equal([1], batches[1].ToLabels());
    }

    [Fact]
    public void A_remainder_can_be_dropped()
    {
        var texts = Dataset.FromList([Text(1, 5), Text(0, 8), Text(1, 9)]);

        Assert.Single(texts.PaddedBatch(2, dropRemainder: true));
        Assert.Equal(1, texts.PaddedBatch(2, dropRemainder: true).Cardinality);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 4)]
    [InlineData(11, 10)]
    public void Take_ends_after_its_count_or_with_the_data(int wanted, int found)
    {
        Assert.Equal(Enumerable.Range(0, found), Numbers(10).Take(wanted));
        Assert.Equal(found, Numbers(10).Take(wanted).Cardinality);
    }

    [Fact]
    public void Take_and_skip_split_the_data()
    {
        Assert.Equal(Enumerable.Range(3, 7), Numbers(10).Skip(3));
        Assert.Equal(7, Numbers(10).Skip(3).Cardinality);
        Assert.Equal(0, Numbers(10).Skip(30).Cardinality);
    }

    [Fact]
    public void Repeating_prepares_every_pass_anew()
    {
        var repeated = Numbers(20).Shuffle(20, seed: 5).Repeat(2).ToArray();

        Assert.Equal(40, Numbers(20).Repeat(2).Cardinality);
        Assert.Null(Numbers(20).Repeat().Cardinality);
        Assert.NotEqual(repeated[..20], repeated[20..]);
        Assert.Equal(repeated[..20].Order(), repeated[20..].Order());
    }

    [Fact]
    public void Nothing_repeated_without_end_is_nothing() => Assert.Empty(Numbers(0).Repeat());

    [Fact]
    public void The_number_of_batches_is_known_beforehand()
    {
        var texts = Dataset.FromList([.. Enumerable.Range(0, 25).Select(i => Text(0, i))]);

        Assert.Equal(3, texts.Shuffle(5).PaddedBatch(10).Cardinality);
        Assert.Equal(3, texts.PaddedBatch(10).Count());
    }

    [Fact]
    public void Map_changes_each_element() => Assert.Equal([0, 2, 4], Numbers(3).Map(i => i * 2));

    [Fact]
    public void A_batch_of_nothing_is_refused() => Assert.Throws<ArgumentException>(() => new PaddedBatch([]));
}
