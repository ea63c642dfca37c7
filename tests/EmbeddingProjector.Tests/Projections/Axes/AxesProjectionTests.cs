using EmbeddingProjector.Projections;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Axes;

public sealed class AxesProjectionTests
{
    private static readonly IProjection _axes = ProjectionCatalog.Find("axes");

    private static readonly float[][] _rows = [[0, 0, 1], [4, 0, 1], [2, 3, 1], [2, -3, 1], [2, 0, 9]];

    private static readonly MetadataTable _metadata = new(
        5,
        [
            MetadataColumn.FromTexts("word", ["King", "queen", "north", "south", null]),
            MetadataColumn.FromTexts("kind", ["m", "f", "n", "s", "m"]),
        ]);

    [Fact]
    public void Two_texts_span_an_axis_and_its_middle_is_zero()
    {
        using var run = Run(2, ("left", "king"), ("right", "QUEEN"), ("down", "sou"), ("up", "th$"), ("up_regex", "true"), ("up_rows", "2"));
        Assert.Equal([-2, 0, 2, 0, 0, 3, 0, -3, 0, 0], run.Current!.Values.ToArray());
        Assert.Equal([new AxisLabel("king", "QUEEN", 1, 1), new AxisLabel("sou", "north", 1, 1)], run.Axes);
        Assert.Empty(run.Notes);
    }

    [Fact]
    public void Any_two_selections_span_an_axis()
    {
        using var run = Run(3, ("left_rows", "0"), ("right_rows", "1"), ("down_rows", "3"), ("up_rows", "2"), ("far_rows", "0-3"), ("near_rows", "4"));
        Assert.Equal([0, 0, 4], run.Current!.Row(4).ToArray());
        // A list is called by its first row; one without a label by its number.
        Assert.Equal([new AxisLabel("King", "queen", 1, 1), new AxisLabel("south", "north", 1, 1), new AxisLabel("King and 3 more", "row 4", 4, 1)], run.Axes);
    }

    [Fact]
    public void A_pattern_looks_in_the_column_that_is_named()
    {
        using var run = Run(2, ("search_by", "kind"), ("left", "^m$"), ("left_regex", "true"), ("right", "f"));
        Assert.Equal(2, run.Axes[0].LowRows);
    }

    [Fact]
    public void An_open_end_is_the_mean_of_all_rows_and_an_open_axis_is_flat_and_noted()
    {
        using var run = Run(2, ("right", "queen"));
        Assert.Equal(new AxisLabel("all rows", "queen", null, 1), run.Axes[0]);
        Assert.All(Enumerable.Range(0, 5), row => Assert.Equal(0, run.Current!.Row(row)[1]));
        Assert.Contains("Nothing spans the vertical axis, so all rows are at 0 on it: give down or up.", run.Notes);
    }

    [Fact]
    public void Without_metadata_rows_are_found_by_their_number()
    {
        var input = new ProjectionInput(Tables.Of(_rows), 2);
        using var run = Complete(_axes.Start(input, Values(("left", "0"), ("right", "1"))));
        Assert.Equal(-2, run.Current!.Row(0)[0]);
    }

    [Theory]
    [InlineData("left", "horse", "matches no row in column \"word\"")]
    [InlineData("left_rows", "7", "there is no row 7; the rows are 0 to 4")]
    [InlineData("left_rows", "3-1", "\"3-1\" is not a row or a range of rows")]
    [InlineData("left_rows", "a", "\"a\" is not a row or a range of rows")]
    [InlineData("search_by", "size", "There are: word, kind")]
    public void An_end_without_rows_says_why(string name, string value, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => Run(2, ("right", "queen"), (name, value), ("down", "south"), ("up", "north")));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_pattern_and_nothing_at_all_are_refused_with_a_next_step()
    {
        Assert.Contains("is not a regular expression", Assert.Throws<ArgumentException>(() => Run(2, ("left", "("), ("left_regex", "true"))).Message, StringComparison.Ordinal);
        Assert.Contains("Nothing spans an axis yet", Assert.Throws<ArgumentException>(() => Run(2)).Message, StringComparison.Ordinal);
        Assert.Contains("have the same centroid", Assert.Throws<ArgumentException>(() => Run(2, ("left", "king"), ("right", "king"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_with_NaN_stand_beside_the_map_and_leave_the_axes_unchanged()
    {
        var rows = _rows.Select(r => r.ToArray()).ToArray();
        rows[4][2] = float.NaN;
        var input = new ProjectionInput(Tables.Of(rows), 2) { Metadata = _metadata };
        using var run = Complete(_axes.Start(input, Values(("left", "king"), ("right", "queen"), ("down", "south"), ("up", "north"))));
        Assert.Equal([-2, 0, 2, 0, 0, 3, 0, -3], run.Current!.Values[..8].ToArray());
        Assert.True(run.Current.Row(4)[0] > 2);
        Assert.Contains("Row 4 holds NaN or infinity and stands beside the map.", run.Notes);
    }

    private static ParameterValues Values(params (string Name, string Value)[] values) =>
        new(_axes.Parameters, values.Select(v => KeyValuePair.Create(v.Name, v.Value)));

    private static IAxisRun Run(int dimensions, params (string, string)[] values) =>
        Complete(_axes.Start(new ProjectionInput(Tables.Of(_rows), dimensions) { Metadata = _metadata }, Values(values)));

    private static IAxisRun Complete(IProjectionRun run)
    {
        Assert.Null(run.Current);
        Assert.False(run.Step(TestContext.Current.CancellationToken));
        return (IAxisRun)run;
    }
}
