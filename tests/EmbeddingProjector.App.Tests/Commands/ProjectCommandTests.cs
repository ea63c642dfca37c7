using System.Runtime.InteropServices;
using System.Text.Json;
using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

public class ProjectCommandTests
{
    [Fact]
    public async Task Cancelling_an_iterative_run_keeps_the_positions_so_far_and_says_so()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(300, 8), 8);
        using var cancel = new CancellationTokenSource();
        using var error = new CancellingWriter("layout", cancel);

        var (code, output, text) = await CommandRun.InProcessAsync(
            ["project", input, "--method", "umap", "--dims", "2", "--param", "epochs=100000", "--json", "--output", directory.File("p.npy")],
            error, cancel.Token);

        Assert.Equal(130, code);
        Assert.Contains("the positions so far are in", text, StringComparison.Ordinal);
        Assert.Equal(128 + (300 * 2 * 4), new FileInfo(directory.File("p.npy")).Length);
        Assert.False(JsonDocument.Parse(output).RootElement.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Cancelling_before_there_are_positions_leaves_no_file()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(300, 8), 8);
        using var cancel = new CancellationTokenSource();
        using var error = new CancellingWriter("neighbors", cancel);

        var (code, _, text) = await CommandRun.InProcessAsync(
            ["project", input, "--method", "umap", "--output", directory.File("p.npy")], error, cancel.Token);

        Assert.Equal(130, code);
        Assert.Contains("Cancelled.", text, StringComparison.Ordinal);
        Assert.False(File.Exists(directory.File("p.npy")));
    }

    [Theory]
    [InlineData("p.tsv", '\t', 0)]
    [InlineData("p.csv", ',', 1)]
    public async Task Text_holds_the_same_numbers_as_the_array(string name, char separator, int headerLines)
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(50, 8), 8);

        foreach (var output in new[] { "p.npy", name })
        {
            Assert.Equal(0, (await CommandRun.InProcessAsync("project", input, "--method", "pca", "--dims", "2", "--output", directory.File(output))).Code);
        }

        var lines = File.ReadAllLines(directory.File(name)).Skip(headerLines);
        var numbers = lines.SelectMany(l => l.Split(separator)).Select(t => float.Parse(t, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Floats(directory.File("p.npy")), numbers);
    }

    [Fact]
    public async Task Neighbors_that_were_computed_before_give_the_same_map()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(200, 8), 8);
        await CommandRun.InProcessAsync("neighbors", input, "--exact", "--k", "20", "--metric", "cosine", "--output", directory.File("n.npy"));
        string[] map = ["project", input, "--method", "umap", "--metric", "cosine", "--param", "epochs=20"];

        var (exact, _, _) = await CommandRun.InProcessAsync([.. map, "--exact", "--output", directory.File("a.npy")]);
        var (given, _, note) = await CommandRun.InProcessAsync([.. map, "--neighbors", directory.File("n.npy"), "--output", directory.File("b.npy")]);

        Assert.Equal((0, 0), (exact, given));
        Assert.Equal(File.ReadAllBytes(directory.File("a.npy")), File.ReadAllBytes(directory.File("b.npy")));
        Assert.Contains("Neighbors were given", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("few", "needs 14")]
    [InlineData("rows", "(5, k)")]
    [InlineData("range", "the neighbor 9")]
    [InlineData("float", "float32")]
    public async Task A_table_of_neighbors_that_does_not_fit_is_refused_with_what_would(string kind, string reason)
    {
        using var directory = new LogDirectoryOnDisk();
        var rows = kind == "few" ? 40 : 5;
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(rows, 3), 3);
        var path = directory.File("n.npy");
        using (var stream = File.Create(path))
        {
            var indices = Enumerable.Range(0, rows * 2).Select(i => (i + 1) % rows).ToArray();
            switch (kind)
            {
                case "rows":
                    NpyWriter.Write(stream, indices, [2, 5]);
                    break;
                case "float":
                    NpyWriter.Write(stream, new float[10], [5, 2]);
                    break;
                default:
                    indices[3] = kind == "range" ? 9 : indices[3];
                    NpyWriter.Write(stream, indices, [rows, 2]);
                    break;
            }
        }

        var (code, _, error) = await CommandRun.InProcessAsync("project", input, "--method", "umap", "--neighbors", path, "--output", directory.File("p.npy"));

        Assert.Equal(1, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.False(File.Exists(directory.File("p.npy")));
    }

    [Theory]
    [InlineData(2, "--output", "p.png")]
    [InlineData(2, "--output", "p.npy", "--exact", "--approximate")]
    [InlineData(2, "--output", "p.npy", "--neighbors", "n.npy", "--exact")]
    [InlineData(2, "--output", "p.npy", "--recall", "7")]
    [InlineData(1, "--output", "p.npy", "--metric", "cosine", "--method", "pca")]
    [InlineData(1, "--output", "p.npy", "--metric", "taxicab")]
    public async Task Options_that_do_not_go_together_are_refused(int expected, params string[] options)
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.SmallVectors, 3);
        string[] method = options.Contains("--method") ? [] : ["--method", "umap"];

        var (code, _, error) = await CommandRun.InProcessAsync(["project", input, .. method, .. options]);

        Assert.Equal(expected, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Approximate_neighbors_say_how_many_of_the_true_ones_they_are()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.Wave(3000, 8), 8);

        var (code, _, error) = await CommandRun.InProcessAsync(
            "neighbors", input, "--approximate", "--recall", "0.9", "--k", "5", "--metric", "dot", "--output", directory.File("n.npy"));
        var (exact, _, said) = await CommandRun.InProcessAsync("neighbors", input, "--k", "5", "--exact", "--output", directory.File("m.npy"));

        Assert.Equal((0, 0), (code, exact));
        Assert.Contains("% of the true ones were found", error, StringComparison.Ordinal);
        Assert.Contains("all pairs were compared", said, StringComparison.Ordinal);
    }

    private static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path).AsSpan(128)).ToArray();
}
