using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class ChangeTests : IDisposable
{
    private static readonly TimeSpan _never = Timeout.InfiniteTimeSpan;

    private readonly TemporaryLogs _logs = new();

    public ChangeTests()
    {
        TinyCheckpoint.Save(_logs.Root, "emb.ckpt-1", "emb", 3, 2);
        _logs.Labels("m.tsv", 3);
        _logs.Write("s.png", ImageSizeTests.Png(56, 56));
        _logs.Write("b.txt", "[]");
        _logs.Write(
            "projector_config.pbtxt",
            "embeddings { tensor_name: 'emb' metadata_path: 'm.tsv' bookmarks_path: 'b.txt' sprite { image_path: 's.png' single_image_dim: [28, 28] } }");
    }

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void An_unchanged_directory_gives_the_same_snapshot()
    {
        var first = _logs.Scan();

        Assert.Same(first, _logs.Scan());
        Assert.Equal(first.Version, LogDirectoryScanner.ForDirectory(_logs.Root).Scan().Version);
    }

    [Theory]
    [InlineData("m.tsv", "label 1\nlabel 2\nother\n")]
    [InlineData("b.txt", "[{}]")]
    [InlineData("checkpoint", "model_checkpoint_path: \"emb.ckpt-2\"")]
    [InlineData("projector_config.pbtxt", "embeddings { tensor_name: 'emb' }")]
    public void A_changed_file_changes_the_versions_of_what_shows_it(string file, string text)
    {
        var before = _logs.Scan();
        TinyCheckpoint.Write(_logs.Path("emb.ckpt-2"), 1, new TinyCheckpoint.Tensor("emb", [5, 2]));

        _logs.Write(file, text);

        var after = _logs.Scan();
        Assert.NotEqual(before.Version, after.Version);
        Assert.NotEqual(before.Runs[0].Version, after.Runs[0].Version);
        Assert.NotEqual(before.Runs[0].Embeddings[0].Version, after.Runs[0].Embeddings[0].Version);
    }

    [Fact]
    public void A_touched_file_of_the_same_length_is_noticed()
    {
        var before = _logs.Embedding().Version;

        File.SetLastWriteTimeUtc(_logs.Path("m.tsv"), File.GetLastWriteTimeUtc(_logs.Path("m.tsv")).AddSeconds(1));

        Assert.NotEqual(before, _logs.Embedding().Version);
    }

    [Fact]
    public void A_new_checkpoint_replaces_the_old_one()
    {
        _logs.Scan();

        TinyCheckpoint.Save(_logs.Root, "emb.ckpt-2", "emb", 7, 2);

        Assert.Equal([7, 2], _logs.Embedding().Shape);
        Assert.Equal(_logs.Path("emb.ckpt-2"), _logs.Run().CheckpointPath);
    }

    [Fact]
    public void A_shard_that_comes_late_heals_its_tensors()
    {
        var shard = _logs.Path("emb.ckpt-1.data-00000-of-00001");
        var bytes = File.ReadAllBytes(shard);
        File.Delete(shard);
        Assert.False(_logs.Embedding().CanBeShown);

        File.WriteAllBytes(shard, bytes);

        Assert.True(_logs.Embedding().CanBeShown);
    }

    [Fact]
    public void A_metadata_file_that_comes_late_is_found()
    {
        File.Delete(_logs.Path("m.tsv"));
        Assert.Null(_logs.Embedding().MetadataPath);

        _logs.Labels("m.tsv", 3);

        Assert.Equal(_logs.Path("m.tsv"), _logs.Embedding().MetadataPath);
        Assert.Empty(_logs.Embedding().Problems);
    }

    [Fact]
    public void A_new_run_appears_and_a_removed_one_goes()
    {
        _logs.Vectors("second/vectors.tsv", 3, 2);
        Assert.Equal(["second", "."], _logs.Scan().Runs.Select(r => r.Name));

        Directory.Delete(_logs.Path("second"), recursive: true);

        Assert.Equal(["."], _logs.Scan().Runs.Select(r => r.Name));
    }

    [Fact]
    public void A_file_that_nothing_shows_changes_nothing()
    {
        var before = _logs.Scan();

        _logs.Write("notes.txt", "x");

        Assert.Same(before, _logs.Scan());
    }

    [Fact]
    public void The_watcher_raises_its_event_once_for_each_change()
    {
        using var watcher = new LogDirectoryWatcher(LogDirectoryScanner.ForFile(_logs.Path("emb.ckpt-1")), _never);
        var seen = new List<LogSnapshot>();
        watcher.Changed += s =>
        {
            lock (seen)
            {
                seen.Add(s);
            }
        };
        var first = watcher.Current;

        Assert.Same(first, watcher.Refresh());
        Assert.Empty(seen);
        TinyCheckpoint.Write(_logs.Path("emb.ckpt-1"), 1, new TinyCheckpoint.Tensor("emb", [9, 2]));
        var second = watcher.Refresh();
        watcher.Refresh();

        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal([9, 2], watcher.Current.Runs[0].Embeddings[0].Shape);
        lock (seen)
        {
            Assert.Equal(second.Version, seen[^1].Version);
            Assert.Equal(seen.Count, seen.Select(s => s.Version).Distinct().Count());
        }
    }

    [Fact]
    public async Task The_watcher_notices_a_change_by_itself()
    {
        using var watcher = new LogDirectoryWatcher(_logs.Scanner, TimeSpan.FromMilliseconds(20));
        var changed = new TaskCompletionSource<LogSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Changed += s => changed.TrySetResult(s);

        _logs.Labels("m.tsv", 2);

        var snapshot = await changed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(snapshot.Runs[0].Name, watcher.Current.Runs[0].Name);
    }

    [Fact]
    public void A_disposed_watcher_is_silent()
    {
        var watcher = new LogDirectoryWatcher(_logs.Scanner, TimeSpan.FromMilliseconds(1));
        var disposed = false;
        var late = 0;
        watcher.Changed += _ => late += disposed ? 1 : 0;
        watcher.Dispose();
        disposed = true;

        _logs.Labels("m.tsv", 2);
        watcher.Refresh();
        watcher.Dispose();

        Assert.Equal(0, late);
    }

    [Fact]
    public void Scans_on_many_threads_while_files_change_never_raise()
    {
        var random = new Random(5);
        Parallel.For(0, 60, i =>
        {
            if (i % 3 == 0)
            {
                lock (random)
                {
                    _logs.Write("m.tsv", new string('x', random.Next(20)) + "\n");
                    _logs.Write("projector_config.pbtxt", random.Next(2) == 0 ? "embeddings {" : "embeddings { tensor_name: 'emb' metadata_path: 'm.tsv' }");
                    if (random.Next(2) == 0 && Directory.Exists(_logs.Path("run")))
                    {
                        Directory.Delete(_logs.Path("run"), recursive: true);
                    }
                    else
                    {
                        _logs.Vectors($"run/{random.Next(3)}/vectors.tsv", 3, 2);
                    }
                }
            }
            else
            {
                Assert.NotEmpty(_logs.Scan().Runs);
            }
        });
    }
}
