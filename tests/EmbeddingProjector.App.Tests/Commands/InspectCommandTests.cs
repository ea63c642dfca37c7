using System.Text.Json;
using EmbeddingProjector.Tests;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

public class InspectCommandTests
{
    [Fact]
    public async Task A_file_is_told_as_JSON_with_its_sum()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", [1, 2, float.NaN, -4], 2);

        var (code, output, _) = await CommandRun.InProcessAsync("inspect", input, "--json");

        Assert.Equal(0, code);
        var tensor = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("tensors").EnumerateArray());
        Assert.Equal("float32", tensor.GetProperty("dtype").GetString());
        Assert.Equal([2, 2], tensor.GetProperty("shape").EnumerateArray().Select(s => s.GetInt32()));
        Assert.Equal(-1, tensor.GetProperty("sum").GetDouble());
        Assert.Equal(-4, tensor.GetProperty("min").GetDouble());
        Assert.Equal(2, tensor.GetProperty("max").GetDouble());
        Assert.Equal(1, tensor.GetProperty("nan").GetInt32());
    }

    [Theory]
    [InlineData(new[] { "--stats" }, true)]
    [InlineData(new[] { "--stats", "true" }, true)]
    [InlineData(new string[0], false)]
    [InlineData(new[] { "--json", "--stats", "false" }, false)]
    public async Task Values_are_read_only_when_they_are_asked_for(string[] options, bool expected)
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.WriteVectors("vectors.npy", [1, 2, 3, 4], 2);

        var (_, output, _) = await CommandRun.InProcessAsync(["inspect", input, .. options]);

        Assert.Equal(expected, output.Contains("sum", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_several_tensors_of_a_file_the_one_that_is_opened_is_named()
    {
        using var directory = new LogDirectoryOnDisk();
        var input = directory.File("model.safetensors");
        byte[] header = [.. """{"head.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},"embedding.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[24,40]}}"""u8];
        File.WriteAllBytes(input, [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. new byte[40]]);

        var (_, text, _) = await CommandRun.InProcessAsync("inspect", input);
        var (_, json, _) = await CommandRun.InProcessAsync("inspect", input, "--json");

        Assert.EndsWith("Opened unless another is chosen: embedding.weight", text.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal("embedding.weight", JsonDocument.Parse(json).RootElement.GetProperty("opened").GetString());
    }

    [Fact]
    public async Task A_log_directory_is_told_with_runs_files_and_problems()
    {
        using var directory = LogDirectoryOnDisk.Small();
        File.Delete(directory.File("bookmarks.json"));

        var (code, text, _) = await CommandRun.InProcessAsync("inspect", directory.Path);
        var (_, json, _) = await CommandRun.InProcessAsync("inspect", directory.Path, "--json");

        Assert.Equal(0, code);
        Assert.Contains("run .", text, StringComparison.Ordinal);
        Assert.Contains(directory.File("sprite.png"), text, StringComparison.Ordinal);
        var root = JsonDocument.Parse(json).RootElement;
        var tensor = Assert.Single(root.GetProperty("tensors").EnumerateArray());
        Assert.Equal("fruit", tensor.GetProperty("name").GetString());
        Assert.Equal(directory.File("metadata.tsv"), tensor.GetProperty("metadata").GetString());
        Assert.Contains(tensor.GetProperty("problems").EnumerateArray(), p => p.GetProperty("message").GetString()!.Contains("bookmarks.json", StringComparison.Ordinal));
        Assert.Equal(directory.File("projector_config.pbtxt"), root.GetProperty("runs")[0].GetProperty("config").GetString());
    }

    [Fact]
    public async Task Labels_that_do_not_fit_the_vectors_are_told_with_both_counts()
    {
        using var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("vectors.npy", [1, 2, 3, 4, 5, 6, 7, 8], 2);
        await File.WriteAllTextAsync(directory.File("labels.tsv"), "a\nb\nc\n");
        await File.WriteAllTextAsync(
            directory.File("projector_config.pbtxt"), "embeddings { tensor_name: \"v\" tensor_path: \"vectors.npy\" metadata_path: \"labels.tsv\" }\n");

        var (_, text, _) = await CommandRun.InProcessAsync("inspect", directory.Path);

        Assert.Contains("labels.tsv has 3 lines for 4 points", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_with_nothing_is_1_and_says_why()
    {
        using var directory = new LogDirectoryOnDisk();

        var (code, output, _) = await CommandRun.InProcessAsync("inspect", directory.Path);

        Assert.Equal(1, code);
        Assert.Contains("error: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkpoints/mimic-embedding-9")]
    [InlineData("checkpoints/onnx-regression")]
    [InlineData("checkpoints/serving-counter")]
    [InlineData("checkpoints/serving-half-plus-three")]
    [InlineData("checkpoints/tf1-inputs")]
    [InlineData("checkpoints/tutorial-like-small")]
    public async Task A_checkpoint_of_TensorFlow_has_the_tensors_that_TensorFlow_finds(string folder)
    {
        using var expected = JsonDocument.Parse(await File.ReadAllTextAsync(SharedData.Path($"{folder}/expected.json"), TestContext.Current.CancellationToken));
        foreach (var checkpoint in expected.RootElement.EnumerateObject())
        {
            var (code, output, error) = await CommandRun.InProcessAsync("inspect", SharedData.Path($"{folder}/{checkpoint.Name}.index")[..^".index".Length], "--json");

            Assert.True(code == 0, error);
            var tensors = JsonDocument.Parse(output).RootElement.GetProperty("tensors").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!);
            foreach (var tensor in checkpoint.Value.GetProperty("tensors").EnumerateObject())
            {
                var found = tensors[tensor.Name];
                Assert.Equal(tensor.Value.GetProperty("dtype").GetString(), found.GetProperty("dtype").GetString());
                Assert.Equal(
                    tensor.Value.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64()), found.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64()));
                if (tensor.Value.TryGetProperty("sum", out var sum) && sum.ValueKind == JsonValueKind.Number)
                {
                    Assert.Equal(sum.GetDouble(), found.GetProperty("sum").GetDouble(), 1e-9 * Math.Max(1, Math.Abs(sum.GetDouble())));
                }
            }
        }
    }

    [Fact]
    public async Task The_log_directory_of_the_tutorial_has_its_embedding()
    {
        var (code, output, _) = await CommandRun.InProcessAsync("inspect", SharedData.Path("tensorboard-logs/imdb-example"), "--json");

        Assert.Equal(0, code);
        var embedding = JsonDocument.Parse(output).RootElement.GetProperty("tensors").EnumerateArray().Single(t => t.GetProperty("embedding").GetBoolean());
        Assert.Equal("embedding/.ATTRIBUTES/VARIABLE_VALUE", embedding.GetProperty("name").GetString());
        Assert.Equal([8184, 16], embedding.GetProperty("shape").EnumerateArray().Select(s => s.GetInt32()));
    }
}
