using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class TensorFileTests : IDisposable
{
    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void The_shape_of_a_text_file_is_known_after_the_scan()
    {
        _logs.Vectors("v.tsv", 5, 3);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'v.tsv' }");

        var run = _logs.Run();

        Assert.Equal([5, 3], run.Embeddings[0].Shape);
        Assert.Equal([5, 3], run.Config.Embeddings[0].TensorShape);
        var row = EmbeddingLoader.Load(run.Embeddings[0]).Vectors.Row(4).ToArray();
        Assert.Equal([4.0f, 4.1f, 4.2f], row);
    }

    [Fact]
    public void A_shape_in_the_config_that_the_file_contradicts_is_noted()
    {
        _logs.Vectors("v.tsv", 5, 3);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'v.tsv' tensor_shape: [6, 3] }");

        var run = _logs.Run();

        Assert.Equal([5, 3], run.Embeddings[0].Shape);
        Assert.Equal([6, 3], run.Config.Embeddings[0].TensorShape);
        Assert.Equal("tensor_shape says 6 × 3, but v.tsv holds 5 × 3; the file counts.", Assert.Single(run.Embeddings[0].Problems).Message);
    }

    [Fact]
    public void A_text_file_that_is_none_spoils_only_its_own_embedding()
    {
        _logs.Vectors("good.tsv", 5, 3);
        _logs.Write("empty.tsv", "");
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'empty.tsv' } embeddings { tensor_path: 'good.tsv' }");

        var run = _logs.Run();

        Assert.Equal(["good.tsv", "empty.tsv"], run.Embeddings.Select(e => e.TensorName));
        Assert.Equal([true, false], run.Embeddings.Select(e => e.CanBeShown));
        Assert.StartsWith("empty.tsv: no lines", run.Embeddings[1].Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_cell_is_an_exception_of_loading_with_its_place()
    {
        _logs.Write("v.tsv", "1\t2\n3\tx\n5\t6\n7\t8\n9\t0\n");
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'v.tsv' }");

        var error = Assert.Throws<DataFormatException>(() => EmbeddingLoader.Load(_logs.Embedding()));

        Assert.Equal("line 2, column 2", error.Place);
    }

    [Theory]
    [InlineData("v.bytes")]
    [InlineData("v.tsv")]
    [InlineData("v")]
    public void Bare_numbers_are_read_with_the_shape_of_the_config_whatever_they_are_called(string name)
    {
        _logs.Write(name, Numbers(6));
        _logs.Write("projector_config.pbtxt", $"embeddings {{ tensor_path: '{name}' tensor_shape: [2, 3] }}");

        var embedding = _logs.Embedding();

        Assert.Empty(embedding.Problems);
        Assert.Equal([-4f, -5f, -6f], EmbeddingLoader.Load(embedding).Vectors.Row(1).ToArray());
    }

    [Fact]
    public void Fewer_rows_than_the_shape_promises_are_shown_with_a_warning()
    {
        _logs.Write("v.bytes", Numbers(6));
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'v.bytes' tensor_shape: [1000, 3] }");

        var embedding = _logs.Embedding();

        Assert.Equal([2, 3], embedding.Shape);
        Assert.Equal("tensor_shape says 1,000 × 3, but v.bytes holds 2 rows of 3; those are shown.", Assert.Single(embedding.Problems).Message);
        Assert.Equal(2, EmbeddingLoader.Load(embedding).Vectors.RowCount);
    }

    [Theory]
    [InlineData("tensor_shape: [2, 5]", 24, "v.bytes holds 6 float32 numbers, which are not whole rows of 5.")]
    [InlineData("tensor_shape: [1, 2, 3]", 24, "tensor_shape of v.bytes has 3 values; a map needs two axes: rows and columns.")]
    [InlineData("tensor_shape: [2, 3]", 23, "v.bytes has 23 bytes, which is not a whole number of float32 values of 4 bytes.")]
    [InlineData("", 24, "v.bytes holds 6 float32 numbers and nothing says how many make a row.")]
    public void Bare_numbers_that_do_not_fit_are_an_error(string shape, int length, string message)
    {
        _logs.Write("v.bytes", new byte[length]);
        _logs.Write("projector_config.pbtxt", $"embeddings {{ tensor_path: 'v.bytes' {shape} }}");

        var error = Assert.Single(_logs.Embedding().Problems);

        Assert.Equal((ProblemSeverity.Error, message), (error.Severity, error.Message));
    }

    [Fact]
    public void The_columns_of_bare_numbers_are_taken_from_the_name_or_from_the_metadata()
    {
        _logs.Write("words_3d_tensors.bytes", Numbers(6));
        _logs.Write("w.bytes", Numbers(6));
        _logs.Labels("m.tsv", 3);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'words_3d_tensors.bytes' } embeddings { tensor_path: 'w.bytes' metadata_path: 'm.tsv' }");

        var run = _logs.Run();

        Assert.Equal(["w.bytes", "words_3d_tensors.bytes"], run.Embeddings.Select(e => e.TensorName));
        Assert.Equal([3, 2], run.Embeddings[0].Shape);
        Assert.Equal("w.bytes does not state its shape; 6 numbers for 3 rows of metadata give 2 columns.", Assert.Single(run.Embeddings[0].Problems).Message);
        Assert.Equal([2, 3], run.Embeddings[1].Shape);
        Assert.Equal(
            "words_3d_tensors.bytes does not state its shape; 3 columns were taken from its name, which gives 2 rows.", Assert.Single(run.Embeddings[1].Problems).Message);
    }

    [Fact]
    public void Labels_beside_the_numbers_are_used_where_there_is_no_metadata()
    {
        _logs.Write("v.tsv", "a\t1\t2\nb\t3\t4\n");
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'v.tsv' }");

        var data = EmbeddingLoader.Load(_logs.Embedding());

        Assert.Equal(["a", "b"], Enumerable.Range(0, 2).Select(data.Metadata!.Columns[0].Text));
        Assert.NotEmpty(data.Problems);
        Assert.All(data.Problems, p => Assert.Equal(ProblemSeverity.Note, p.Severity));
    }

    [Fact]
    public void Metadata_that_cannot_be_used_is_a_problem_and_the_vectors_are_shown()
    {
        _logs.Vectors("v.tsv", 3, 2);
        _logs.Write("m.tsv", "");
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'v.tsv' metadata_path: 'm.tsv' }");

        var data = EmbeddingLoader.Load(_logs.Embedding());

        Assert.Equal(3, data.Vectors.RowCount);
        Assert.Null(data.Metadata);
        Assert.Equal("m.tsv is empty.", Assert.Single(data.Problems).Message);
    }

    [Fact]
    public void Loading_reports_progress_up_to_the_end_and_can_be_cancelled()
    {
        _logs.Vectors("v.tsv", 3, 2);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'v.tsv' }");
        var progress = new Reports();

        EmbeddingLoader.Load(_logs.Embedding(), progress);

        Assert.Equal(1, progress.Values[^1]);
        Assert.Equal(progress.Values.Order(), progress.Values);
        Assert.ThrowsAny<OperationCanceledException>(() => EmbeddingLoader.Load(_logs.Embedding(), null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_file_that_is_gone_since_the_scan_is_an_exception_of_loading()
    {
        _logs.Vectors("v.tsv", 3, 2);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: 'v.tsv' }");
        var embedding = _logs.Embedding();
        File.Delete(_logs.Path("v.tsv"));

        Assert.Throws<DataFormatException>(() => EmbeddingLoader.Load(embedding));
    }

    // Negative numbers, whose bytes are no UTF-8.
    private static byte[] Numbers(int count) => [.. Enumerable.Range(1, count).SelectMany(i => BitConverter.GetBytes((float)-i))];

    private sealed class Reports : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }
}
