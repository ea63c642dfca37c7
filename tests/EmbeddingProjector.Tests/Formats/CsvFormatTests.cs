using System.Globalization;
using System.Text;
using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class CsvFormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("a.csv", "x,y,kind\n1,2,cat\n3,4,dog\n")]
    [InlineData("a.csv", "x;y;kind\n1;2;cat\n3;4;dog\n")]
    [InlineData("a.txt", "x|y|kind\r\n1|2|cat\r\n3|4|dog\r\n")]
    [InlineData("a.csv", "kind\tx\ty\ncat\t1\t2\ndog\t3\t4\n")]
    [InlineData("a.csv", "\uFEFFx,kind,y\n\n\"1\",cat,2\n3,\"dog\",4")]
    public void Columns_of_numbers_make_the_vectors_and_the_others_are_metadata(string name, string text)
    {
        var file = OpenedFile.Read(_directory.Write(name, text));

        Assert.Equal([1, 2, 3, 4], Values.Of(file.Vectors));
        Assert.Equal(["cat", "dog"], file.Texts("kind"));
    }

    [Fact]
    public void Quoted_cells_hold_separators_quotes_and_line_ends()
    {
        var file = OpenedFile.Read(_directory.Write("a.csv", "title,x,y\n\"a, \"\"b\"\"\nc\",1,2\n5\" disk,3,4\n\"\",5,6\n"));

        Assert.Equal(["a, \"b\"\nc", "5\" disk", null], file.Texts("title"));
        Assert.Equal([1, 2, 3, 4, 5, 6], Values.Of(file.Vectors));
    }

    [Theory]
    [InlineData("[1, 2.5]", "[-3, 4e0]")]
    [InlineData("[1 2.5]", "[-3.\n 4.]")]
    [InlineData("(1,2.5)", "( -3 , 4 )")]
    [InlineData("{1,2.5}", "{-3,4}")]
    public void A_column_in_brackets_is_the_vector_and_numbers_beside_it_are_metadata(string first, string second)
    {
        var file = OpenedFile.Read(_directory.Write("a.csv", $"id,embedding,score\n7,\"{first}\",0.5\n8,\"{second}\",1\n"));

        Assert.Equal([1, 2.5f, -3, 4], Values.Of(file.Vectors));
        Assert.Equal(["7", "8"], file.Texts("id"));
        Assert.Equal(["0.5", "1"], file.Texts("score"));
    }

    [Fact]
    public void Columns_whose_names_count_make_the_vectors_and_other_numbers_are_metadata()
    {
        var file = OpenedFile.Read(_directory.Write("a.csv", "label,dim_0,dim_1,dim_2,year\n3,1,2,3,1999\n4,5,6,7,2001\n"));

        Assert.Equal([1, 2, 3, 5, 6, 7], Values.Of(file.Vectors));
        Assert.Equal(["3", "4"], file.Texts("label"));
        Assert.Equal(["1999", "2001"], file.Texts("year"));
    }

    [Fact]
    public void Two_columns_in_brackets_are_listed_and_the_one_called_embedding_comes_first()
    {
        var path = _directory.Write("a.csv", "map,text_embedding,word\n\"[1,2]\",\"[1,2,3]\",a\n\"[3,4]\",\"[4,5,6]\",b\n");

        Assert.Equal(["text_embedding", "map"], OpenedFile.List(path).Select(t => t.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], Values.Of(OpenedFile.Read(path, "text_embedding").Vectors));
        Assert.Equal([1, 2, 3, 4], Values.Of(OpenedFile.Read(path, "map").Vectors));
    }

    [Theory]
    [InlineData(",0,1\n0,1,2\n1,3,4\n")]
    [InlineData("id,x,y\n17,1,2\n4,3,4\n")]
    [InlineData("x,y\n1,2\n3,4\n")]
    [InlineData("1,2\n3,4\n")]
    public void An_index_is_no_dimension_and_a_header_is_no_row(string text) =>
        Assert.Equal([1, 2, 3, 4], Values.Of(OpenedFile.Read(_directory.Write("a.csv", text)).Vectors));

    [Fact]
    public void A_TSV_with_several_columns_of_words_keeps_them_all()
    {
        var file = OpenedFile.Read(_directory.Write("a.tsv", "word\tkind\tx\ty\na\tn\t1\t2\nb\tv\t3\t4\n"));

        Assert.Equal(["word", "kind"], file.Metadata!.Columns.Select(c => c.Name));
        Assert.Equal([1, 2, 3, 4], Values.Of(file.Vectors));
    }

    [Theory]
    [InlineData("x,y,k\n1,2,a\n3,,b\n", "line 3, column 2 (\"y\")", "nothing")]
    [InlineData("x,y,k\n1,2,a\n3,q,b\n5,6,c\n", "line 3, column 2 (\"y\")", "\"q\"")]
    [InlineData("x,y,k\n1,2,a\n3,4\n", "line 3", "2 cells")]
    [InlineData("v,k\n\"[1,2]\",a\n\"[1,2,3]\",b\n", "line 3, column 1 (\"v\")", "3 numbers")]
    [InlineData("v,k\n\"[1,2]\",a\n\"[1,two]\",b\n\"[3,4]\",c", "line 3, column 1 (\"v\")", "\"two\" as number 2")]
    [InlineData("k,x,y\na,1,2\n\"b,3,4\n", "line 3", "a quoted cell that never ends")]
    public void A_cell_that_does_not_fit_is_named(string text, string place, string found)
    {
        var error = OpenedFile.Fails(_directory.Write("a.csv", text));

        Assert.Equal((place, found), (error.Place, error.Found));
    }

    [Fact]
    public void An_array_that_numpy_abbreviated_is_explained()
    {
        var error = OpenedFile.Fails(_directory.Write("a.csv", "k,v\na,[1 2]\nb,[1 ... 2]\n"));

        Assert.Contains("the numbers are not in the file", error.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_words_alone_is_refused_with_its_columns()
    {
        var error = Assert.Throws<DataFormatException>(() => OpenedFile.List(_directory.Write("a.csv", "title,genre\nHeat,crime\n")));

        Assert.Contains("\"title\", \"genre\"", error.Found, StringComparison.Ordinal);
        Assert.Contains("--metadata", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Quoted_line_ends_across_many_stretches_keep_rows_together()
    {
        var random = new Random(7);
        var text = new StringBuilder("note,x,y\n");
        const int Rows = 60_000;
        for (var row = 0; row < Rows; row++)
        {
            var note = random.Next(3) switch { 0 => $"\"line {row}\nnext, \"\"{row}\"\"\n\"", 1 => $"plain{row}", _ => $"\"quoted {row}\"" };
            text.Append(CultureInfo.InvariantCulture, $"{note},{row},{-row}\n");
        }

        var path = _directory.Write("a.csv", text.ToString());
        var file = OpenedFile.Read(path);

        Assert.Equal(Rows, file.Vectors.RowCount);
        Assert.All(Enumerable.Range(0, Rows), row => Assert.Equal((row, -row), (file.Vectors.Row(row)[0], file.Vectors.Row(row)[1])));
        Assert.All(Enumerable.Range(0, Rows), row => Assert.Contains(row.ToString(CultureInfo.InvariantCulture), file.Metadata!.Columns[0].Text(row), StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_file_reads_or_says_what_is_wrong()
    {
        string[] files =
        [
            "x,y,kind\n1,2,cat\n3,4,\"d\"\"og\"\n", "id;v\n1;[1,2]\n2;[3,4]\n", "a\tb\tdim_0\tdim_1\tdim_2\nq\tr\t1\t2\t3\n",
            "1,2\n3,4\n5,6\n", "\"a\n\",\"[1 2 3]\"\n",
        ];
        FuzzedFiles.Fuzz(_directory, CsvFormat.Instance, random =>
        {
            var bytes = Mutation.Apply(random, Encoding.UTF8.GetBytes(files[random.Next(files.Length)]));
            return new() { ["x.csv"] = random.Next(4) == 0 ? Mutation.Apply(random, Packed.Gzip(bytes)) : bytes };
        }, "x.csv");
    }

    [Theory]
    [InlineData(",")]
    [InlineData("\"")]
    [InlineData("0.25,")]
    [InlineData("\"\"\"")]
    [InlineData("[1,\n")]
    public void A_text_of_one_pattern_is_read_in_proportion(string pattern) =>
        FuzzedFiles.RunBounded(CsvFormat.Instance, _directory.Write("x.csv", string.Concat(Enumerable.Repeat(pattern, 100_000))), pattern);
}
