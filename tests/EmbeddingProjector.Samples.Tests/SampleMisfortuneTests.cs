using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Tests;
using Xunit;

namespace EmbeddingProjector.Samples.Tests;

/// <summary>The sample where its log directory gives trouble: a full disk, no right to write, a second training in the same directory.</summary>
public sealed class SampleMisfortuneTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Logs => _directory.File("logs");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_full_disk_ends_the_training_with_the_file_named_and_leaves_the_last_one_as_it_was()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "The limit on the size of files is set by bash on Linux.");
        var data = TinyReviews.Write(_directory);
        await TrainAsync(data, seed: 1);
        var before = await IndependentVerifier.VerifyAsync(Logs);

        // Ignored, the signal gives way to an error of the write, as a full disk does. The runtime keeps its code in a memory file that would count as well.
        var sample = ProgramRun.Start("ImdbReviews.dll", "--data", data, "--logdir", Logs, "--seed", "2");
        var limited = ProgramRun.StartProgram("/bin/bash", ["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"", sample.FileName, .. sample.ArgumentList]);
        limited.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        var run = await ProgramRun.OfAsync(limited);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{Path.Combine(Logs, "embedding.ckpt-0")}.data-00000-of-00001 could not be written", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal("embedding.ckpt-20", Path.GetFileName(CheckpointState.LatestCheckpoint(Logs)));
        Assert.Equal(before, await IndependentVerifier.VerifyAsync(Logs));
    }

    [Fact]
    public async Task A_directory_that_may_not_be_written_is_said_before_the_training()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A place where not even root may write is there on Linux.");

        var run = await ProgramRun.SampleAsync("--data", TinyReviews.Write(_directory), "--logdir", "/proc/embedding-projector");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/proc/embedding-projector", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Epoch", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_trainings_in_one_directory_both_end_well_and_leave_whole_checkpoints()
    {
        var data = TinyReviews.Write(_directory);
        await TrainAsync(data, seed: 1);

        await Task.WhenAll(TrainAsync(data, seed: 2), TrainAsync(data, seed: 3));

        Assert.Equal("embedding.ckpt-20", Path.GetFileName(CheckpointState.LatestCheckpoint(Logs)));
        Assert.Contains(await IndependentVerifier.VerifyAsync(Logs), line => line.StartsWith("metadata.tsv: ", StringComparison.Ordinal));
    }

    private async Task TrainAsync(string data, int seed)
    {
        var run = await ProgramRun.SampleAsync("--data", data, "--logdir", Logs, "--seed", $"{seed}");
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
