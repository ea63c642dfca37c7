using System.Diagnostics;
using EmbeddingProjector.Formats.Checkpoint;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

/// <summary>What is on disk after writers that met with misfortune.</summary>
public sealed class WriterFailureTests : IDisposable
{
    private const string Key = "e/.ATTRIBUTES/VARIABLE_VALUE";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public async Task A_writer_killed_while_it_saves_leaves_only_whole_checkpoints_and_the_next_writer_goes_on(int saves)
    {
        using var writer = WriterProcess.Start(_directory.File(""), rows: 20_000);
        for (var i = 0; i < saves; i++)
        {
            Assert.NotNull(await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        writer.Kill();
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);

        var latest = CheckpointState.LatestCheckpoint(_directory.File(""));
        Assert.NotNull(latest);
        Assert.True(RequireWhole() >= 1);
        Assert.True(ProjectorConfigText.Parse(await File.ReadAllTextAsync(_directory.File("projector_config.pbtxt"), TestContext.Current.CancellationToken)).Config.Embeddings.Count >= saves);
        var next = new CheckpointManager(new Checkpoint(("e", new float[1, 64])), _directory.File(""), 3).Save();
        Assert.Equal(next, CheckpointState.LatestCheckpoint(_directory.File("")));
        RequireWhole();
    }

    [Fact]
    public async Task A_full_disk_ends_in_the_reason_and_leaves_the_last_checkpoint_named_and_whole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "The limit on the size of files is set by bash on Linux.");
        using var writer = WriterProcess.Start(_directory.File(""), rows: 10, growth: 5000, fileSizeLimit: 1000);
        var error = await writer.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var saved = await writer.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(writer.ExitCode == 3, $"exit code {writer.ExitCode}: {error}");
        Assert.Contains("ckpt-2.data-00000-of-00001 could not be written", error, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", error, StringComparison.Ordinal);
        Assert.Equal(_directory.File("ckpt-1"), saved.Trim());
        Assert.Equal(_directory.File("ckpt-1"), CheckpointState.LatestCheckpoint(_directory.File("")));
        Assert.Equal(1, RequireWhole());
        Assert.Equal(
            ["checkpoint", "ckpt-1.data-00000-of-00001", "ckpt-1.index"],
            Directory.GetFiles(_directory.File("")).Select(p => Path.GetFileName(p)).Where(n => n.StartsWith('c') || n.EndsWith(".partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_read_only_directory_is_told_by_every_writer_and_keeps_what_it_has()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Directories have no such mode there.");
        var logs = _directory.File("logs");
        new Checkpoint(("e", new float[1, 64])).Save(Path.Combine(logs, "c"));
        SetMode(UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            // The mode does not bind root: a place where nobody may write stands in.
            logs = Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() ? "/proc/embedding-projector" : logs;
            foreach (var write in (Action[])
            [
                () => new Checkpoint(("e", new float[1, 1])).Save(Path.Combine(logs, "c")),
                () => new Checkpoint(("e", new float[1, 1])).Write(Path.Combine(logs, "c")),
                () => Projector.VisualizeEmbeddings(logs, new ProjectorConfig()),
                () => MetadataWriter.Write(Path.Combine(logs, "metadata.tsv"), ["a"]),
                () => SpriteWriter.Write(Path.Combine(logs, "sprite.png"), new byte[1, 1, 1, 1]),
                () => new Summary(logs).AddEmbedding(Tables.Of([1])),
            ])
            {
                Assert.Contains(logs, Assert.Throws<IOException>(write).Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            SetMode(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Assert.NotNull(CheckpointState.LatestCheckpoint(_directory.File("logs")));

        void SetMode(UnixFileMode mode)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_directory.File("logs"), mode);
            }
        }
    }

    [Fact]
    public void What_a_killed_writer_left_behind_is_swept_up_and_what_a_living_one_writes_is_not()
    {
        var old = _directory.Write(".projector-1.partial", "abandoned");
        var young = _directory.Write(".projector-2.partial", "just begun");
        var claim = _directory.Write("c-9.data-00000-of-00001", "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-1));
        File.SetLastWriteTimeUtc(claim, DateTime.UtcNow.AddDays(-2));
        var held = _directory.File(".projector-3.partial");
        using (new FileStream(held, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            File.SetLastWriteTimeUtc(held, DateTime.UtcNow.AddHours(-1));

            Assert.Equal("c-1", Path.GetFileName(new Checkpoint(("e", new float[1, 1])).Save(_directory.File("c"))));
        }

        Assert.Equal((false, true, true, false), (File.Exists(old), File.Exists(young), File.Exists(held), File.Exists(claim)));
    }

    [Fact]
    public async Task An_independent_reader_finds_every_checksum_and_value_right()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), $"There is no {Python}.");
        var logs = _directory.File("logs");
        var rows = Tables.Gaussian(300, 7, 1);
        rows[3][2] = float.NaN;
        using (var array = File.Create(_directory.File("matrix.npy")))
        {
            EmbeddingProjector.Formats.NpyWriter.Write(array, [.. rows.SelectMany(r => r)], [300, 7]);
        }

        new CheckpointManager(new Checkpoint(("a/b.c", Tables.Of(rows)), ("steps", Variable.Scalar(5)), ("none", new double[0, 3])), logs, 2).Save();
        MetadataWriter.Write(Path.Combine(logs, "metadata.tsv"), rows.Select((_, i) => i % 50 == 0 ? " " : $"row\t{i}"));
        var config = new ProjectorConfig();
        var embedding = config.Embeddings.Add();
        embedding.TensorName = "a.Sb..c/.ATTRIBUTES/VARIABLE_VALUE";
        embedding.MetadataPath = "metadata.tsv";
        embedding.Sprite = SpriteWriter.Write(Path.Combine(logs, "sprite.png"), new ImageTensor(new byte[300 * 6 * 3], 300, 2, 3, 3));
        Projector.VisualizeEmbeddings(logs, config);
        new Summary(logs).AddEmbedding(Tables.Of(rows), rows.Select((_, i) => $"{i}"), tag: "also");

        var start = new ProcessStartInfo(Python) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Script(), logs, "--expect", $"a.Sb..c={_directory.File("matrix.npy")}"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(error.Contains("No module named 'numpy'", StringComparison.Ordinal), $"{Python} has no NumPy.");

        Assert.True(process.ExitCode == 0, output + error);
        Assert.Contains("nothing wrong", output, StringComparison.Ordinal);
        Assert.Contains("also:00000, 300 vectors", output, StringComparison.Ordinal);
    }

    private static string Script()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var script = Path.Combine(directory.FullName, "tests", "independent", "verify_logdir.py");
            if (File.Exists(script))
            {
                return script;
            }
        }

        throw new InvalidOperationException("tests/independent/verify_logdir.py is not above the test program.");
    }

    // Reads every value of every checkpoint; all values of one are alike.
    private int RequireWhole()
    {
        var indexes = Directory.GetFiles(_directory.File(""), "*.index");
        foreach (var index in indexes)
        {
            using var table = CheckpointReader.Open(index).Read(Key);
            Assert.All(Enumerable.Range(0, table.RowCount), row => Assert.False(table.Row(row).ContainsAnyExcept(table.Row(0)[0])));
        }

        return indexes.Length;
    }
}
