using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

public class ComputingCommandTests
{
    [Fact]
    public async Task Neighbors_are_written_as_int32_and_distances_as_float32()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.SmallVectors, 3);

        var (code, _, _) = await CommandRun.InProcessAsync(
            "neighbors", input, "--k", "2", "--metric", "euclidean", "--output", directory.File("n.npy"), "--distances", directory.File("d.npy"));

        Assert.Equal(0, code);
        var neighbors = File.ReadAllBytes(directory.File("n.npy"));
        Assert.Equal(Npy("<i4", "5, 2"), Encoding.Latin1.GetString(neighbors, 0, 128));
        Assert.Equal([1, 3, 0, 3, 3, 1, 2, 1, 3, 1], MemoryMarshal.Cast<byte, int>(neighbors.AsSpan(128)).ToArray());
        var distances = File.ReadAllBytes(directory.File("d.npy"));
        Assert.Equal(Npy("<f4", "5, 2"), Encoding.Latin1.GetString(distances, 0, 128));
        Assert.Equal(MathF.Sqrt(0.02f), MemoryMarshal.Cast<byte, float>(distances.AsSpan(128))[0], 1e-6f);
    }

    [Fact]
    public async Task More_neighbors_than_rows_are_refused_and_nothing_is_written()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.SmallVectors, 3);

        var (code, _, error) = await CommandRun.InProcessAsync("neighbors", input, "--k", "5", "--output", directory.File("n.npy"));

        Assert.Equal(1, code);
        Assert.Contains("with 5 rows, a row has 4 others", error, StringComparison.Ordinal);
        Assert.False(File.Exists(directory.File("n.npy")));
    }

    [Fact]
    public async Task Rows_that_cannot_be_compared_are_told()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", [0, 0, 1, 0, float.NaN, 1, 1, 1], 2);

        var (code, _, error) = await CommandRun.InProcessAsync("neighbors", input, "--k", "1", "--output", directory.File("n.npy"));

        Assert.Equal(0, code);
        Assert.Contains("1 rows hold NaN or infinity", error, StringComparison.Ordinal);
        Assert.Contains("1 rows are all zeros", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_projection_is_written_as_float32_and_summed_up_on_one_line()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(200, 8), 8);

        var (code, output, error) = await CommandRun.InProcessAsync(
            "project", input, "--method", "pca", "--dims", "2", "--seed", "7", "--param", "components=4", "--json", "--output", directory.File("p.npy"));

        Assert.Equal(0, code);
        var positions = File.ReadAllBytes(directory.File("p.npy"));
        Assert.Equal(Npy("<f4", "200, 2"), Encoding.Latin1.GetString(positions, 0, 128));
        Assert.Equal(128 + (200 * 2 * 4), positions.Length);
        Assert.Single(output.TrimEnd().Split('\n'));
        var summary = JsonDocument.Parse(output).RootElement;
        Assert.Equal(200, summary.GetProperty("n").GetInt32());
        Assert.Equal(8, summary.GetProperty("d").GetInt32());
        Assert.Equal(4, summary.GetProperty("explainedVariance").GetArrayLength());
        Assert.NotEmpty(summary.GetProperty("stages").EnumerateArray());
        Assert.Contains("reading", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--method", "magic")]
    [InlineData("--method", "pca", "--param", "components")]
    [InlineData("--method", "pca", "--param", "nothing=1")]
    public async Task A_projection_that_is_impossible_is_refused(params string[] arguments)
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.SmallVectors, 3);

        var (code, _, error) = await CommandRun.InProcessAsync(["project", input, "--output", directory.File("p.npy"), .. arguments]);

        Assert.Equal(1, code);
        Assert.NotEmpty(error);
        Assert.False(File.Exists(directory.File("p.npy")));
    }

    [Fact]
    public async Task The_number_of_threads_does_not_change_a_byte()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(500, 12), 12);

        foreach (var threads in new[] { "1", "3" })
        {
            await CommandRun.InProcessAsync("project", input, "--method", "pca", "--threads", threads, "--output", directory.File($"p{threads}.npy"));
            await CommandRun.InProcessAsync("neighbors", input, "--threads", threads, "--output", directory.File($"n{threads}.npy"));
        }

        Assert.Equal(File.ReadAllBytes(directory.File("p1.npy")), File.ReadAllBytes(directory.File("p3.npy")));
        Assert.Equal(File.ReadAllBytes(directory.File("n1.npy")), File.ReadAllBytes(directory.File("n3.npy")));
    }

    [Fact]
    public async Task The_tensor_of_a_log_directory_is_chosen_by_name_and_a_guess_is_named()
    {
        using var directory = LogDirectoryOnDisk.Small();
        directory.WriteVectors("more/a.npy", [1, 2, 3, 4, 5, 6], 2);
        directory.Write("more/projector_config.pbtxt", "embeddings { tensor_name: \"a\" tensor_path: \"a.npy\" }");

        var (_, _, guess) = await CommandRun.InProcessAsync("neighbors", directory.Path, "--k", "1", "--output", directory.File("n.npy"));
        var (code, _, chosen) = await CommandRun.InProcessAsync("neighbors", directory.Path, "--run", "more", "--k", "1", "--output", directory.File("m.npy"));
        var (missing, _, names) = await CommandRun.InProcessAsync("neighbors", directory.Path, "--tensor", "b", "--k", "1", "--output", directory.File("o.npy"));

        Assert.Contains("Taking tensor", guess, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.DoesNotContain("Taking tensor", chosen, StringComparison.Ordinal);
        Assert.Equal(128 + (3 * 4), new FileInfo(directory.File("m.npy")).Length);
        Assert.Equal(1, missing);
        Assert.Contains("\"fruit\"", names, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_command_is_130_and_leaves_no_file()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.SmallVectors, 3);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var (code, _, _) = await CommandRun.InProcessAsync(["neighbors", input, "--k", "1", "--output", directory.File("n.npy")], cancelled.Token);

        Assert.Equal(130, code);
        Assert.Equal(["vectors.npy"], Directory.GetFiles(directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Ctrl_C_ends_a_long_computation_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT to send to one process.");
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(120_000, 64), 64);
        using var process = ProjectorProcess.Start("neighbors", input, "--k", "10", "--threads", "1", "--output", directory.File("n.npy"));
        await process.ErrorLineAsync("searching");

        process.SendInterrupt();
        var (code, _, _) = await process.EndAsync();

        Assert.Equal(130, code);
        Assert.False(File.Exists(directory.File("n.npy")));
    }

    private static string Npy(string type, string shape) =>
        "\u0093NUMPY\u0001\0v\0" + $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}".PadRight(117) + "\n";
}
