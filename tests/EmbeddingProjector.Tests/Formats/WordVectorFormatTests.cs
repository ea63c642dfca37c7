using System.Globalization;
using System.Text;
using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class WordVectorFormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("2 3\nthe 1 2 3\n. 4 5 6\n")]
    [InlineData("2 3\r\nthe 1 2 3 \r\n. 4 5 6 \r\n")]
    [InlineData("the 1 2 3\n. 4 5 6")]
    [InlineData("\uFEFFthe 1 2  3\n\n. 4 5 6\n")]
    public void Words_and_numbers_are_read_with_and_without_a_header(string text)
    {
        var file = OpenedFile.Read(_directory.Write("v.txt", text));

        Assert.Equal([1, 2, 3, 4, 5, 6], Values.Of(file.Vectors));
        Assert.Equal(["the", "."], file.Texts("word"));
    }

    [Fact]
    public void Words_that_hold_spaces_or_are_numbers_stay_words()
    {
        var file = OpenedFile.Read(_directory.Write("glove.txt", "the 1 2 3\n. . . 4 5 6\nat name@domain.com 7 8 9\n2010 1e3 -2 .5\nнь 0 0 0\n"));

        Assert.Equal(["the", ". . .", "at name@domain.com", "2010", "нь"], file.Texts("word"));
        Assert.Equal([1000, -2, 0.5f], file.Vectors.Row(3).ToArray());
    }

    [Fact]
    public void Numbers_alone_are_a_matrix_without_words()
    {
        var file = OpenedFile.Read(_directory.Write("m.txt", "1.000e+00 2.5\n 3 4\n"));

        Assert.Equal([1, 2.5f, 3, 4], Values.Of(file.Vectors));
        Assert.Null(file.Metadata);
    }

    [Fact]
    public void A_file_packed_with_gzip_reads_like_its_content()
    {
        var file = OpenedFile.Read(_directory.Write("v.vec.gz", Packed.Gzip("2 2\na 1 2\nb 3 4\n")));

        Assert.Equal([1, 2, 3, 4], Values.Of(file.Vectors));
        Assert.Equal(["a", "b"], file.Texts("word"));
    }

    [Theory]
    [InlineData("a 1 2 3\nb 4 5 6\nc 7 8\n", "line 3", "2 numbers after \"c\"")]
    [InlineData("a 1 2 3\nb 4 5 6\nc 7 8 9 10\n", "line 3", "more than 3 numbers")]
    [InlineData("a 1 2 3\nb 4 5 6\nc 7 x 9\n", "line 3", "1 number after \"x\"")]
    [InlineData("a 1 2 3\nb 4 5 6\nc 7 8 x\n", "line 3", "\"x\"")]
    [InlineData("3 2\na 1 2\nb 3 4\n", "line 1", "3 rows are stated and 2 follow")]
    [InlineData("1152921504606846976 2\na 1 2\nb 3 4\n", "line 1", "1,152,921,504,606,846,976 rows are stated and 2 follow")]
    public void A_line_that_does_not_fit_is_named(string text, string place, string found)
    {
        var error = OpenedFile.Fails(_directory.Write("v.txt", text));

        Assert.Equal(place, error.Place);
        Assert.Equal(found, error.Found);
        Assert.NotNull(error.Expected);
    }

    [Fact]
    public void More_rows_than_the_header_states_are_shown_and_noted()
    {
        var file = OpenedFile.Read(_directory.Write("v.vec", "1 2\na 1 2\nb 3 4\n"));

        Assert.Equal(2, file.Vectors.RowCount);
        Assert.Contains("states 1 rows; the file holds 2", Assert.Single(file.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_stretches_keep_their_order_and_their_line_numbers()
    {
        const int Rows = 300_000;
        var text = new StringBuilder();
        for (var row = 0; row < Rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"word{row} {row} {row + 0.5}\n");
        }

        var file = OpenedFile.Read(_directory.Write("v.txt", text.ToString()));
        var error = OpenedFile.Fails(_directory.Write("bad.txt", text.ToString().Replace("word299000 299000", "word299000 nope", StringComparison.Ordinal)));

        Assert.Equal(Rows, file.Vectors.RowCount);
        Assert.All(Enumerable.Range(0, Rows), row => Assert.Equal(row + 0.5f, file.Vectors.Row(row)[1]));
        Assert.Equal("word123456", file.Metadata!.Columns[0].Text(123456));
        Assert.Equal("line 299,001", error.Place);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void The_binary_form_reads_with_and_without_line_ends(string end)
    {
        byte[] bytes = [.. "2 2\n"u8, .. "θ "u8, .. Floats(1, -2.5f), .. Encoding.UTF8.GetBytes(end), .. "\t. "u8, .. Floats(float.MaxValue, 1e-45f), .. Encoding.UTF8.GetBytes(end)];

        foreach (var path in new[] { _directory.Write("v.bin", bytes), _directory.Write("v.bin.gz", Packed.Gzip(bytes)) })
        {
            var file = OpenedFile.Read(path);

            Assert.Equal([1, -2.5f, float.MaxValue, 1e-45f], Values.Of(file.Vectors));
            Assert.Equal(["θ", "\t."], file.Texts("word"));
            Assert.Empty(file.Notes);
        }
    }

    [Fact]
    public void A_binary_file_cut_short_or_with_an_absurd_header_says_so()
    {
        byte[] whole = [.. "2 2\n"u8, .. "a "u8, .. Floats(1, 2), .. "bb "u8, .. Floats(3, 4)];

        var cut = OpenedFile.Fails(_directory.Write("cut.bin", whole.AsSpan(0, whole.Length - 3)));
        var absurd = OpenedFile.Fails(_directory.Write("absurd.bin", [.. "2000000000 2\n"u8, .. whole[4..]]));
        var beyond = OpenedFile.Fails(_directory.Write("beyond.bin", [.. "1152921504606846976 2\n"u8, .. whole[4..]]));

        Assert.Equal("word 2, offset 22", cut.Place);
        Assert.Contains("need 18,000,000,000 bytes or more; 21 follow: it was cut short", absurd.Found, StringComparison.Ordinal);
        Assert.Contains("[1152921504606846976, 2]", beyond.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_fastText_is_refused_by_name()
    {
        var error = Assert.Throws<DataFormatException>(() => OpenedFile.List(_directory.Write("m.bin", [.. BitConverter.GetBytes(793712314), .. new byte[60]])));

        Assert.Contains("model of fastText", error.Found, StringComparison.Ordinal);
        Assert.Contains(".vec", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_reads_or_says_what_is_wrong()
    {
        string[] files = ["3 2\na 1 2\nb 3 4\nc d 5 6\n", "the 1.5 2 -3e4\n. . 4 5 6\nθ nan inf 0\n", "1 2\n3 4\n5 6\n"];
        FuzzedFiles.Fuzz(_directory, WordVectorFormat.Instance, random =>
        {
            var bytes = Mutation.Apply(random, Encoding.UTF8.GetBytes(files[random.Next(files.Length)]));
            return new() { ["x.vec"] = random.Next(4) == 0 ? Mutation.Apply(random, Packed.Gzip(bytes)) : bytes };
        }, "x.vec");
    }

    [Fact]
    public void A_damaged_binary_file_reads_or_says_what_is_wrong()
    {
        byte[] file = [.. "3 2\n"u8, .. "a "u8, .. Floats(1, 2), .. "\nbb "u8, .. Floats(3, 4), .. "\n "u8, .. Floats(5, 6)];
        FuzzedFiles.Fuzz(_directory, Word2VecBinaryFormat.Instance, random =>
        {
            var bytes = Mutation.Apply(random, file);
            return new() { ["x.bin"] = random.Next(4) == 0 ? Mutation.Apply(random, Packed.Gzip(bytes)) : bytes };
        }, "x.bin");
    }

    [Fact]
    public void Gzip_that_unpacks_without_bound_is_refused()
    {
        var bomb = Packed.Gzip(new string('1', 200 << 20));

        var error = Assert.Throws<DataFormatException>(() => OpenedFile.List(_directory.Write("bomb.vec.gz", bomb)));

        Assert.Contains("unpack to more than", error.Found, StringComparison.Ordinal);
        Assert.Contains("gunzip", error.Remedy, StringComparison.Ordinal);
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
