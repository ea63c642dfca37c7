using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class MetadataWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void One_column_has_no_header_and_keeps_every_space()
    {
        string[] labels = ["the_", " , ", "007", "\u0085 ", "naïve 🙂", "\"quoted\""];

        Assert.Equal("the_\n , \n007\n\u0085 \nnaïve 🙂\n\"quoted\"\n", Written(labels));
        Assert.Equal(labels, Read(labels.Length).Columns[0] is var c ? Enumerable.Range(0, c.RowCount).Select(c.Text) : null);
    }

    [Fact]
    public void Several_columns_have_a_header_and_missing_values_stay_missing()
    {
        MetadataWriter.Write(_directory.File("m.tsv"), new MetadataTable(2, [MetadataColumn.FromTexts("word", ["a", null]), MetadataColumn.FromTexts("count", ["1", "2"])]));

        Assert.Equal("word\tcount\na\t1\n\t2\n", File.ReadAllText(_directory.File("m.tsv")));
        Assert.Equal([null, "2"], Read(2).Columns.Select(c => c.Text(1)));
    }

    [Fact]
    public void Tabs_and_line_ends_in_values_are_escaped_so_that_every_label_stays_with_its_row()
    {
        Assert.Equal("a\\tb\nc\\nd\\r\\n\ne\n", Written(["a\tb", "c\nd\r\n", "e"]));
        Assert.Equal([@"a\tb", @"c\nd\r\n", "e"], Enumerable.Range(0, 3).Select(Read(3).Columns[0].Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u00a0")]
    [InlineData("\uFEFF")]
    [InlineData(null)]
    public void A_label_that_TensorBoard_would_drop_with_its_line_brings_a_second_column(string? blank)
    {
        Assert.Equal($"label\trow\na\t0\n{blank}\t1\nb\t2\n", Written(["a", blank, "b"]));
        Assert.Equal("b", Read(3).Columns[0].Text(2));
    }

    [Fact]
    public void Names_of_columns_are_escaped_and_the_added_column_takes_a_free_one()
    {
        MetadataWriter.Write(_directory.File("m.tsv"), new MetadataTable(1, [MetadataColumn.FromTexts("row", [null]), MetadataColumn.FromTexts("a\tb", [" "])]));

        Assert.Equal("row\ta\\tb\trow (2)\n\t \t0\n", File.ReadAllText(_directory.File("m.tsv")));
        Assert.Throws<ArgumentException>(() => MetadataWriter.Write(_directory.File("m.tsv"), new MetadataTable(1, [])));
    }

    [Fact]
    public void The_tutorials_labels_come_out_byte_for_byte()
    {
        var original = SharedData.Path("logdirs/imdb-tutorial/metadata.tsv");
        var labels = File.ReadAllText(original).Split('\n')[..^1];

        Written(labels);

        Assert.Equal(File.ReadAllBytes(original), File.ReadAllBytes(_directory.File("m.tsv")));
    }

    private string Written(IEnumerable<string?> labels)
    {
        MetadataWriter.Write(_directory.File("m.tsv"), labels);
        return File.ReadAllText(_directory.File("m.tsv"), new System.Text.UTF8Encoding(false));
    }

    private MetadataTable Read(int rows)
    {
        var problems = new List<LogProblem>();
        var table = MetadataFile.Read(_directory.File("m.tsv"), rows, problems, TestContext.Current.CancellationToken);
        Assert.Empty(problems);
        return table!;
    }
}
