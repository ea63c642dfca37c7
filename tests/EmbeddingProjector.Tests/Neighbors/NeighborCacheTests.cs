using EmbeddingProjector.Neighbors;
using Xunit;

namespace EmbeddingProjector.Tests.Neighbors;

public sealed class NeighborCacheTests
{
    private readonly float[][] _rows = Tables.Gaussian(300, 6, 1);

    [Fact]
    public void The_same_table_serves_everyone_who_asks()
    {
        var cache = new NeighborCache();
        var vectors = Tables.Of(_rows);
        var table = cache.Find(vectors, DistanceMetric.Cosine, 10);
        Assert.Same(table, cache.Find(vectors, DistanceMetric.Cosine, 10));
        Assert.Same(table, cache.SourceFor(vectors)(DistanceMetric.Cosine, 10, null, default));
    }

    [Fact]
    public void Equal_content_in_another_object_and_other_blocks_is_known()
    {
        var cache = new NeighborCache();
        Assert.Same(cache.Find(Tables.Of(_rows), DistanceMetric.Cosine, 10), cache.Find(Tables.Blocks(7, _rows), DistanceMetric.Cosine, 10));
        var changed = _rows.Select(row => row.ToArray()).ToArray();
        changed[299][5] += 1;
        Assert.NotSame(cache.Find(Tables.Of(_rows), DistanceMetric.Cosine, 10), cache.Find(Tables.Of(changed), DistanceMetric.Cosine, 10));
    }

    [Fact]
    public void A_table_of_more_neighbors_serves_who_asks_for_fewer_and_not_the_other_way_round()
    {
        var cache = new NeighborCache();
        var vectors = Tables.Of(_rows);
        var small = cache.Find(vectors, DistanceMetric.Euclidean, 5);
        var large = cache.Find(vectors, DistanceMetric.Euclidean, 20);
        Assert.Equal(5, small.Count);
        Assert.Equal(20, large.Count);
        Assert.Same(large, cache.Find(vectors, DistanceMetric.Euclidean, 5));
        Assert.Equal(small.Neighbors(17).ToArray(), large.Neighbors(17)[..5].ToArray());
    }

    [Fact]
    public void More_neighbors_than_rows_are_served_by_all_of_them()
    {
        var cache = new NeighborCache();
        var vectors = Tables.Of(_rows[..9]);
        Assert.Same(cache.Find(vectors, DistanceMetric.Euclidean, 8), cache.Find(vectors, DistanceMetric.Euclidean, 500));
    }

    [Fact]
    public void An_approximate_table_does_not_serve_who_asks_for_an_exact_one()
    {
        var cache = new NeighborCache();
        var vectors = Tables.Of(_rows);
        var approximate = cache.Find(vectors, DistanceMetric.Euclidean, 5, NeighborSearchMode.Approximate);
        Assert.Same(approximate, cache.Find(vectors, DistanceMetric.Euclidean, 5));
        Assert.True(cache.Find(vectors, DistanceMetric.Euclidean, 5, NeighborSearchMode.Exact).Origin.IsExact);
    }

    [Fact]
    public async Task Many_who_ask_at_once_share_one_search()
    {
        var cache = new NeighborCache();
        var vectors = Tables.Of(_rows);
        var tables = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => cache.Find(vectors, DistanceMetric.Cosine, 10))));
        Assert.All(tables, table => Assert.Same(tables[0], table));
    }

    [Fact]
    public void Opening_the_same_data_again_reads_the_table_from_disk()
    {
        using var directory = new TemporaryDirectory();
        var rows = _rows.Select(row => row.ToArray()).ToArray();
        rows[3] = new float[6];
        rows[4][0] = float.NaN;
        var table = new NeighborCache(directory.File("n")).Find(Tables.Of(rows), DistanceMetric.Cosine, 10);
        var searched = false;
        var again = new NeighborCache(directory.File("n")).Find(
            Tables.Of(rows), DistanceMetric.Cosine, 4, progress: new Inline(_ => searched = true));
        Assert.False(searched);
        Assert.NotSame(table, again);
        Assert.Equal(table.Indices, again.Indices);
        Assert.Equal(table.Distances, again.Distances);
        Assert.Equal(table.Unusable.ZeroRows, again.Unusable.ZeroRows);
        Assert.Equal(table.Unusable.NonFiniteRows, again.Unusable.NonFiniteRows);
        Assert.Equal(table.Origin.IsExact, again.Origin.IsExact);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(5000)]
    [InlineData(-1)]
    public void A_damaged_file_is_deleted_reported_and_computed_again(int damage)
    {
        using var directory = new TemporaryDirectory();
        var table = new NeighborCache(directory.File("n")).Find(Tables.Of(_rows), DistanceMetric.Cosine, 10);
        var path = Directory.GetFiles(directory.File("n")).Single();
        var bytes = File.ReadAllBytes(path);
        if (damage < 0)
        {
            bytes = bytes[..^100];
        }
        else
        {
            bytes[damage] ^= 0x40;
        }

        File.WriteAllBytes(path, bytes);
        var reports = new List<string>();
        var again = new NeighborCache(directory.File("n"), report: reports.Add).Find(Tables.Of(_rows), DistanceMetric.Cosine, 10);
        Assert.Equal(table.Indices, again.Indices);
        Assert.Contains("is damaged or of another version", reports.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_directory_stays_below_its_size_and_lets_the_oldest_go()
    {
        using var directory = new TemporaryDirectory();
        var cache = new NeighborCache(directory.File("n"), mostBytesOnDisk: 60_000);
        for (var i = 0; i < 5; i++)
        {
            cache.Find(Tables.Of(Tables.Gaussian(200, 4, i)), DistanceMetric.Euclidean, 10);
            foreach (var file in Directory.GetFiles(directory.File("n")))
            {
                // What is on disk is made older, so that the order does not hang on the clock.
                File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddMinutes(-1));
            }
        }

        var files = Directory.GetFiles(directory.File("n"));
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, 60_000);
        var searched = false;
        new NeighborCache(directory.File("n")).Find(
            Tables.Of(Tables.Gaussian(200, 4, 4)), DistanceMetric.Euclidean, 10, progress: new Inline(_ => searched = true));
        Assert.False(searched);
        new NeighborCache(directory.File("n")).Find(
            Tables.Of(Tables.Gaussian(200, 4, 0)), DistanceMetric.Euclidean, 10, progress: new Inline(_ => searched = true));
        Assert.True(searched);
    }

    [Fact]
    public void A_directory_that_cannot_be_written_is_reported_and_the_search_goes_on()
    {
        using var directory = new TemporaryDirectory();
        var reports = new List<string>();
        var blocked = directory.Write("file", "not a directory");
        var table = new NeighborCache(Path.Combine(blocked, "n"), report: reports.Add).Find(Tables.Of(_rows), DistanceMetric.Cosine, 10);
        Assert.Equal(10, table.Count);
        Assert.Contains("could not be kept", reports.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_search_leaves_nothing_behind_and_the_next_one_succeeds()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var cache = new NeighborCache();
        var vectors = Tables.Of(_rows);
        Assert.ThrowsAny<OperationCanceledException>(() => cache.Find(vectors, DistanceMetric.Cosine, 10, cancellationToken: cancelled.Token));
        Assert.Equal(10, cache.Find(vectors, DistanceMetric.Cosine, 10).Count);
    }

    private sealed class Inline(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
