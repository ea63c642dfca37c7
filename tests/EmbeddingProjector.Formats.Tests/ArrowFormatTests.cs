using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using EmbeddingProjector.Tests;
using EmbeddingProjector.Tests.Formats;
using Xunit;

namespace EmbeddingProjector.Formats.Tests;

public sealed class ArrowFormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("list", false, null)]
    [InlineData("list", true, CompressionCodecType.Zstd)]
    [InlineData("large list", true, null)]
    [InlineData("large list", false, CompressionCodecType.Lz4Frame)]
    [InlineData("fixed-size list", false, null)]
    [InlineData("fixed-size list", true, CompressionCodecType.Lz4Frame)]
    [InlineData("fixed-size list", false, CompressionCodecType.Zstd)]
    [InlineData("lists of lists", false, null)]
    [InlineData("half", false, null)]
    [InlineData("double", false, CompressionCodecType.Zstd)]
    public void Vectors_in_lists_of_every_kind_and_packing_are_rows_and_the_rest_is_metadata(string kind, bool isStream, CompressionCodecType? packing)
    {
        const int D = 5;
        var path = ArrowFiles.Write(
            _directory.File("a.bin"),
            [
                .. Enumerable.Range(0, 3).Select(batch => new (string, IArrowArray)[]
                {
                    ("word", ArrowFiles.Texts($"θ {batch}", null)), ("id", new Int64Array.Builder().Append(9007199254740993 + batch).AppendNull().Build()),
                    ("v", ArrowFiles.Vectors(kind, 2 * batch, 2, D)),
                }),
            ],
            isStream, packing);

        var file = OpenedFile.Read(path);

        Assert.Equal((6, D), (file.Vectors.RowCount, file.Vectors.ColumnCount));
        Assert.Equal(Enumerable.Range(0, 6 * D).Select(i => i / 8f), OpenedFile.Values(file.Vectors));
        Assert.Equal(["θ 0", null, "θ 1", null, "θ 2", null], OpenedFile.Texts(file, "word"));
        Assert.Equal(["9007199254740993", null, "9007199254740994", null, "9007199254740995", null], OpenedFile.Texts(file, "id"));
    }

    [Theory]
    [InlineData("int8")]
    [InlineData("uint64")]
    public void Whole_numbers_are_vectors_too_and_keep_their_type_in_the_list(string type)
    {
        var path = ArrowFiles.Write(_directory.File("a.arrow"), ("v", ArrowFiles.Vectors(type, 0, 2, 3)));

        Assert.Equal(type, Assert.Single(OpenedFile.List(path)).ElementType);
        Assert.Equal([0, 1, 2, 3, 4, 5], OpenedFile.Values(OpenedFile.Read(path).Vectors));
    }

    [Fact]
    public void Several_columns_of_vectors_are_listed_and_the_one_called_embedding_is_read()
    {
        var path = ArrowFiles.Write(
            _directory.File("a.arrow"), ("map", ArrowFiles.Vectors("list", 0, 2, 2)), ("embedding", ArrowFiles.Vectors("list", 0, 2, 3)), ("n", new Int32Array.Builder().Append(1).Append(2).Build()));

        Assert.Equal(["map", "embedding"], OpenedFile.List(path).Select(t => t.Name));
        Assert.Equal(3, OpenedFile.Read(path).Vectors.ColumnCount);
        Assert.Equal(2, OpenedFile.Read(path, "map").Vectors.ColumnCount);
    }

    [Fact]
    public void Columns_of_numbers_that_count_are_the_vector_over_several_batches()
    {
        IArrowArray Numbers(params float[] values) => new FloatArray.Builder().AppendRange(values).Build();
        var path = ArrowFiles.Write(
            _directory.File("a.arrow"),
            [[("year", Numbers(7, 8)), ("d0", Numbers(1, 4)), ("d1", Numbers(2, 5)), ("d2", Numbers(3, 6))], [("year", Numbers(9)), ("d0", Numbers(7)), ("d1", Numbers(8)), ("d2", Numbers(9))]]);

        var file = OpenedFile.Read(path);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], OpenedFile.Values(file.Vectors));
        Assert.Equal(["7", "8", "9"], OpenedFile.Texts(file, "year"));
    }

    [Fact]
    public void Structures_are_taken_apart_and_what_is_missing_around_is_missing_inside()
    {
        var title = ArrowFiles.Texts("a", "b");
        var vector = ArrowFiles.Vectors("fixed-size list", 0, 2, 2);
        var type = new StructType([new Field("title", StringType.Default, true), new Field("v", vector.Data.DataType, true)]);
        var structure = new StructArray(type, 2, [title, vector], new ArrowBuffer(new byte[] { 0b01 }), 1);

        var file = OpenedFile.Read(ArrowFiles.Write(_directory.File("a.arrow"), ("meta", structure), ("n", ArrowFiles.Texts("x", "y"))));

        Assert.Equal([0, 0.125f], OpenedFile.Values(file.Vectors));
        Assert.Equal(["a"], OpenedFile.Texts(file, "meta.title"));
        Assert.Contains(file.Notes, n => n.Contains("left out: 1, the first is row 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Cells_of_every_kind_are_texts()
    {
        var views = new StringViewArray.Builder().Append("short").Append("a text of more than twelve bytes").Build();
        var time = new DateTimeOffset(2026, 11, 24, 9, 30, 1, 500, TimeSpan.Zero);
        var path = ArrowFiles.Write(
            _directory.File("a.arrow"), ("v", ArrowFiles.Vectors("list", 0, 2, 2)), ("dictionary", ArrowFiles.Dictionary(["cat", "dog"], 1, null)), ("view", views),
            ("truth", new BooleanArray.Builder().Append(true).Append(false).Build()), ("date", new Date32Array.Builder().Append(time.Date).AppendNull().Build()),
            ("time", new TimestampArray.Builder(new TimestampType(TimeUnit.Millisecond, "UTC")).Append(time).AppendNull().Build()),
            ("real", new DoubleArray.Builder().Append(0.1).Append(double.NaN).Build()), ("null", new NullArray(2)),
            ("decimal", new Decimal128Array.Builder(new Decimal128Type(10, 2)).Append(-1.05m).Append(12m).Build()));

        var file = OpenedFile.Read(path);

        Assert.Equal(["dog", null], OpenedFile.Texts(file, "dictionary"));
        Assert.Equal(["short", "a text of more than twelve bytes"], OpenedFile.Texts(file, "view"));
        Assert.Equal(["true", "false"], OpenedFile.Texts(file, "truth"));
        Assert.Equal(["2026-11-24", null], OpenedFile.Texts(file, "date"));
        Assert.Equal(["2026-11-24T09:30:01.5+00:00", null], OpenedFile.Texts(file, "time"));
        Assert.Equal(["0.1", "NaN"], OpenedFile.Texts(file, "real"));
        Assert.Equal(["-1.05", "12.00"], OpenedFile.Texts(file, "decimal"));
        Assert.Null(file.Metadata!.Column("null"));
        Assert.Contains(file.Notes, n => n.Contains("\"null\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_without_a_list_are_left_out_and_said()
    {
        var path = ArrowFiles.Write(_directory.File("a.arrow"), ("v", ArrowFiles.Lists([1, 2], null, [], [float.NaN, float.NaN], [3, 4])), ("w", ArrowFiles.Texts("a", "b", "c", "d", "e")));

        var file = OpenedFile.Read(path);

        Assert.Equal([1, 2, 3, 4], OpenedFile.Values(file.Vectors));
        Assert.Equal(["a", "e"], OpenedFile.Texts(file, "w"));
        Assert.Contains(file.Notes, n => n.Contains("left out: 3, the first is row 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_number_that_is_missing_in_a_list_is_named_by_row()
    {
        var path = ArrowFiles.Write(_directory.File("a.arrow"), ("v", ArrowFiles.Lists([1, 2], [3, float.NaN])));

        var error = Assert.Throws<DataFormatException>(() => OpenedFile.Read(path));

        Assert.Equal("row 1, column \"v\"", error.Place);
        Assert.Equal("1 of 2 numbers are missing", error.Found);
    }

    [Fact]
    public void Lists_of_several_lengths_are_listed_with_their_lengths_and_refused_by_row()
    {
        var path = ArrowFiles.Write(_directory.File("a.arrow"), ("v", ArrowFiles.Lists([1, 2, 3], [4, 5, 6], [7, 8], [9, 10, 11, 12])));

        Assert.Equal("its lists have 2 to 4 numbers, and vectors are of one length: the first has 3, and row 2 is the first that has not", Assert.Single(OpenedFile.List(path)).Problem);
        Assert.Equal("row 2, column \"v\"", Assert.Throws<DataFormatException>(() => OpenedFile.Read(path)).Place);
    }

    [Theory]
    [InlineData("fixed-size list")]
    [InlineData("list")]
    public void A_matrix_above_the_limit_is_mapped_over_its_batches(string kind)
    {
        var path = ArrowFiles.Write(_directory.File("a.arrow"), [.. new[] { (0, 3), (3, 3), (6, 2) }.Select(b => new[] { ("v", ArrowFiles.Vectors(kind, b.Item1, b.Item2, 4)) })]);
        var format = ArrowFormat.Instance;

        var file = format.Read(path, format.List(path, default)[0], new ReadSettings { Storage = new() { MemoryLimit = 0 } }, default);
        using var vectors = file.Vectors;

        Assert.Equal(3, vectors.BlockCount);
        Assert.Equal(Enumerable.Range(0, 32).Select(i => i / 8f), OpenedFile.Values(vectors));
        Assert.Contains(file.Notes, n => n.StartsWith("The file is mapped", StringComparison.Ordinal));
    }

    [Fact]
    public void Feather_of_the_first_version_is_refused_by_name()
    {
        var path = _directory.File("old.feather");
        File.WriteAllBytes(path, [.. "FEA1"u8, .. new byte[40], .. "FEA1"u8]);

        var error = Assert.Throws<DataFormatException>(() => OpenedFile.Read(path));

        Assert.Contains("Feather of the first version", error.Found, StringComparison.Ordinal);
        Assert.Contains("to_feather", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_its_end_says_so()
    {
        var path = ArrowFiles.Write(_directory.File("a.arrow"), ("v", ArrowFiles.Vectors("list", 0, 100, 4)));
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..^20]);

        var error = Assert.Throws<DataFormatException>(() => OpenedFile.Read(path));

        Assert.Equal($"offset {whole.Length - 30:N0}", error.Place);
        Assert.Contains("end of the file is missing", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, CompressionCodecType.Zstd)]
    [InlineData(true, CompressionCodecType.Lz4Frame)]
    public void A_damaged_file_reads_or_says_what_is_wrong(bool isStream, CompressionCodecType? packing)
    {
        var path = ArrowFiles.Write(
            _directory.File("whole.arrow"),
            [
                .. Enumerable.Range(0, 2).Select(batch => new (string, IArrowArray)[]
                {
                    ("v", ArrowFiles.Vectors("fixed-size list", batch, 3, 4)), ("l", ArrowFiles.Lists([1, 2], null, [3, 4])), ("d", ArrowFiles.Dictionary(["x", "y"], 0, 1, null)), ("t", ArrowFiles.Texts("a", null, "θ")),
                }),
            ],
            isStream, packing);
        var bytes = File.ReadAllBytes(path);

        using var memory = new TemporaryDirectory(inMemory: true);
        FuzzedFiles.Fuzz(memory, ArrowFormat.Instance, random => new() { ["x.arrow"] = Mutation.Apply(random, bytes) }, "x.arrow", rounds: 1000);
        OpenedFile.Damage(bytes, _directory.File("x.arrow"), flips: 400);
    }

    [Fact]
    public void Packed_bytes_that_state_more_than_they_can_hold_are_refused()
    {
        var zeros = ArrowFiles.Fixed(new FloatArray.Builder().AppendRange(Enumerable.Repeat(0f, 64)).Build(), 16, 4);
        var path = ArrowFiles.Write(_directory.File("a.arrow"), [[("v", zeros)]], packing: CompressionCodecType.Zstd);
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().LastIndexOf(BitConverter.GetBytes(256L));
        BitConverter.TryWriteBytes(bytes.AsSpan(at), 1L << 40);
        File.WriteAllBytes(path, bytes);

        Assert.Contains("that state 1,099,511,627,776", Assert.Throws<DataFormatException>(() => OpenedFile.Read(path)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Flights_are_read_as_three_columns_of_numbers()
    {
        var file = OpenedFile.Read(SharedData.Path("formats/flights-200k.arrow"));

        Assert.Equal((200_000, 3), (file.Vectors.RowCount, file.Vectors.ColumnCount));
    }

    [Fact]
    public void Vectors_that_are_texts_are_lists_and_a_number_that_is_missing_among_columns_is_named()
    {
        var texts = ArrowFiles.Write(_directory.File("a.arrow"), ("v", ArrowFiles.Texts("[1, 2.5]", null, "[-3,4]")), ("n", ArrowFiles.Texts("a", "b", "c")));
        var numbers = ArrowFiles.Write(_directory.File("b.arrow"), ("x", new FloatArray.Builder().Append(1).AppendNull().Build()), ("y", new FloatArray.Builder().Append(1).Append(2).Build()));

        var file = OpenedFile.Read(texts);
        var error = Assert.Throws<DataFormatException>(() => OpenedFile.Read(numbers));

        Assert.Equal([1, 2.5f, -3, 4], OpenedFile.Values(file.Vectors));
        Assert.Equal(["a", "c"], OpenedFile.Texts(file, "n"));
        Assert.Equal(("row 1, column \"x\"", "no value, as in 1 of 2 rows"), (error.Place, error.Found));
    }

    [Fact]
    public void The_feather_file_of_mixed_columns_opens_with_its_vectors()
    {
        var file = OpenedFile.Read(SharedData.Path("formats/multimodal-random-small.feather"));

        Assert.Equal((6, 4), (file.Vectors.RowCount, file.Vectors.ColumnCount));
        Assert.Equal("-112798035", file.Metadata!.Column("int")!.Text(0));
    }
}
