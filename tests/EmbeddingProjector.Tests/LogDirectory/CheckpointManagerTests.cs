using EmbeddingProjector.Formats.Checkpoint;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class CheckpointManagerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Of_five_saves_the_newest_three_are_kept_and_listed_oldest_first()
    {
        var manager = new CheckpointManager(One(1), _directory.File("logs"), maxToKeep: 3, time: new Clock());
        for (var i = 0; i < 5; i++)
        {
            manager.Save();
        }

        Assert.Equal(["ckpt-3", "ckpt-4", "ckpt-5"], manager.Checkpoints.Select(p => Path.GetFileName(p)));
        Assert.Equal(manager.Checkpoints[^1], manager.LatestCheckpoint);
        Assert.Equal(
            ["checkpoint", .. from n in (int[])[3, 4, 5] from e in (string[])[".data-00000-of-00001", ".index"] select $"ckpt-{n}{e}"],
            Directory.GetFiles(_directory.File("logs")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
        Assert.Equal(
            """
            model_checkpoint_path: "ckpt-5"
            all_model_checkpoint_paths: "ckpt-3"
            all_model_checkpoint_paths: "ckpt-4"
            all_model_checkpoint_paths: "ckpt-5"
            all_model_checkpoint_timestamps: 3.5
            all_model_checkpoint_timestamps: 4.5
            all_model_checkpoint_timestamps: 5.5

            """, File.ReadAllText(_directory.File("logs/checkpoint")));
    }

    [Fact]
    public void The_manager_of_a_later_process_takes_up_the_list_and_counts_on()
    {
        new CheckpointManager(One(1), _directory.File(""), 2).Save();
        new CheckpointManager(One(2), _directory.File(""), 2).Save();
        var manager = new CheckpointManager(One(3), _directory.File(""), 2);

        Assert.Equal("ckpt-2", Path.GetFileName(manager.LatestCheckpoint));
        Assert.Equal("ckpt-3", Path.GetFileName(manager.Save()));
        Assert.Equal(["ckpt-2", "ckpt-3"], manager.Checkpoints.Select(p => Path.GetFileName(p)));
        Assert.False(File.Exists(_directory.File("ckpt-1.index")));
    }

    [Fact]
    public void A_given_number_names_the_files_and_replaces_a_checkpoint_of_that_number()
    {
        var weights = new float[,] { { 1 } };
        var checkpoint = new Checkpoint(("e", weights));
        var manager = new CheckpointManager(checkpoint, _directory.File(""), maxToKeep: null, checkpointName: "step");
        manager.Save(500);
        manager.Save(1000);
        weights[0, 0] = 9;
        var path = manager.Save(500);

        Assert.Equal(["step-1000", "step-500"], manager.Checkpoints.Select(p => Path.GetFileName(p)));
        Assert.Equal([9f], CheckpointReader.Open(path).Read("e/.ATTRIBUTES/VARIABLE_VALUE").Row(0).ToArray());
        Assert.Equal(3, checkpoint.SaveCounter);
    }

    [Fact]
    public void What_another_writer_made_the_latest_is_never_deleted()
    {
        var first = new CheckpointManager(One(1), _directory.File(""), 1, "a");
        var a = first.Save();
        // Takes up a-1 from the state file; meanwhile the first manager's next checkpoint becomes the latest.
        var second = new CheckpointManager(One(2), _directory.File(""), 1, "b");
        second.Save();
        Assert.False(CheckpointState.Exists(a));
        var third = new CheckpointManager(One(3), _directory.File(""), 1, "c");
        Assert.Equal("b-1", Path.GetFileName(third.LatestCheckpoint));

        for (var i = 0; i < 3; i++)
        {
            first.Save();
            second.Save();
            Assert.NotNull(CheckpointState.LatestCheckpoint(_directory.File("")));
        }

        Assert.Equal("b-4", Path.GetFileName(CheckpointState.LatestCheckpoint(_directory.File(""))));
        Assert.True(CheckpointState.Exists(first.LatestCheckpoint!));
    }

    [Fact]
    public void Two_writers_at_once_never_share_a_number_and_leave_only_whole_checkpoints()
    {
        const int Saves = 40;
        var paths = new string[2 * Saves];
        Parallel.For(0, 2, writer =>
        {
            var checkpoint = new Checkpoint(("e", new float[,] { { writer, writer } }));
            for (var i = 0; i < Saves; i++)
            {
                paths[(writer * Saves) + i] = checkpoint.Save(_directory.File("c"));
            }
        });

        Assert.Equal(Enumerable.Range(1, 2 * Saves).Select(n => $"c-{n}"), paths.Select(p => Path.GetFileName(p)).OrderBy(n => n.Length).ThenBy(n => n, StringComparer.Ordinal));
        for (var i = 0; i < paths.Length; i++)
        {
            float writer = i / Saves;
            Assert.Equal([writer, writer], CheckpointReader.Open(paths[i]).Read("e/.ATTRIBUTES/VARIABLE_VALUE").Row(0).ToArray());
        }

        Assert.NotNull(CheckpointState.LatestCheckpoint(_directory.File("")));
    }

    [Fact]
    public void Senseless_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CheckpointManager(One(1), _directory.File(""), 0));
        Assert.Throws<ArgumentException>(() => new CheckpointManager(One(1), _directory.File(""), 1, "a/b"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CheckpointManager(One(1), _directory.File(""), 1).Save(-1));
    }

    private static Checkpoint One(float value) => new(("e", new[,] { { value } }));

    // One second later each time, from 1.5 seconds after the epoch.
    private sealed class Clock : TimeProvider
    {
        private double _seconds = 0.5;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(_seconds += 1);
    }
}
