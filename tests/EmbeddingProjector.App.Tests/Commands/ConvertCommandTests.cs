using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

public class ConvertCommandTests
{
    [Fact]
    public async Task Vectors_go_through_several_formats_and_come_back_the_same()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.SmallVectors, 3);
        var path = input;

        foreach (var name in new[] { "a.safetensors", "b.npz", "c.tsv", "d.csv", "e.jsonl", "f.vec", "g.bin", "h.npy" })
        {
            var (code, _, error) = await CommandRun.InProcessAsync("convert", path, directory.File(name));

            Assert.True(code == 0, error);
            Assert.Contains("5 × 3", error, StringComparison.Ordinal);
            path = directory.File(name);
        }

        Assert.Equal(File.ReadAllBytes(input), File.ReadAllBytes(path));
    }

    [Fact]
    public async Task An_ending_that_is_not_written_fails_with_those_that_are()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.SmallVectors, 3);

        var (code, _, error) = await CommandRun.InProcessAsync("convert", input, directory.File("out.xyz"));

        Assert.Equal(1, code);
        Assert.Contains(".safetensors", error, StringComparison.Ordinal);
        Assert.False(File.Exists(directory.File("out.xyz")));
    }
}
