using EmbeddingProjector.Formats.Checkpoint;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class SummaryTests : IDisposable
{
    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void An_embedding_lies_where_PyTorch_puts_it_and_reads_back()
    {
        var matrix = Tables.Of([0.1f, float.NaN], [1e-45f, float.PositiveInfinity], [-2, 16777216]);

        new Summary(_logs.Root).AddEmbedding(matrix, ["a\tb", "c", "d"], new byte[3, 2, 4, 1], globalStep: 7, tag: "words/é%");

        Assert.Equal("0.1\tnan\n1E-45\tinf\n-2\t16777216\n", File.ReadAllText(_logs.Path("00007/words%2fé%25/tensors.tsv")));
        var embedding = Assert.Single(Assert.Single(_logs.Scan().Runs).Embeddings);
        Assert.Empty(embedding.Problems);
        Assert.Equal("words/é%:00007", embedding.TensorName);
        Assert.Equal((4, 2), embedding.Sprite is { } s ? (s.ThumbnailWidth, s.ThumbnailHeight) : default);
        var data = EmbeddingLoader.Load(embedding, null, TestContext.Current.CancellationToken);
        Assert.Equal(matrix.Rows(), data.Vectors.Rows());
        Assert.Equal(@"a\tb", data.Metadata!.Columns[0].Text(0));
    }

    [Fact]
    public void Several_columns_come_with_their_header()
    {
        new Summary(_logs.Root).AddEmbedding(Tables.Of([1], [2]), [["x", "1"], ["y", null]], null, 0, "default", ["word", "count"]);

        Assert.Equal("word\tcount\nx\t1\ny\t\n", File.ReadAllText(_logs.Path("00000/default/metadata.tsv")));
    }

    [Fact]
    public void What_an_earlier_process_and_a_person_wrote_into_the_config_stays()
    {
        const string Before = "# mine\nembeddings {\n  tensor_name: 'mine:00001'\n  tensor_path: \"mine.tsv\"\n  future_field: 3\n}";
        _logs.Write("projector_config.pbtxt", Before);
        new Summary(_logs.Root).AddEmbedding(Tables.Of([1, 2]), globalStep: 1);
        new Summary(_logs.Root).AddEmbedding(Tables.Of([1, 2]), globalStep: 2);
        new Summary(_logs.Root).AddEmbedding(Tables.Of([3, 4]), globalStep: 2);

        var text = File.ReadAllText(_logs.Path("projector_config.pbtxt"));
        Assert.StartsWith(Before + "\nembeddings {\n  tensor_name: \"default:00001\"\n", text, StringComparison.Ordinal);
        Assert.Equal(["mine:00001", "default:00001", "default:00002"], ProjectorConfigText.Parse(text).Config.Embeddings.Select(e => e.TensorName));
        Assert.Equal("3\t4\n", File.ReadAllText(_logs.Path("00002/default/tensors.tsv")));
    }

    [Fact]
    public void A_replaced_embedding_loses_the_labels_and_pictures_that_it_no_longer_has()
    {
        var summary = new Summary(_logs.Root);
        summary.AddEmbedding(Tables.Of([1], [2]), ["a", "b"], new byte[2, 1, 1, 1]);
        summary.AddEmbedding(Tables.Of([1], [2], [3]));

        Assert.Equal(["tensors.tsv"], Directory.GetFiles(_logs.Path("00000/default")).Select(p => Path.GetFileName(p)));
        Assert.Null(_logs.Embedding().MetadataPath);
    }

    [Fact]
    public void Writers_at_the_same_time_lose_nothing_of_each_other()
    {
        const int Each = 15;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, writer =>
        {
            for (var step = 0; step < Each; step++)
            {
                new Summary(_logs.Root).AddEmbedding(Tables.Of([1, 2]), globalStep: step, tag: $"w{writer}");
            }
        });

        var names = ProjectorConfigText.Parse(File.ReadAllText(_logs.Path("projector_config.pbtxt"))).Config.Embeddings.Select(e => e.TensorName).ToHashSet();
        Assert.Equal(4 * Each, names.Count);
    }

    [Fact]
    public void An_event_file_makes_the_directory_a_run_and_is_written_once()
    {
        new Summary(_logs.Path("exp")).AddEmbedding(Tables.Of([1, 2]));
        new Summary(_logs.Path("exp")).AddEmbedding(Tables.Of([1, 2]), globalStep: 1);

        var bytes = File.ReadAllBytes(Assert.Single(Directory.GetFiles(_logs.Path("exp"), "events.out.tfevents.*")));
        var length = (int)BitConverter.ToUInt64(bytes);
        Assert.Equal(bytes.Length, 16 + length);
        Assert.Equal(Crc32C.Mask(Crc32C.Compute(bytes.AsSpan(0, 8))), BitConverter.ToUInt32(bytes, 8));
        Assert.Equal(Crc32C.Mask(Crc32C.Compute(bytes.AsSpan(12, length))), BitConverter.ToUInt32(bytes, 12 + length));
        Assert.EndsWith("brain.Event:2", System.Text.Encoding.ASCII.GetString(bytes, 12, length), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_stays_inside_the_directory_and_bad_input_is_refused_before_anything_is_written()
    {
        var summary = new Summary(_logs.Root);
        summary.AddEmbedding(Tables.Of([1, 2]), tag: "..");
        Assert.True(File.Exists(_logs.Path("00000/%2e%2e/tensors.tsv")));

        Assert.Contains("1 labels for 2 vectors", Assert.Throws<ArgumentException>(() => summary.AddEmbedding(Tables.Of([1], [2]), ["a"], tag: "t")).Message, StringComparison.Ordinal);
        Assert.Contains("3 images", Assert.Throws<ArgumentException>(() => summary.AddEmbedding(Tables.Of([1], [2]), null, new byte[3, 1, 1, 1], 0, "t")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => summary.AddEmbedding(Tables.Of([1]), globalStep: -1, tag: "t"));
        Assert.False(Directory.Exists(_logs.Path("00000/t")));
    }

    [Fact]
    public void A_config_that_cannot_be_read_is_left_as_it_is()
    {
        _logs.Write("projector_config.pbtxt", "embeddings {");

        Assert.Throws<DataFormatException>(() => new Summary(_logs.Root).AddEmbedding(Tables.Of([1, 2])));

        Assert.Equal("embeddings {", File.ReadAllText(_logs.Path("projector_config.pbtxt")));
    }
}
