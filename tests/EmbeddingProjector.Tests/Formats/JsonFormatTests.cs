using System.Globalization;
using System.Text;
using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class JsonFormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("a.jsonl", "{\"word\": \"a\", \"embedding\": [1, 2.5]}\n{\"word\": \"b\", \"embedding\": [-3, 4e0]}\n")]
    [InlineData("a.ndjson", "{\"embedding\":[1,2.5],\"word\":\"a\"}\r\n\r\n{\"word\":\"b\",\"embedding\":[-3,4]}")]
    [InlineData("a.json", "[{\"word\": \"a\", \"embedding\": [1, 2.5]}, {\"word\": \"b\", \"embedding\": [-3, 4]}]")]
    [InlineData("a.json", "{\"model\": \"m\", \"data\": [{\"word\": \"a\", \"embedding\": [1, 2.5]}, {\"word\": \"b\", \"embedding\": [-3, 4]}], \"usage\": {\"n\": 2}}")]
    [InlineData("a.json", "{\"word\": [\"a\", \"b\"], \"embeddings\": [[1, 2.5], [-3, 4]]}")]
    [InlineData("a.txt", "{\"word\": \"a\", \"embedding\": [1, 2.5]}\n{\"word\": \"b\", \"embedding\": [-3, 4]}\n")]
    public void The_shapes_that_records_come_in_read_alike(string name, string text)
    {
        var file = OpenedFile.Read(_directory.Write(name, text));

        Assert.Equal([1, 2.5f, -3, 4], Values.Of(file.Vectors));
        Assert.Equal(["a", "b"], file.Texts("word"));
    }

    [Theory]
    [InlineData("{\"a\": [1, 2.5], \"b\": [-3, 4]}")]
    [InlineData("{\"a\": {\"vector\": [1, 2.5]}, \"b\": {\"vector\": [-3, 4]}}")]
    public void Vectors_by_label_keep_their_labels(string text)
    {
        var file = OpenedFile.Read(_directory.Write("a.json", text));

        Assert.Equal([1, 2.5f, -3, 4], Values.Of(file.Vectors));
        Assert.Equal(["a", "b"], file.Texts("label"));
    }

    [Theory]
    [InlineData("a.json", "[[1, 2.5], [-3, 4]]")]
    [InlineData("a.jsonl", "[1, 2.5]\n[-3, 4]\n")]
    public void Arrays_of_numbers_alone_have_no_metadata(string name, string text)
    {
        var file = OpenedFile.Read(_directory.Write(name, text));

        Assert.Equal([1, 2.5f, -3, 4], Values.Of(file.Vectors));
        Assert.Null(file.Metadata);
    }

    [Fact]
    public void Fields_keep_their_text_and_objects_are_taken_apart()
    {
        var file = OpenedFile.Read(_directory.Write("a.jsonl", """
            {"id": 1, "v": [1, NaN], "text": "tab\t\"q\" \u00e9\ud83d\ude00 \\", "metadata": {"title": "A", "tags": ["x", "y"]}, "ok": true, "none": null}
            {"id": 2.50, "v": [-Infinity, 2], "text": "", "late": "here"}
            """));

        Assert.Equal([1, float.NaN, float.NegativeInfinity, 2], Values.Of(file.Vectors));
        Assert.Equal(["1", "2.50"], file.Texts("id"));
        Assert.Equal(["tab\t\"q\" é😀 \\", null], file.Texts("text"));
        Assert.Equal(["A", null], file.Texts("metadata.title"));
        Assert.Equal(["[\"x\", \"y\"]", null], file.Texts("metadata.tags"));
        Assert.Equal(["true", null], file.Texts("ok"));
        Assert.Equal([null, "here"], file.Texts("late"));
    }

    [Fact]
    public void Several_vectors_a_record_are_listed_and_the_one_called_embedding_comes_first()
    {
        var path = _directory.Write("a.jsonl", "{\"map\": [1, 2], \"embedding\": [1, 2, 3]}\n{\"map\": [3, 4], \"embedding\": [4, 5, 6]}\n");

        Assert.Equal(["embedding", "map"], OpenedFile.List(path).Select(t => t.Name));
        Assert.Equal([1, 2, 3, 4], Values.Of(OpenedFile.Read(path, "map").Vectors));
    }

    [Theory]
    [InlineData("{\"e\": [1, 2]}\n{\"e\": [1]}\n", "line 2, offset 23", "a vector of 1 numbers; expected 2, as in the first records")]
    [InlineData("{\"e\": [1, 2]}\n{\"f\": 1}\n", "line 2, offset 22", "a record without \"e\"; expected 2 numbers in it")]
    [InlineData("{\"e\": [1, 2]}\n{\"e\": [1, \"2\"]}\n", "line 2, offset 24", "\"\"2\"]}\"; expected a number")]
    [InlineData("{\"e\": [1, 2]}\n{\"e\": [1, 2\n", "line 3, offset 26", "the text ends here; expected a comma or the end of the array")]
    public void A_record_that_does_not_fit_is_named(string text, string place, string found)
    {
        var path = _directory.Write("a.jsonl", text);
        var format = VectorFormats.Detect(path);

        var error = Assert.Throws<DataFormatException>(() => format.Read(path, new TensorInfo("a.jsonl", "float32", [2, 2]), ReadSettings.Default, default));

        Assert.Equal((place, found), (error.Place, error.Found));
    }

    [Fact]
    public void Columns_of_another_length_are_left_out_with_both_numbers()
    {
        var file = OpenedFile.Read(_directory.Write("a.json", "{\"labels\": [1, 2, 3], \"vectors\": [[1, 2], [3, 4]]}"));

        Assert.Null(file.Metadata);
        Assert.Contains("\"labels\" holds 3 values for 2 vectors and was left out.", file.Notes);
    }

    [Fact]
    public void Many_stretches_keep_their_order()
    {
        const int Rows = 40_000;
        var text = "[" + string.Join(",\n", Enumerable.Range(0, Rows).Select(r => string.Create(CultureInfo.InvariantCulture, $"{{\"s\": \"}}]{{[\\\"{r}\", \"e\": [{r}, 0.5, {-r}]}}"))) + "]";

        var file = OpenedFile.Read(_directory.Write("a.json", text));

        Assert.Equal(Rows, file.Vectors.RowCount);
        Assert.All(Enumerable.Range(0, Rows), row => Assert.Equal(-row, file.Vectors.Row(row)[2]));
        Assert.Equal("}]{[\"39999", file.Texts("s")[^1]);
    }

    [Fact]
    public void JSON_without_vectors_is_metadata_and_says_so()
    {
        var path = _directory.Write("a.jsonl", "{\"id\": \"a\", \"n\": 1}\n{\"id\": \"b\"}\n");

        var error = Assert.Throws<DataFormatException>(() => OpenedFile.List(path));
        var table = MetadataFormats.Detect(path)!.ReadMetadata(path, default);

        Assert.Contains("--metadata", error.Remedy, StringComparison.Ordinal);
        Assert.Equal(["id", "n"], table.Columns.Select(c => c.Name));
        Assert.Equal([null, "1"], [table.Columns[1].Text(1), table.Columns[1].Text(0)]);
    }

    [Fact]
    public void A_damaged_file_reads_or_says_what_is_wrong()
    {
        string[] files =
        [
            "{\"w\": \"a\\n\", \"e\": [1, 2]}\n{\"w\": \"b\", \"e\": [3, 4]}\n", "[[1, 2], [3, 4]]", "{\"a\": [1, 2], \"b\": [3, 4]}",
            "{\"d\": [{\"e\": [1, 2], \"m\": {\"t\": null}}], \"u\": 1}", "{\"v\": [[1, 2], [3, 4]], \"l\": [\"x\", \"y\"]}", "{\"a\": {\"e\": [1, 2]}}",
        ];
        FuzzedFiles.Fuzz(_directory, JsonFormat.Instance, random =>
        {
            var bytes = Mutation.Apply(random, Encoding.UTF8.GetBytes(files[random.Next(files.Length)]));
            return new() { ["x.json"] = random.Next(4) == 0 ? Mutation.Apply(random, Packed.Gzip(bytes)) : bytes };
        }, "x.json");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("[[1],")]
    [InlineData("\"")]
    [InlineData("{}")]
    [InlineData("[{\"a\":[1,2]},")]
    public void Nested_or_repeated_garbage_is_read_in_proportion(string pattern) =>
        FuzzedFiles.RunBounded(JsonFormat.Instance, _directory.Write("x.json", string.Concat(Enumerable.Repeat(pattern, 50_000))), pattern);

    [Fact]
    public void A_new_field_in_every_record_is_refused_before_it_fills_the_memory()
    {
        var text = string.Concat(Enumerable.Range(0, 200_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"f{i}\":1,\"e\":[1,2]}}\n")));

        var error = OpenedFile.Fails(_directory.Write("x.jsonl", text));

        Assert.Contains("different fields", error.Found, StringComparison.Ordinal);
    }
}
