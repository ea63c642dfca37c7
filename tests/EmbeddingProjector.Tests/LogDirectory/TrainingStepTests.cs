using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class TrainingStepTests : IDisposable
{
    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Theory]
    [InlineData("emb.ckpt-1200", 1200L)]
    [InlineData("emb.ckpt-0", 0L)]
    [InlineData("my-model-7", 7L)]
    [InlineData("emb.ckpt", null)]
    [InlineData("emb-final", null)]
    public void The_number_at_the_end_of_the_name_is_the_step(string name, long? step)
    {
        TinyCheckpoint.Save(_logs.Root, name, "emb", 3, 2);

        Assert.Equal(step, _logs.Embedding().Step);
    }

    [Theory]
    [InlineData("global_step")]
    [InlineData("step/.ATTRIBUTES/VARIABLE_VALUE")]
    [InlineData("optimizer/_iterations/.ATTRIBUTES/VARIABLE_VALUE")]
    public void A_variable_that_counts_steps_wins_over_the_count_of_saves(string variable)
    {
        TinyCheckpoint.Write(
            _logs.Path("emb.ckpt-3"), 1, new("emb", [3, 2]), new(variable, [], Number: 7500), new("save_counter/.ATTRIBUTES/VARIABLE_VALUE", [], Number: 3));

        Assert.Equal(7500, _logs.Embedding().Step);
    }

    [Fact]
    public void The_count_of_saves_is_taken_when_the_name_has_no_number()
    {
        TinyCheckpoint.Write(_logs.Path("latest"), 1, new("emb", [3, 2]), new("save_counter/.ATTRIBUTES/VARIABLE_VALUE", [], Number: 12));

        Assert.Equal(12, _logs.Embedding().Step);
    }

    [Fact]
    public void A_counter_that_cannot_be_read_leaves_the_number_of_the_name()
    {
        TinyCheckpoint.Write(_logs.Path("emb.ckpt-5"), 1, new("emb", [3, 2]), new("global_step", [], Number: 800));
        var shard = _logs.Path("emb.ckpt-5.data-00000-of-00001");
        var bytes = File.ReadAllBytes(shard);
        bytes[^1] ^= 0xFF;
        File.WriteAllBytes(shard, bytes);

        Assert.Equal(5, _logs.Embedding().Step);
    }

    [Fact]
    public void A_file_of_vectors_has_no_step_and_a_time()
    {
        _logs.Vectors("vectors.tsv", 3, 2);
        var written = new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_logs.Path("vectors.tsv"), written);

        Assert.Null(_logs.Embedding().Step);
        Assert.Equal(written, _logs.Embedding().WrittenAt);
    }

    [Fact]
    public void New_labels_leave_the_version_of_the_vectors()
    {
        TinyCheckpoint.Save(_logs.Root, "emb.ckpt-1", "emb", 3, 2);
        _logs.Labels("m.tsv", 3);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_name: 'emb' metadata_path: 'm.tsv' }");
        var before = _logs.Embedding();

        _logs.Write("m.tsv", "one\ntwo\nthree and more\n");
        var relabelled = _logs.Embedding();
        TinyCheckpoint.Save(_logs.Root, "emb.ckpt-2", "emb", 3, 2);
        var trained = _logs.Embedding();

        Assert.NotEqual(before.Version, relabelled.Version);
        Assert.Equal(before.VectorsVersion, relabelled.VectorsVersion);
        Assert.NotEqual(relabelled.VectorsVersion, trained.VectorsVersion);
    }
}
