using EmbeddingProjector.Facets;
using Xunit;

namespace EmbeddingProjector.Tests.Facets;

/// <summary>Filters over several columns at once, against what a reader of the table would say row by row.</summary>
public sealed class FilteredRowsTests
{
    private static readonly MetadataTable s_fruit = new(
        6,
        [
            MetadataColumn.FromTexts("name", ["fig", "plum", "kiwi", "lime", "pear", null]),
            MetadataColumn.FromTexts("weight", ["3", "1.5", null, "10", "2", "3"]),
            MetadataColumn.FromTexts("kind", ["a", "b", "a", null, "b", "b"]),
        ]);

    [Fact]
    public void A_range_lets_both_its_ends_pass_and_no_row_without_a_value() =>
        Assert.Equal([0, 4, 5], Passing(new ColumnFilter(1, From: 2, To: 3)));

    [Fact]
    public void Rows_without_a_value_pass_when_they_are_asked_for() =>
        Assert.Equal([2, 3], Passing(new ColumnFilter(1, From: 5, Missing: true)));

    [Fact]
    public void Values_are_matched_as_they_are_written() =>
        Assert.Equal([0, 2], Passing(new ColumnFilter(2, Values: ["a", "A", "c"])));

    [Fact]
    public void No_value_at_all_leaves_the_rows_without_one() => Assert.Equal([3], Passing(new ColumnFilter(2, Values: [], Missing: true)));

    [Fact]
    public void Several_columns_must_all_let_a_row_pass() =>
        Assert.Equal([4, 5], Passing(new ColumnFilter(1, From: 1.8, To: 4), new ColumnFilter(2, Values: ["b"])));

    [Fact]
    public void No_filter_lets_every_row_pass() => Assert.Equal(6, new FilteredRows(s_fruit, 6, [], TestContext.Current.CancellationToken).Count);

    [Theory]
    [InlineData(0, 1.0, 2.0, "holds texts")]
    [InlineData(1, 3.0, 2.0, "Nothing lies between 3 and 2")]
    [InlineData(1, double.NaN, 2.0, "Nothing lies between")]
    [InlineData(3, 1.0, 2.0, "There is no column 3: columns are 0 to 2")]
    public void A_filter_that_cannot_be_is_refused_with_the_reason(int column, double from, double to, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => Passing(new ColumnFilter(column, from, to))).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_filters_of_one_column_are_refused() =>
        Assert.Contains(
            "has two filters",
            Assert.Throws<ArgumentException>(() => Passing(new ColumnFilter(1, From: 1), new ColumnFilter(1, To: 2))).Message, StringComparison.Ordinal);

    [Fact]
    public void Masks_and_facets_agree_with_a_reading_of_every_row()
    {
        var random = new Random(11);
        const int n = 1237;
        string? Number() => random.Next(8) == 0 ? null : (random.Next(400) / 8.0).ToString(System.Globalization.CultureInfo.InvariantCulture);
        string? Text() => random.Next(9) == 0 ? null : "v" + random.Next(5);
        var table = new MetadataTable(n,
        [
            MetadataColumn.FromTexts("x", Enumerable.Range(0, n).Select(_ => Number())),
            MetadataColumn.FromTexts("t", Enumerable.Range(0, n).Select(_ => Text())),
            MetadataColumn.FromTexts("y", Enumerable.Range(0, n).Select(_ => Number())),
        ]);
        ColumnFilter[] filters = [new(0, 5, 30), new(1, Values: ["v1", "v3"], Missing: true), new(2, From: 12.5, Missing: true)];
        bool Passes(int row, ColumnFilter filter) => table.Columns[filter.Column] is var column && column.Text(row) is { } text
            ? filter.Values?.Contains(text) ?? (column.Number(row) >= (filter.From ?? double.MinValue) && column.Number(row) <= (filter.To ?? double.MaxValue))
            : filter.Missing;

        var rows = new FilteredRows(table, n, filters, TestContext.Current.CancellationToken);

        var expected = Enumerable.Range(0, n).Where(row => filters.All(filter => Passes(row, filter))).ToArray();
        Assert.Equal(expected, Rows(rows.ToMask()));
        Assert.Equal(expected.Length, rows.Count);
        Assert.Equal(expected.Length, rows.ToMask().Count);
        for (var column = 0; column < 3; column++)
        {
            bool PassesOthers(int row) => filters.All(filter => filter.Column == column || Passes(row, filter));
            var facet = ColumnFacet.Of(table, column, rows);
            var of = table.Columns[column];
            Assert.Equal(of.MissingCount, facet.Missing);
            Assert.Equal(Enumerable.Range(0, n).Count(row => of.Text(row) is null && PassesOthers(row)), facet.MissingKept);
            foreach (var bin in facet.Bins)
            {
                var inside = Enumerable.Range(0, n).Where(row => of.Number(row) >= bin.From && of.Number(row) <= bin.To).ToArray();
                Assert.Equal((inside.Length, inside.Count(PassesOthers)), (bin.All, bin.Kept));
            }

            foreach (var value in facet.Values)
            {
                var inside = Enumerable.Range(0, n).Where(row => of.Text(row) == value.Value).ToArray();
                Assert.Equal((inside.Length, inside.Count(PassesOthers)), (value.All, value.Kept));
            }

            Assert.Equal(n, facet.Missing + facet.Bins.Sum(bin => bin.All) + facet.Values.Sum(value => value.All));
        }
    }

    private static int[] Passing(params ColumnFilter[] filters) =>
        Rows(new FilteredRows(s_fruit, 6, filters, TestContext.Current.CancellationToken).ToMask());

    private static int[] Rows(RowMask mask) => [.. Enumerable.Range(0, mask.RowCount).Where(row => mask[row])];
}
