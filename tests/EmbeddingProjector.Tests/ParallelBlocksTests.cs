using Xunit;

namespace EmbeddingProjector.Tests;

public sealed class ParallelBlocksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Every_block_runs_once(int threads)
    {
        var runs = new int[1000];
        ParallelBlocks.For(runs.Length, threads, block => Interlocked.Increment(ref runs[block]), CancellationToken.None);
        Assert.All(runs, count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_failure_keeps_its_type(int threads) =>
        Assert.Throws<InvalidDataException>(() => ParallelBlocks.For(
            50, threads, block => throw new InvalidDataException($"{block}"), CancellationToken.None));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Cancelling_in_a_block_ends_the_loop(int threads)
    {
        using var cancel = new CancellationTokenSource();
        var count = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => ParallelBlocks.For(
            100_000,
            threads,
            _ =>
            {
                Interlocked.Increment(ref count);
                cancel.Cancel();
            },
            cancel.Token));
        Assert.InRange(count, 1, 8);
    }
}
