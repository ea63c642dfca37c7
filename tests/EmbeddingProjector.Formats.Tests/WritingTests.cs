using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using EmbeddingProjector.Formats.Writers;
using EmbeddingProjector.Tests;
using Parquet;
using Xunit;

namespace EmbeddingProjector.Formats.Tests;

/// <summary>What is written reads back identically, with us and with the libraries of the formats.</summary>
public sealed class WritingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("a.parquet")]
    [InlineData("a.arrow")]
    [InlineData("a.feather")]
    [InlineData("a.arrows")]
    public void Vectors_and_columns_of_every_type_read_back_identically(string name)
    {
        float[] values = [0.1f, -0f, 1e-45f, float.NaN, float.PositiveInfinity, -1f / 3];
        var metadata = Columns(
            ("word", ["θ\ttab\nline", null, ""]), ("id", ["-9223372036854775808", "9007199254740993", null]), ("real", ["0.1", null, "1E-07"]), ("truth", ["true", "false", null]),
            ("code", ["007", "8", "9"]), ("nothing", [null, null, null]), ("embedding", ["a", "b", "c"]));

        var file = OpenedFile.Read(Write(name, VectorTable.FromArray(values, 3, 2), metadata));

        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), OpenedFile.Values(file.Vectors).Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(metadata.Columns.Select(c => c.Name), file.Metadata!.Columns.Select(c => c.Name));
        Assert.All(metadata.Columns, c => Assert.Equal(Enumerable.Range(0, 3).Select(c.Text), OpenedFile.Texts(file, c.Name)));
    }

    [Theory]
    [InlineData("a.parquet")]
    [InlineData("a.arrow")]
    [InlineData("a.arrows")]
    public void More_rows_than_one_batch_holds_keep_their_order(string name)
    {
        const int Rows = 5000;
        const int D = 1000;
        var vectors = VectorTable.Create(Rows, D, (first, block) =>
        {
            for (var i = 0; i < block.Length; i++)
            {
                block[i] = (first * D) + i;
            }
        });
        var rows = MetadataColumn.FromTexts("row", Enumerable.Range(0, Rows).Select(r => r.ToString(CultureInfo.InvariantCulture)));

        var file = OpenedFile.Read(Write(name, vectors, new MetadataTable(Rows, [rows])));

        Assert.Equal(Rows, file.Vectors.RowCount);
        Assert.All(Enumerable.Range(0, Rows), r => Assert.Equal((float)((r * D) + 7), file.Vectors.Row(r)[7]));
        Assert.Equal(Enumerable.Range(0, Rows).Select(r => $"{r}"), OpenedFile.Texts(file, "row"));
    }

    [Fact]
    public void Arrow_s_own_library_reads_what_was_written()
    {
        var path = Write("a.arrow", VectorTable.FromArray([1, 2, 3, 4, 5, 6], 3, 2), Columns(("n", ["1", null, "3"])));

        using var reader = new ArrowFileReader(File.OpenRead(path));
        using var batch = reader.ReadNextRecordBatch();

        Assert.Equal([1, null, 3], (Int64Array)batch.Column("n"));
        Assert.Equal([1, 2, 3, 4, 5, 6], ((FloatArray)((FixedSizeListArray)batch.Column("embedding")).Values).Values.ToArray());
    }

    [Fact]
    public async Task Parquet_s_own_library_reads_what_was_written()
    {
        var path = Write("a.parquet", VectorTable.FromArray([1, 2, 3, 4, 5, 6], 3, 2), Columns(("n", ["1", null, "3"])));

        await using var reader = await ParquetReader.CreateAsync(path, cancellationToken: TestContext.Current.CancellationToken);
        using var group = reader.OpenRowGroupReader(0);
        var values = new float[6];
        await group.ReadRawAsync<float>(reader.Schema.DataFields[1], values, new int[6], new int[6], TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 4, 5, 6], values);
        Assert.Equal(["n", "embedding"], reader.Schema.Fields.Select(f => f.Name));
    }

    private string Write(string name, VectorTable vectors, MetadataTable metadata)
    {
        VectorWriters.Add(LibraryFormats.Writers);
        var path = _directory.File(name);
        using var stream = File.Create(path);
        VectorWriters.For(path)!.Write(stream, new WrittenTable(vectors, metadata), TestContext.Current.CancellationToken);
        return path;
    }

    private static MetadataTable Columns(params (string Name, string?[] Texts)[] columns) =>
        new(columns[0].Texts.Length, [.. columns.Select(c => MetadataColumn.FromTexts(c.Name, c.Texts))]);
}
