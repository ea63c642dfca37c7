using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Checkpoint;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Checkpoints that TensorFlow wrote, against what an independent reader found in them.</summary>
public sealed class RealCheckpointTests
{
    public static TheoryData<string> Folders =>
    [
        "checkpoints/mimic-embedding-9", "checkpoints/onnx-regression", "checkpoints/serving-counter",
        "checkpoints/serving-half-plus-three", "checkpoints/tf1-inputs", "checkpoints/tutorial-like-small",
        "logdirs/imdb-tutorial", "logdirs/washnlp-small",
    ];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_real_checkpoint_lists_and_reads_as_the_reference_reader_found(string folder)
    {
        var directory = SharedData.Path(folder);
        foreach (var (prefix, expected) in ExpectedTensor.Load(Path.Combine(directory, "expected.json")))
        {
            var checkpoint = CheckpointReader.Open(Path.Combine(directory, prefix), TestContext.Current.CancellationToken);

            Assert.Equal(expected.Select(t => t.Name), checkpoint.Tensors.Select(t => t.Name));
            foreach (var (tensor, found) in expected.Zip(checkpoint.Tensors))
            {
                Assert.Equal(tensor.ElementType, found.ElementType);
                Assert.Equal(tensor.Shape, found.Shape);
                Assert.Null(found.Problem);
                Assert.Equal(tensor.Sum is not null, found.IsNumeric);
                if (tensor.Sum is { } sum)
                {
                    var values = Values.Of(visit => checkpoint.Visit(found.Name, visit, TestContext.Current.CancellationToken));
                    Assert.Equal(sum, values.Sum(), 1e-9 * Math.Max(1, values.Sum(Math.Abs)));
                    Assert.Equal(tensor.First, values.Take(tensor.First.Length));
                    Assert.Equal(tensor.Last, values.TakeLast(tensor.Last.Length));
                }
            }
        }
    }

    [Fact]
    public void The_matrix_of_the_tutorial_reads_as_float32_rows()
    {
        var prefix = Path.Combine(SharedData.Path("tensorboard-logs/imdb-example"), "embedding.ckpt-1");
        var format = VectorFormats.Detect(prefix);
        var tensor = Assert.Single(format.List(prefix, TestContext.Current.CancellationToken), t => t.IsMatrix);

        var vectors = format.Read(prefix, tensor, ReadSettings.Default, TestContext.Current.CancellationToken).Vectors;

        Assert.Equal((8184, 16), (vectors.RowCount, vectors.ColumnCount));
        Assert.Equal(-0.36556956f, vectors.Row(0)[0]);
        Assert.Equal(-0.04861195f, vectors.Row(8183)[15]);
    }
}
