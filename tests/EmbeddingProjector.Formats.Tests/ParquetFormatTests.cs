using EmbeddingProjector.Tests;
using EmbeddingProjector.Tests.Formats;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace EmbeddingProjector.Formats.Tests;

public sealed class ParquetFormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Lists_in_many_row_groups_become_rows_and_the_other_columns_metadata()
    {
        var path = await Lists("a.parquet", groups: 3, rows: 4, d: 5);

        var file = OpenedFile.Read(path);

        Assert.Equal((12, 5), (file.Vectors.RowCount, file.Vectors.ColumnCount));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => i / 8f), OpenedFile.Values(file.Vectors));
        Assert.Equal(["word 0", "word 1", "word 2", "word 3", "word 4"], Enumerable.Range(0, 5).Select(r => file.Metadata!.Column("word")!.Text(r)));
        Assert.Equal("9007199254740993", file.Metadata!.Column("id")!.Text(0));
    }

    [Fact]
    public async Task A_list_of_another_length_is_named_by_row_and_lengths()
    {
        var path = await Lists("a.parquet", groups: 2, rows: 4, d: 5, shortRow: 6);

        var error = Assert.Throws<DataFormatException>(() => OpenedFile.Read(path));

        Assert.Equal("row 6, column \"embedding\"", error.Place);
        Assert.Equal("4 numbers", error.Found);
    }

    [Fact]
    public async Task Lists_of_several_lengths_are_listed_with_their_lengths()
    {
        var path = await Lists("a.parquet", groups: 2, rows: 4, d: 5, shortRow: 6);

        Assert.Equal("its lists have 4 to 5 numbers, and vectors are of one length: the first has 5, and row 6 is the first that has not", Assert.Single(OpenedFile.List(path)).Problem);
    }

    [Fact]
    public async Task Lengths_that_even_out_are_met_all_the_same()
    {
        var path = _directory.File("even.parquet");
        var list = new ListField("v", new DataField<float>("element"));
        var schema = new ParquetSchema(list);
        await using (var stream = File.Create(path))
        {
            await using var writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: TestContext.Current.CancellationToken);
            using var group = writer.CreateRowGroup();
            await group.WriteAllPartsAsync<float>(schema.DataFields[0], new float[] { 1, 2, 3, 4 }, new[] { 2, 2, 2, 2 }, new[] { 0, 0, 1, 1 }, TestContext.Current.CancellationToken);
            group.CompleteValidate();
        }

        Assert.Contains("1 to 3 numbers", Assert.Single(OpenedFile.List(path)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1-dictionary-snappy")]
    [InlineData("v1-plain-gzip")]
    [InlineData("v1-plain-brotli")]
    [InlineData("v1-plain-lz4raw")]
    [InlineData("v2-plain-zstd")]
    [InlineData("v2-dictionary-none")]
    [InlineData("v2-split")]
    [InlineData("v1-float16")]
    public void Every_encoding_packing_and_version_of_pages_reads_alike(string name)
    {
        var file = OpenedFile.Read(Golden(name));

        Assert.Equal((300, 5), (file.Vectors.RowCount, file.Vectors.ColumnCount));
        var numbers = Enumerable.Range(0, 1500).Select(i => (i / 5) + (i % 5 / 8f));
        // Its writer rounds numbers of more than eleven bits in its own way.
        var exact = name == "v1-float16" ? 1280 : 1500;
        Assert.Equal(numbers.Take(exact), OpenedFile.Values(file.Vectors).Take(exact));
        Assert.Equal(Enumerable.Range(0, 300).Select(r => $"word {r % 7}"), OpenedFile.Texts(file, "word"));
        Assert.Equal(Enumerable.Range(0, 300).Select(r => $"{(r * r % 1000) - 300}"), OpenedFile.Texts(file, "count"));
    }

    [Fact]
    public void Differences_are_summed() => Assert.Equal(
        Enumerable.Range(0, 900).Select(i => (float)((i % 3) + 1) * ((i / 3 * (i / 3) % 1000) - 300)), OpenedFile.Values(OpenedFile.Read(Golden("v2-delta")).Vectors));

    [Theory]
    [InlineData("v1-dictionary-snappy")]
    [InlineData("v2-plain-zstd")]
    [InlineData("v2-split")]
    [InlineData("v2-delta")]
    public void A_damaged_file_of_another_writer_is_read_or_refused_by_the_one_exception(string name)
    {
        OpenedFile.Damage(File.ReadAllBytes(Golden(name)), _directory.File("x.parquet"), flips: 200);
    }

    [Fact]
    public void A_damaged_file_is_read_in_proportion_to_its_size()
    {
        var bytes = File.ReadAllBytes(Golden("v2-plain-zstd"));

        using var memory = new TemporaryDirectory(inMemory: true);
        FuzzedFiles.Fuzz(memory, ParquetFormat.Instance, random => new() { ["x.parquet"] = Mutation.Apply(random, bytes) }, "x.parquet", rounds: 600);
    }

    [Fact]
    public async Task Columns_of_numbers_that_count_are_the_vector()
    {
        var path = _directory.File("wide.parquet");
        DataField<float>[] fields = [new("year"), new("dim_0"), new("dim_1"), new("dim_2")];
        await using (var stream = File.Create(path))
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, cancellationToken: TestContext.Current.CancellationToken);
            using var group = writer.CreateRowGroup();
            foreach (var (i, field) in fields.Index())
            {
                await group.WriteAsync<float>(field, new float[] { i, i + 0.5f }, cancellationToken: TestContext.Current.CancellationToken);
            }

            group.CompleteValidate();
        }

        var file = OpenedFile.Read(path);

        Assert.Equal([1, 2, 3, 1.5f, 2.5f, 3.5f], OpenedFile.Values(file.Vectors));
        Assert.Equal("year", Assert.Single(file.Metadata!.Columns).Name);
    }

    [Fact]
    public async Task A_damaged_file_is_read_or_refused_by_the_one_exception()
    {
        var path = await Lists("a.parquet", groups: 2, rows: 4, d: 5);

        OpenedFile.Damage(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), path, flips: 600);
    }

    [Fact]
    public void Embeddings_of_newspapers_have_the_rows_and_identifiers_of_their_table()
    {
        var path = SharedData.Path("formats/feuilleton-parquet/embeddings.parquet");

        var file = OpenedFile.Read(path);

        // Four of its 1,393 rows hold a list of nothing.
        Assert.Equal((1389, 1024), (file.Vectors.RowCount, file.Vectors.ColumnCount));
        Assert.Equal(["article_id", "label", "feuilleton_id"], file.Metadata!.Columns.Select(c => c.Name));
        Assert.Equal(0, file.Metadata.Column("article_id")!.MissingCount);
        Assert.Contains(file.Notes, n => n.Contains("left out: 4, the first is row 170", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("byte_stream_split.zstd", 300, 2)]
    [InlineData("nested_lists.snappy", 3, 1)]
    [InlineData("list_columns", 0, 0)]
    [InlineData("float16_nonzeros_and_nans", 0, 0)]
    public void Files_of_the_format_s_own_tests_are_read_or_refused_with_a_reason(string name, int rows, int columns)
    {
        var path = SharedData.Path($"formats/parquet-testing_{name}.parquet");
        if (rows == 0)
        {
            Assert.NotEmpty(Assert.Throws<DataFormatException>(() => OpenedFile.Read(path)).Found);
            return;
        }

        var file = OpenedFile.Read(path);

        Assert.Equal((rows, columns), (file.Vectors.RowCount, file.Vectors.ColumnCount));
    }

    private static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "golden", $"{name}.parquet");

    private async Task<string> Lists(string name, int groups, int rows, int d, int shortRow = -1)
    {
        var path = _directory.File(name);
        var id = new DataField<long>("id");
        var word = new DataField<string>("word");
        var list = new ListField("embedding", new DataField<float>("element"));
        var schema = new ParquetSchema(id, word, list);
        var leaf = schema.DataFields[2];
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: TestContext.Current.CancellationToken);
        for (var g = 0; g < groups; g++)
        {
            using var group = writer.CreateRowGroup();
            var range = Enumerable.Range(g * rows, rows).ToList();
            var lengths = range.ConvertAll(r => r == shortRow ? d - 1 : d);
            await group.WriteAsync<long>(id, range.Select(r => 9007199254740993 + r).ToArray(), cancellationToken: TestContext.Current.CancellationToken);
            await group.WriteAsync(word, range.ConvertAll(r => $"word {r}"));
            var values = range.SelectMany((r, i) => Enumerable.Range(r * d, lengths[i]).Select(v => v / 8f)).ToArray();
            var repetitions = lengths.SelectMany(n => Enumerable.Range(0, n).Select(k => k == 0 ? 0 : 1)).ToArray();
            await group.WriteAllPartsAsync<float>(
                leaf, values, Enumerable.Repeat(leaf.MaxDefinitionLevel, values.Length).ToArray(), repetitions, TestContext.Current.CancellationToken);
            group.CompleteValidate();
        }

        return path;
    }
}
