using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

/// <summary>The examples of docs/writing.md, compiled and run here as they stand there.</summary>
public sealed partial class WritingExamplesTests : IDisposable
{
    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void The_examples_write_what_the_text_says()
    {
        var (logDir, labels) = (_logs.Root, new[] { "a", "b" });
        float[,] weights = { { 1, 2 }, { 3, 4 } };
        ImageTensor images = new byte[2, 3, 3, 1];
        var matrix = VectorTable.FromArray(weights);

        var checkpoint = new Checkpoint(("embedding", weights));
        checkpoint.Save(Path.Combine(logDir, "embedding.ckpt"));
        MetadataWriter.Write(Path.Combine(logDir, "metadata.tsv"), labels);

        var config = new ProjectorConfig();
        var embedding = config.Embeddings.Add();
        embedding.TensorName = "embedding/.ATTRIBUTES/VARIABLE_VALUE";
        embedding.MetadataPath = "metadata.tsv";
        embedding.Sprite = SpriteWriter.Write(Path.Combine(logDir, "sprite.png"), images);
        Projector.VisualizeEmbeddings(logDir, config);

        Assert.Empty(_logs.Embedding().Problems);

        var manager = new CheckpointManager(checkpoint, logDir, maxToKeep: 3);
        for (var step = 500; step <= 1500; step += 500)
        {
            manager.Save(step);
        }

        Assert.Equal("ckpt-1500", Path.GetFileName(CheckpointState.LatestCheckpoint(logDir)));

        var summary = new Summary(logDir);
        summary.AddEmbedding(matrix, labels, images, globalStep: 7, tag: "words");

        Assert.Contains(_logs.Run().Embeddings, e => e.TensorName == "words:00007" && e.Problems.Count == 0);
    }

    [Fact]
    public void The_text_shows_the_very_lines_that_are_run()
    {
        var source = Normal(File.ReadAllText(Here()));
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", ".."));
        var blocks = CodeBlock().Matches(File.ReadAllText(Path.Combine(root, "docs", "writing.md"))).Select(m => m.Groups[1].Value)
            .Where(block => !block.StartsWith('#')).ToList();

        Assert.Equal(3, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(Normal(block), source, StringComparison.Ordinal));
    }

    private static string Here([CallerFilePath] string path = "") => path;

    private static string Normal(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
