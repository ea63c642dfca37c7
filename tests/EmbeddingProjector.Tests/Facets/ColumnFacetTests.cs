using System.Globalization;
using EmbeddingProjector.Facets;
using Xunit;

namespace EmbeddingProjector.Tests.Facets;

/// <summary>Where histograms begin and end, and which values are listed.</summary>
public sealed class ColumnFacetTests
{
    [Fact]
    public void Whole_numbers_have_a_bin_each_while_they_are_few()
    {
        var facet = Facet(["3", "1", "1", "7"]);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], facet.Bins.Select(bin => bin.From));
        Assert.All(facet.Bins, bin => Assert.Equal(bin.From, bin.To));
        Assert.Equal([2, 0, 1, 0, 0, 0, 1], facet.Bins.Select(bin => bin.All));
    }

    [Fact]
    public void Bins_begin_at_round_numbers()
    {
        var facet = Facet(Enumerable.Range(0, 500).Select(i => Text((i * 0.137) + 0.003)));

        Assert.InRange(facet.Bins.Count, 15, 42);
        Assert.All(facet.Bins, bin => Assert.Equal(bin.From, Math.Round(bin.From / 2) * 2));
        Assert.Equal(500, facet.Bins.Sum(bin => bin.All));
    }

    [Theory]
    [InlineData(HistogramScale.Linear)]
    [InlineData(HistogramScale.Logarithmic)]
    public void Every_number_lies_in_one_bin_also_at_its_limits(HistogramScale scale)
    {
        string[] numbers = ["0.1", "0.2", "0.3", "0.30000000000000004", "0.7", "1.1", "12", "120", "1200", "0.6", "0.15"];
        var facet = Facet(numbers, scale);

        foreach (var number in numbers.Select(text => double.Parse(text, CultureInfo.InvariantCulture)))
        {
            Assert.Single(facet.Bins, bin => bin.From <= number && number <= bin.To);
        }

        Assert.All(facet.Bins.Zip(facet.Bins.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From && pair.First.From < pair.Second.From));
        Assert.Equal(numbers.Length, facet.Bins.Sum(bin => bin.All));
    }

    [Fact]
    public void Skewed_numbers_are_divided_by_ratio_unasked_and_evenly_on_request()
    {
        var counts = Enumerable.Range(1, 2000).Select(rank => Text(Math.Ceiling(100_000.0 / rank)));

        Assert.Equal(HistogramScale.Logarithmic, Facet(counts).Scale);
        Assert.Equal(HistogramScale.Linear, Facet(counts, HistogramScale.Linear).Scale);
        Assert.True(Facet(counts, HistogramScale.Linear).CanBeLogarithmic);
        Assert.Equal(0, Facet([.. counts, "0"]).Bins[0].From);
        Assert.Equal(2001, Facet([.. counts, "0"], HistogramScale.Logarithmic).Bins.Sum(bin => bin.All));
    }

    [Fact]
    public void Negative_numbers_are_not_divided_by_ratio()
    {
        Assert.False(Facet(["-1", "5"]).CanBeLogarithmic);
        Assert.Throws<ArgumentException>(() => Facet(["-1", "5"], HistogramScale.Logarithmic));
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("0", "1e-320")]
    [InlineData("-1.7e308", "1.7e308")]
    [InlineData("1e17", "100000000000000064")]
    [InlineData("0.1", "0.10000000000000002")]
    [InlineData("-1e300", "1e-300")]
    public void Extreme_numbers_end_in_bins_that_hold_them(string least, string greatest)
    {
        var facet = Facet([least, greatest, least]);

        Assert.Equal(3, facet.Bins.Sum(bin => bin.All));
        Assert.All(facet.Bins, bin => Assert.True(double.IsFinite(bin.From) && double.IsFinite(bin.To) && bin.From <= bin.To));
        Assert.InRange(facet.Bins.Count, 1, 50);
    }

    [Fact]
    public void Texts_are_listed_the_most_frequent_first_and_the_rare_ones_are_counted()
    {
        var texts = Enumerable.Range(0, 300).Select(i => $"rare {i}").Concat(Enumerable.Repeat("often", 7)).Concat([null, null]);
        var table = Table(texts);
        var facet = ColumnFacet.Of(table, 0, new FilteredRows(table, table.RowCount, [], TestContext.Current.CancellationToken), named: ["rare 299"]);

        Assert.Equal(new ValueCount("often", 7, 7), facet.Values[0]);
        Assert.Equal(ColumnFacet.MostValues + 1, facet.Values.Count);
        Assert.Contains(facet.Values, value => value.Value == "rare 299");
        Assert.Equal((100, 100, 2), (facet.OtherValues, facet.Others, facet.Missing));
        Assert.Null(facet.Scale);
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static MetadataTable Table(IEnumerable<string?> texts)
    {
        var column = MetadataColumn.FromTexts("x", texts);
        return new MetadataTable(column.RowCount, [column]);
    }

    private static ColumnFacet Facet(IEnumerable<string?> texts, HistogramScale? scale = null)
    {
        var table = Table(texts);
        return ColumnFacet.Of(table, 0, new FilteredRows(table, table.RowCount, [], TestContext.Current.CancellationToken), scale);
    }
}
