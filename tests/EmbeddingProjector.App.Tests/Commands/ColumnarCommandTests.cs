using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

/// <summary>Parquet and Arrow through the command line: several columns of vectors, and metadata that comes in such files.</summary>
public sealed class ColumnarCommandTests : IDisposable
{
    private readonly LogDirectoryOnDisk _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Inspect_lists_every_column_of_vectors_and_convert_names_the_one_it_takes()
    {
        var path = TwoColumns();

        var (_, listed, _) = await CommandRun.InProcessAsync("inspect", path);
        var (code, _, error) = await CommandRun.InProcessAsync("convert", path, _directory.File("guess.npy"));
        var (_, _, chosen) = await CommandRun.InProcessAsync("convert", path, _directory.File("map.npy"), "--tensor", "map");

        Assert.Equal(0, code);
        Assert.Matches(@"map\s+float32\s+\[2, 2\]", listed);
        Assert.Matches(@"embedding\s+float32\s+\[2, 3\]", listed);
        Assert.Contains("Taking tensor \"embedding\"", error, StringComparison.Ordinal);
        Assert.Contains("2 × 3", error, StringComparison.Ordinal);
        Assert.Contains("2 × 2", chosen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".parquet")]
    [InlineData(".arrow")]
    [InlineData(".jsonl")]
    public async Task Metadata_of_another_count_is_said_with_both_numbers_and_the_likely_cause(string ending)
    {
        var vectors = _directory.WriteVectors("five.npy", LogDirectoryOnDisk.SmallVectors, 3);
        var metadata = await Metadata(ending, ["a", "b", "c", "d"]);

        var (code, _, error) = await CommandRun.InProcessAsync("convert", vectors, _directory.File("out.csv"), "--metadata", metadata);

        Assert.True(code == 0, error);
        Assert.Contains("has 4 rows for 5 points", error, StringComparison.Ordinal);
        Assert.Contains("padding", error, StringComparison.Ordinal);
        Assert.StartsWith("word,", File.ReadLines(_directory.File("out.csv")).First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".parquet")]
    [InlineData(".arrows")]
    public async Task Metadata_is_joined_by_the_key_that_both_files_have(string ending)
    {
        _directory.Write("items.csv", "word,dim_0,dim_1,dim_2\nc,1,2,3\na,4,5,6\n");
        var metadata = await Metadata(ending, ["a", "b", "c", "d"]);

        var (code, _, error) = await CommandRun.InProcessAsync("convert", _directory.File("items.csv"), _directory.File("out.csv"), "--metadata", metadata);

        Assert.True(code == 0, error);
        Assert.Contains("joined to the 2 vectors by \"word\"", error, StringComparison.Ordinal);
        Assert.Equal(["word,number,dim_0,dim_1,dim_2", "c,2,1,2,3", "a,0,4,5,6"], File.ReadLines(_directory.File("out.csv")));
    }

    // A file of vectors is a file of metadata too: its vectors are left out.
    private async Task<string> Metadata(string ending, string[] words)
    {
        var vectors = _directory.WriteVectors("words.npy", new float[words.Length * 2], 2);
        _directory.Write("words_metadata.tsv", "word\tnumber\n" + string.Concat(words.Index().Select(w => $"{w.Item}\t{w.Index}\n")));
        var (code, _, error) = await CommandRun.InProcessAsync("convert", vectors, _directory.File("metadata" + ending));
        Assert.True(code == 0, error);
        return _directory.File("metadata" + ending);
    }

    private string TwoColumns()
    {
        var path = _directory.File("two.arrow");
        IArrowArray[] columns = [Vectors(2), Vectors(3)];
        var schema = new Schema([new Field("map", columns[0].Data.DataType, true), new Field("embedding", columns[1].Data.DataType, true)], null);
        using var stream = File.Create(path);
        using var writer = new ArrowFileWriter(stream, schema);
        writer.WriteRecordBatch(new RecordBatch(schema, columns, 2));
        writer.WriteEnd();
        return path;
    }

    private static FixedSizeListArray Vectors(int d) => new(
        new FixedSizeListType(new Field("item", FloatType.Default, true), d), 2, new FloatArray.Builder().AppendRange(Enumerable.Range(0, 2 * d).Select(i => (float)i)).Build(), ArrowBuffer.Empty);
}
