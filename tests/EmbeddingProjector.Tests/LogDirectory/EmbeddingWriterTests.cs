using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class EmbeddingWriterTests : IDisposable
{
    private static readonly float[][] _rows =
    [
        [0.1f, -2.5e-20f, float.MaxValue], [1e-45f, 16777217f, -0f], [float.Epsilon, 3.4028235e38f, 1f / 3],
    ];

    private static readonly MetadataTable _metadata = new(3,
    [
        MetadataColumn.FromTexts("word", ["a, \"b\"", "line", "θ"]), MetadataColumn.FromTexts("count", ["3", "007", null]),
    ]);

    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Theory]
    [InlineData("v.npy")]
    [InlineData("v.npz")]
    [InlineData("v.safetensors")]
    [InlineData("v.tsv")]
    [InlineData("v.csv")]
    [InlineData("v.jsonl")]
    [InlineData("v.ckpt")]
    [InlineData("v.bytes")]
    public void What_is_written_reads_back_bit_for_bit_with_its_metadata(string name)
    {
        EmbeddingWriter.Write(_logs.Path(name), Tables.Of(_rows), _metadata);

        var data = Open(name);

        Assert.Equal(Bits(_rows), Bits(data.Vectors.Rows()));
        Assert.Equal(["a, \"b\"", "line", "θ"], Texts(data, "word"));
        Assert.Equal(["3", "007", null], Texts(data, "count"));
    }

    [Theory]
    [InlineData("v.vec")]
    [InlineData("v.txt")]
    [InlineData("v.bin")]
    public void Word_vectors_keep_their_words_except_for_spaces_which_is_said(string name)
    {
        var notes = EmbeddingWriter.Write(_logs.Path(name), Tables.Of(_rows), new(3, [_metadata.Columns[0]]));

        var data = Open(name);

        Assert.Equal(Bits(_rows), Bits(data.Vectors.Rows()));
        Assert.Equal(["a,_\"b\"", "line", "θ"], Texts(data, "word"));
        Assert.Contains(notes, n => n.Contains("1 labels held white space", StringComparison.Ordinal));
    }

    [Fact]
    public void A_directory_becomes_a_log_directory()
    {
        EmbeddingWriter.Write(_logs.Path("logs"), Tables.Of(_rows), _metadata);

        var run = Assert.Single(LogDirectoryScanner.ForDirectory(_logs.Path("logs")).Scan(TestContext.Current.CancellationToken).Runs);
        var embedding = run.Embeddings[0];
        var data = EmbeddingLoader.Load(embedding, null, TestContext.Current.CancellationToken);

        Assert.Equal("embedding/.ATTRIBUTES/VARIABLE_VALUE", embedding.TensorName);
        Assert.Equal(Bits(_rows), Bits(data.Vectors.Rows()));
        Assert.Equal(["3", "007", null], Texts(data, "count"));
    }

    [Fact]
    public void An_ending_that_no_format_has_is_refused_with_those_that_there_are() =>
        Assert.Contains(".safetensors", Assert.Throws<ArgumentException>(() => EmbeddingWriter.Write(_logs.Path("v.xyz"), Tables.Of(_rows))).Message, StringComparison.Ordinal);

    [Fact]
    public void Metadata_is_joined_by_a_column_that_both_files_have()
    {
        _logs.Write("v.jsonl", "{\"id\":\"b\",\"e\":[1,2]}\n{\"id\":\"a\",\"e\":[3,4]}\n{\"id\":\"x\",\"e\":[5,6]}\n");
        _logs.Write("m.jsonl", "{\"id\":\"a\",\"title\":\"A\"}\n{\"id\":\"b\",\"title\":\"B\"}\n{\"id\":\"c\",\"title\":\"C\"}\n{\"id\":\"d\",\"title\":\"D\"}\n");

        var data = Open("v.jsonl", "m.jsonl");

        Assert.Equal(["B", "A", null], Texts(data, "title"));
        Assert.Contains(data.Problems, p => p.Message == "m.jsonl (4 rows) was joined to the 3 vectors by \"id\".");
        Assert.Contains(data.Problems, p => p.Message == "1 of 3 vectors have no row of that \"id\" in m.jsonl; the first is \"x\".");
    }

    [Fact]
    public void Metadata_in_JSON_of_another_count_says_both_numbers()
    {
        _logs.Write("v.npy", NpyOf(_rows));
        _logs.Write("m.jsonl", "{\"title\":\"A\"}\n{\"title\":\"B\"}\n");

        var data = Open("v.npy", "m.jsonl");

        Assert.Equal(["A", "B", null], Texts(data, "title"));
        Assert.Contains(data.Problems, p => p.Message == "m.jsonl has 2 rows for 3 points. Points 3 to 3 are shown as unnamed.");
    }

    [Fact]
    public void Several_tables_of_a_file_are_listed_with_the_best_guess_first()
    {
        _logs.Write("a.csv", "map,text_embedding,word\n\"[1,2]\",\"[1,2,3]\",a\n\"[3,4]\",\"[4,5,6]\",b\n");

        var run = Assert.Single(LogDirectoryScanner.ForFile(_logs.Path("a.csv")).Scan(TestContext.Current.CancellationToken).Runs);

        Assert.Equal(["text_embedding", "map"], run.Embeddings.Select(e => e.TensorName));
        Assert.Contains(run.Problems, p => p.Message.Contains("\"text_embedding\" is shown first", StringComparison.Ordinal));
    }

    private EmbeddingData Open(string name, string? metadata = null)
    {
        var scanner = LogDirectoryScanner.ForFile(_logs.Path(name), metadata is null ? null : _logs.Path(metadata), name.EndsWith(".bytes", StringComparison.Ordinal) ? 3 : null);
        return EmbeddingLoader.Load(Assert.Single(scanner.Scan(TestContext.Current.CancellationToken).Runs).Embeddings[0], null, TestContext.Current.CancellationToken);
    }

    private static byte[] NpyOf(float[][] rows)
    {
        using var stream = new MemoryStream();
        EmbeddingProjector.Formats.NpyWriter.Write(stream, rows.SelectMany(r => r).ToArray().AsSpan(), [rows.Length, rows[0].Length]);
        return stream.ToArray();
    }

    private static string?[] Texts(EmbeddingData data, string column)
    {
        var found = data.Metadata?.Column(column);
        Assert.NotNull(found);
        return [.. Enumerable.Range(0, found.RowCount).Select(found.Text)];
    }

    private static int[][] Bits(float[][] rows) => [.. rows.Select(r => r.Select(BitConverter.SingleToInt32Bits).ToArray())];
}
