using System.Globalization;
using System.Text;
using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class TsvFormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("1\t2\n3\t4\n")]
    [InlineData("1\t2\n3\t4")]
    [InlineData("1\t2\r\n3\t4\r\n")]
    [InlineData("1\t2\r\r\n3\t4\r\r\n")]
    [InlineData("\uFEFF1\t2\n\n  \n3\t4\n\n")]
    [InlineData(" 1 \t2\t\n3\t 4\t\n")]
    [InlineData("+1e0\t20E-1\n3.\t.4e+1\n")]
    public void Line_ends_blank_lines_and_spaces_do_not_change_the_numbers(string text)
    {
        var file = Read(text);

        Assert.Equal([1, 2, 3, 4], Values.Of(file.Vectors));
        Assert.Equal(2, file.Vectors.RowCount);
        Assert.Null(file.Metadata);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void The_words_of_Python_for_special_numbers_are_read()
    {
        var values = Values.Of(Read("nan\t-NaN\tinf\t-Infinity\t+INF\t1_000.5_0\t1e400\n").Vectors);

        Assert.Equal([float.NaN, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.PositiveInfinity, 1000.5f, float.PositiveInfinity], values);
    }

    [Theory]
    [InlineData("1_")]
    [InlineData("_1")]
    [InlineData("1__0")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    [InlineData("1e")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("∞")]
    [InlineData("--1")]
    [InlineData("1 2")]
    public void What_Python_refuses_as_a_float_names_line_and_column(string cell)
    {
        var path = _directory.Write("x.tsv", $"1\t2\t3\n4\t5\t6\n7\t{cell}\t9\n");

        var error = Assert.Throws<DataFormatException>(() => Read(path, TsvFormat.Instance));

        Assert.Equal("line 3, column 2", error.Place);
        Assert.Contains($"\"{cell}\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_number_is_the_nearest_float64_rounded_to_float32()
    {
        var random = new Random(20261124);
        var cells = new List<string> { "9007199254740993", "0.1e-5", "1.7976931348623157e308", "4.9e-324", "8.5899345920000005e9", "16777217", "000000000000000000000000001.5", "123456789012345678901234567890", "0.000000000000000000000000000000000000000000001401298464324817", "3.4028235677973366e38", "-0" };
        for (var i = 0; i < 50_000; i++)
        {
            var value = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32));
            var wide = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            var digits = random.NextInt64().ToString(CultureInfo.InvariantCulture);
            var point = random.Next(digits.Length);
            cells.Add(value.ToString("R", CultureInfo.InvariantCulture));
            cells.Add(((double)value).ToString("R", CultureInfo.InvariantCulture));
            cells.Add(wide.ToString("R", CultureInfo.InvariantCulture));
            cells.Add($"{digits[..point]}.{digits[point..]}e{random.Next(-70, 70)}");
            // Half-way between two float32, or a hair beside it.
            cells.Add(((double)MathF.BitIncrement(MathF.Abs(value) % 1e6f) + (Math.ScaleB(1, -24) * random.Next(-2, 3))).ToString("F30", CultureInfo.InvariantCulture));
        }

        cells.RemoveAll(cell => cell.Contains("NaN", StringComparison.Ordinal));
        var values = Values.Of(Read(string.Join('\n', cells)).Vectors);

        Assert.Equal(cells.Count, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var expected = (float)double.Parse(cells[i], CultureInfo.InvariantCulture);
            Assert.True(BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(values[i]), $"{cells[i]}: {values[i]:R}, expected {expected:R}");
        }
    }

    [Fact]
    public void A_header_row_is_left_out_and_noted()
    {
        var file = Read("x\ty\n1\t2\n3\t4\n");

        Assert.Equal([1, 2, 3, 4], Values.Of(file.Vectors));
        Assert.Equal("The first line was read as a header: x, y.", Assert.Single(file.Notes));
    }

    [Theory]
    [InlineData("cat\t1\t2\ndog\t3\t4\n", "label")]
    [InlineData("word\tx\ty\ncat\t1\t2\ndog\t3\t4\n", "word")]
    [InlineData("x\ty\ncat\t1\t2\ndog\t3\t4\n", "label")]
    [InlineData("\t0\t1\ncat\t1\t2\ndog\t3\t4\n", "label")]
    [InlineData("1\t2\tcat\n3\t4\tdog\n", "label")]
    [InlineData("x\ty\tspecies\n1\t2\tcat\n3\t4\tdog\n", "species")]
    public void A_column_of_words_becomes_the_labels(string text, string name)
    {
        var file = Read(text);

        Assert.Equal([1, 2, 3, 4], Values.Of(file.Vectors));
        var column = Assert.Single(file.Metadata!.Columns);
        Assert.Equal(name, column.Name);
        Assert.Equal(["cat", "dog"], column.Values);
        Assert.Contains(file.Notes, note => note.Contains($"labels, \"{name}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void The_index_that_pandas_writes_is_no_dimension()
    {
        var file = Read("\tx\ty\n0\t1\t2\n1\t3\t4\n");

        Assert.Equal([1, 2, 3, 4], Values.Of(file.Vectors));
        Assert.Equal("index", Assert.Single(file.Metadata!.Columns).Name);
    }

    [Fact]
    public void Labels_may_look_like_numbers_or_be_missing()
    {
        var labels = Read("the\t1\t2\n1999\t3\t4\nnan\t5\t6\nθ\t7\t8\n\t9\t10\n").Metadata!.Columns[0];

        Assert.Equal(["the", "1999", "nan", "θ", null], Enumerable.Range(0, 5).Select(labels.Text));
    }

    [Theory]
    [InlineData("1\t2\n3\t4\n5\n", "line 3", "1 cells", "2, as in the first row")]
    [InlineData("1\t2\n\n3\t4\t5\n", "line 3", "3 cells", "2, as in the first row")]
    [InlineData("a\t1\t2\nb\t3\n", "line 2", "2 cells", "3, as in the first row")]
    public void A_ragged_line_is_named_with_both_counts(string text, string place, string found, string expected)
    {
        var path = _directory.Write("ragged.tsv", text);

        var error = Assert.Throws<DataFormatException>(() => Read(path, TsvFormat.Instance));

        Assert.StartsWith(place, error.Place, StringComparison.Ordinal);
        if (error.Expected != "a number")
        {
            Assert.Equal((found, expected), (error.Found, error.Expected));
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_suggest_raw_float32()
    {
        var path = _directory.Write("raw.tsv", [0x00, 0x00, 0x80, 0x3f, 0xff, 0xfe, 0x40, 0x40]);

        var error = Assert.Throws<DataFormatException>(() => Read(path, VectorFormats.Detect(path)));

        Assert.Contains("--columns", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n  \n")]
    public void A_file_without_lines_says_so(string text)
    {
        var path = _directory.Write("empty.tsv", text);

        Assert.Equal("no lines", Assert.Throws<DataFormatException>(() => Read(path, TsvFormat.Instance)).Found);
    }

    [Fact]
    public void A_file_of_labels_alone_suggests_metadata()
    {
        var path = _directory.Write("metadata.tsv", "the_\nof_\n");

        Assert.Contains("metadata", Assert.Throws<DataFormatException>(() => Read(path, TsvFormat.Instance)).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_longer_than_the_buffer_are_read_whole()
    {
        const int Columns = 300_000;
        var row = string.Join('\t', Enumerable.Range(0, Columns).Select(i => i.ToString(CultureInfo.InvariantCulture)));

        var vectors = Read($"{row}\n{row}\n{row}\n").Vectors;

        Assert.Equal((3, Columns), (vectors.RowCount, vectors.ColumnCount));
        Assert.Equal(Columns - 1, vectors.Row(2)[Columns - 1]);
    }

    [Fact]
    public void Listing_counts_rows_without_header_and_blank_lines()
    {
        var path = _directory.Write("x.tsv", "word\tx\ty\n\ncat\t1\t2\r\n\r\ndog\t3\t4");

        var tensor = Assert.Single(TsvFormat.Instance.List(path, TestContext.Current.CancellationToken));

        Assert.Equal(("x.tsv", "float32"), (tensor.Name, tensor.ElementType));
        Assert.Equal([2, 2], tensor.Shape);
    }

    [Fact]
    public void Visiting_sees_the_values_that_reading_yields()
    {
        var path = _directory.Write("x.tsv", "word\tx\ty\ncat\t0.1\t2\ndog\t3\tnan\n");

        var visited = Values.Of(visit => TsvFormat.Instance.Visit(path, new TensorInfo("x.tsv", "float32", [2, 2]), visit, TestContext.Current.CancellationToken));

        Assert.Equal(Values.Of(Read(path, TsvFormat.Instance).Vectors).Select(v => (double)v), visited);
    }

    [Theory]
    [InlineData("vectors.tsv", "anything", true)]
    [InlineData("vectors.txt", "0.1\t0.2\n", true)]
    [InlineData("vectors", "0.1\n0.2\n", true)]
    [InlineData("story.txt", "Once upon a time\n", false)]
    [InlineData("glove.txt", "the 0.1 0.2\n", false)]
    public void Text_with_tabs_or_one_number_a_line_is_recognised(string name, string text, bool recognised)
    {
        var path = _directory.Write(name, text);

        Assert.Equal(recognised, TsvFormat.Instance.Recognizes(path, Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("logdirs/washnlp-small/vectors.tsv", 20)]
    [InlineData("small-tables/digits_1797_64d_tensors.tsv", 64)]
    [InlineData("logdirs/pytorch-add-embedding-7-steps/00004/default/tensors.tsv", 11)]
    public void Real_files_read_in_full(string relativePath, int columns)
    {
        var path = SharedData.Path(relativePath);

        var file = Read(path, VectorFormats.Detect(path));

        Assert.Equal(File.ReadLines(path).Count(line => line.Length > 0), file.Vectors.RowCount);
        Assert.Equal(columns, file.Vectors.ColumnCount);
        Assert.Empty(file.Notes);
    }

    private VectorFile Read(string text) => Read(_directory.Write("x.tsv", text), TsvFormat.Instance);

    private static VectorFile Read(string path, IVectorFormat format) =>
        format.Read(path, Assert.Single(format.List(path, TestContext.Current.CancellationToken)), ReadSettings.Default, TestContext.Current.CancellationToken);
}
