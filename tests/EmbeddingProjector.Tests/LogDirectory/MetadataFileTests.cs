using System.IO.Compression;
using System.Text;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class MetadataFileTests : IDisposable
{
    private readonly TemporaryLogs _logs = new();
    private readonly List<LogProblem> _problems = [];

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void One_column_without_a_tab_is_labels_from_the_first_line_on()
    {
        var table = Read("the_\nof_\nand_\n", 3);

        Assert.Equal(["label"], Names(table));
        Assert.Equal(["the_", "of_", "and_"], Column(table, 0));
        Assert.Empty(_problems);
    }

    [Fact]
    public void A_first_line_with_a_tab_is_a_header()
    {
        var table = Read("word\tcount\nthe\t007\nof\t1e3\n", 2);

        Assert.Equal(["word", "count"], Names(table));
        Assert.Equal(["007", "1e3"], Column(table, 1));
        Assert.True(table!.Columns[1].IsNumeric);
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("a\nb\nc")]
    [InlineData("a\r\nb\r\nc\r\n")]
    [InlineData("a\r\r\nb\r\r\nc\r\r\n")]
    [InlineData("\uFEFFa\nb\nc\n")]
    [InlineData("a\nb\nc\n\n")]
    [InlineData("a\r\nb\r\nc\r\n\r\n\r\n")]
    public void Line_ends_and_byte_order_marks_are_no_part_of_labels(string text)
    {
        Assert.Equal(["a", "b", "c"], Column(Read(text, 3), 0));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Only_a_line_feed_ends_a_line() =>
        Assert.Equal(["a\u2028b", "c\u0085d", "e\vf\fg", "\rh"], Column(Read("a\u2028b\nc\u0085d\ne\vf\fg\n\rh\n", 4), 0));

    [Fact]
    public void Blank_lines_are_labels_when_the_count_proves_it()
    {
        var table = Read("a\n \n\n\u00a0\nb\n", 5);

        Assert.Equal(["a", " ", null, "\u00a0", "b"], Column(table, 0));
        Assert.Empty(_problems);
    }

    [Fact]
    public void An_empty_first_label_is_kept_when_the_count_proves_it() =>
        Assert.Equal([null, "a", "b"], Column(Read("\na\nb\n", 3), 0));

    [Fact]
    public void Blank_lines_are_left_out_when_the_count_proves_it_and_that_is_said()
    {
        var table = Read("a\n\nb\n  \nc\n", 3);

        Assert.Equal(["a", "b", "c"], Column(table, 0));
        Assert.Equal("m.tsv: 2 blank lines were left out.", Assert.Single(_problems).Message);
    }

    [Fact]
    public void A_header_over_one_column_is_accepted_when_the_count_proves_it()
    {
        var table = Read("word\nthe\nof\n", 2);

        Assert.Equal(["word"], Names(table));
        Assert.Equal(["the", "of"], Column(table, 0));
        var note = Assert.Single(_problems);
        Assert.Equal(ProblemSeverity.Note, note.Severity);
        Assert.Equal("m.tsv has 3 lines for 2 points, so its first line, \"word\", was read as the name of the column.", note.Message);
        Assert.Equal("If that line is a label, the vectors lack their first row. TensorBoard wants no header over a single column.", note.Remedy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<pad>")]
    [InlineData("[PAD]")]
    [InlineData("0")]
    [InlineData("tensor(7)")]
    [InlineData("UNK")]
    public void A_surplus_first_label_that_is_no_name_is_left_out_with_a_warning(string first)
    {
        var table = Read($"{first}\nthe\nof\n", 2);

        Assert.Equal(["label"], Names(table));
        Assert.Equal(["the", "of"], Column(table, 0));
        if (first.Length > 0)
        {
            var warning = Assert.Single(_problems);
            Assert.Equal(ProblemSeverity.Warning, warning.Severity);
            Assert.Equal(
                $"m.tsv has 3 lines for 2 points. Its first line, \"{first}\", was left out: it seems to belong to a row that was not saved with the vectors, as after weights[1:].",
                warning.Message);
        }
    }

    [Fact]
    public void Several_columns_without_a_header_are_numbered_when_the_count_proves_it()
    {
        var table = Read("the\t1\nof\t2\n", 2);

        Assert.Equal(["column 1", "column 2"], Names(table));
        Assert.Equal(["the", "of"], Column(table, 0));
        var warning = Assert.Single(_problems);
        Assert.Equal(
            "m.tsv has 2 lines for 2 points. It has several columns, so its first line would be a header, but then a point would go without; "
            + "the first line was read as the first point and the columns were numbered.",
            warning.Message);
        Assert.Equal("Put a header line at the top: the names of the columns with a tab between them.", warning.Remedy);
    }

    [Fact]
    public void One_label_too_few_says_which_point_is_unnamed_and_why_that_happens()
    {
        var table = Read("a\nb\n", 3);

        Assert.Equal(["a", "b", null], Column(table, 0));
        var warning = Assert.Single(_problems);
        Assert.Equal("m.tsv has 2 lines for 3 points. The first line has no tab, so it was read as a label. Point 3 is shown as unnamed.", warning.Message);
        Assert.Equal(
            "If the first row of the vectors is padding, every label is one point off: save the weights without it (weights[1:]), or add a line for it at the top.",
            warning.Remedy);
    }

    [Fact]
    public void Far_too_few_lines_say_which_points_are_unnamed()
    {
        Read("w\tc\na\t1\n", 1234);

        Assert.Equal(
            "m.tsv has 2 lines for 1,234 points. The first line holds a tab, so it was read as a header. Points 2 to 1,234 are shown as unnamed.",
            Assert.Single(_problems).Message);
    }

    [Fact]
    public void Too_many_lines_say_how_many_are_not_used()
    {
        var table = Read("a\nb\nc\nd\ne\n", 2);

        Assert.Equal(["a", "b"], Column(table, 0));
        Assert.Equal(
            "m.tsv has 5 lines for 2 points. The first line has no tab, so it was read as a label. The last 3 lines are not used.",
            Assert.Single(_problems).Message);
    }

    [Fact]
    public void Cells_that_are_empty_or_absent_are_missing()
    {
        var table = Read("a\tb\tc\n1\t\t3\n4\n\t5\n", 3);

        Assert.Equal(["1", "4", null], Column(table, 0));
        Assert.Equal([null, null, "5"], Column(table, 1));
        Assert.Equal(["3", null, null], Column(table, 2));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Cells_beyond_the_header_are_noted_with_their_line()
    {
        Read("a\tb\n1\t2\n3\t4\t5\n6\t7\t8\t9\n", 3);

        var note = Assert.Single(_problems);
        Assert.Equal(ProblemSeverity.Note, note.Severity);
        Assert.Equal("m.tsv, line 3: 3 cells for 2 columns; the cells beyond are not shown (also on 1 other line).", note.Message);
    }

    [Fact]
    public void Columns_of_one_name_are_told_apart()
    {
        var table = Read("a\ta\ta (2)\t\n1\t2\t3\t4\n", 1);

        Assert.Equal(["a", "a (3)", "a (2)", "column 4"], Names(table));
        Assert.Equal("m.tsv: more than one column is named \"a\"; the later ones were given a number.", Assert.Single(_problems).Message);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_replaced_and_the_line_is_named()
    {
        _logs.Write("m.tsv", [.. "a\nb"u8, 0xE9, (byte)'\n', .. "c\n"u8]);

        var table = MetadataFile.Read(_logs.Path("m.tsv"), 3, _problems);

        Assert.Equal(["a", "b\uFFFD", "c"], Column(table, 0));
        var warning = Assert.Single(_problems);
        Assert.Equal(ProblemSeverity.Warning, warning.Severity);
        Assert.Equal("m.tsv, line 2: bytes that are not UTF-8 are shown as \uFFFD.", warning.Message);
    }

    [Fact]
    public void Utf16_with_its_mark_is_read()
    {
        _logs.Write("m.tsv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("ä\nb\n")]);

        Assert.Equal(["ä", "b"], Column(MetadataFile.Read(_logs.Path("m.tsv"), 2, _problems), 0));
        Assert.Equal("m.tsv is UTF-16 and was read as such.", Assert.Single(_problems).Message);
    }

    [Fact]
    public void A_packed_file_is_unpacked()
    {
        using (var file = File.Create(_logs.Path("m.tsv.gz")))
        using (var packed = new GZipStream(file, CompressionLevel.Fastest))
        {
            packed.Write("w\tc\na\t1\n"u8);
        }

        Assert.Equal(["a"], Column(MetadataFile.Read(_logs.Path("m.tsv.gz"), 1, _problems), 0));
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("", "m.tsv is empty.")]
    [InlineData("a\0b\n", "m.tsv is not text: it holds zero bytes.")]
    public void A_file_that_is_no_metadata_is_a_problem_and_no_table(string text, string message)
    {
        Assert.Null(Read(text, 1));
        Assert.Equal(message, Assert.Single(_problems).Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_and_no_table()
    {
        Assert.Null(MetadataFile.Read(_logs.Path("none.tsv"), 1, _problems));
        Assert.StartsWith("none.tsv cannot be read: ", Assert.Single(_problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_promises_more_cells_than_the_file_can_hold_allocates_nothing()
    {
        Assert.Null(Read("a" + new string('\t', 10_000) + "\n" + string.Concat(Enumerable.Repeat("x\n", 50_000)), 50_000));
        Assert.Contains("10,001 columns over 50,000 rows", Assert.Single(_problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_numbers_taken_for_metadata_is_a_problem()
    {
        Assert.Null(Read(string.Concat(Enumerable.Repeat("a\t", 20_000)) + "\nx\n", 1));
        Assert.Equal("m.tsv has 20,001 columns; at most 16,384 can be shown.", Assert.Single(_problems, p => p.Severity == ProblemSeverity.Warning).Message);
    }

    [Fact]
    public void A_table_between_tabs_in_a_file_called_csv_is_read_as_it_is()
    {
        _logs.Write("m.csv", "name\tnote\na, b\t\"c\n");

        var table = MetadataFile.Read(_logs.Path("m.csv"), 1, _problems);

        Assert.Equal(["a, b"], Column(table, 0));
        Assert.Equal(["\"c"], Column(table, 1));
    }

    [Fact]
    public void Csv_cells_may_hold_commas_quotes_and_line_ends()
    {
        _logs.Write("m.csv", "name,note\r\n\"a, b\",\"say \"\"hi\"\"\"\r\nplain,\"two\nlines\"\r\n,\"\"");

        var table = MetadataFile.Read(_logs.Path("m.csv"), 3, _problems);

        Assert.Equal(["name", "note"], Names(table));
        Assert.Equal(["a, b", "plain", null], Column(table, 0));
        Assert.Equal(["say \"hi\"", "two\nlines", null], Column(table, 1));
        Assert.Empty(_problems);
    }

    [Fact]
    public void A_csv_quote_that_never_ends_is_a_problem_with_its_line()
    {
        _logs.Write("m.csv", "a,b\n1,\"2\n3,4\n");

        Assert.Null(MetadataFile.Read(_logs.Path("m.csv"), 2, _problems));
        Assert.Equal("m.csv, line 2: a quoted cell that never ends; expected a closing \".", Assert.Single(_problems).Message);
    }

    [Fact]
    public void Reading_without_a_count_keeps_to_the_rules_of_the_original()
    {
        Assert.Equal(["a", "b"], Column(Read("a\n \nb\n", null), 0));
        Assert.Equal(["x"], Column(Read("h\ti\nx\ty\n", null), 0));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Any_bytes_give_a_table_of_the_wanted_rows_or_a_problem()
    {
        var random = new Random(3);
        byte[] alphabet = [.. "ab \t\t\n\n\r\",é"u8, 0xFF, 0xE2, 0];
        for (var i = 0; i < 800; i++)
        {
            var bytes = new byte[random.Next(0, 60)];
            for (var b = 0; b < bytes.Length; b++)
            {
                bytes[b] = alphabet[random.Next(alphabet.Length)];
            }

            var path = _logs.Write(i % 2 == 0 ? "f.tsv" : "f.csv", bytes);
            _problems.Clear();
            int? expected = random.Next(3) == 0 ? null : random.Next(0, 8);

            var table = MetadataFile.Read(path, expected, _problems);

            if (table is null)
            {
                Assert.NotEmpty(_problems);
            }
            else if (expected is not null)
            {
                Assert.Equal(expected, table.RowCount);
            }
        }
    }

    private MetadataTable? Read(string text, int? rows) => MetadataFile.Read(_logs.Write("m.tsv", text), rows, _problems);

    private static IEnumerable<string> Names(MetadataTable? table) => table!.Columns.Select(c => c.Name);

    private static IEnumerable<string?> Column(MetadataTable? table, int column) =>
        Enumerable.Range(0, table!.RowCount).Select(table.Columns[column].Text);
}
