using EmbeddingProjector.Projections;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Umap;

public sealed class UmapBadInputTests
{
    [Fact]
    public void Rows_with_NaN_stand_beside_the_map_and_a_note_names_them()
    {
        var rows = ClusteredData.Make(200, 5, 2, 1).Rows;
        rows[3][1] = float.NaN;
        rows[150][0] = float.PositiveInfinity;
        using var run = AssertFinite(rows);
        Assert.Contains("2 rows hold NaN or infinity and stand beside the map (rows 3, 150).", run.Notes);
        var right = Enumerable.Range(0, 200).Where(i => i is not (3 or 150)).Max(i => run.Current!.Row(i)[0]);
        Assert.True(run.Current!.Row(3)[0] > right && run.Current.Row(150)[0] > right);
    }

    [Theory]
    [InlineData("euclidean")]
    [InlineData("cosine")]
    [InlineData("dot")]
    public void Zero_vectors_among_others_are_laid_out(string metric)
    {
        var rows = ClusteredData.Make(200, 5, 2, 1).Rows;
        rows[0] = new float[5];
        rows[100] = new float[5];
        using var run = AssertFinite(rows, ("metric", metric));
        Assert.Equal(metric == "cosine", run.Notes.Any(note => note.Contains("2 rows are all zeros", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("euclidean", 1)]
    [InlineData("cosine", 1)]
    [InlineData("cosine", 0)]
    [InlineData("dot", 1)]
    public void Rows_that_are_all_equal_are_laid_out(string metric, float value) =>
        AssertFinite([.. Enumerable.Repeat(new[] { value, value, value }, 300)], ("metric", metric)).Dispose();

    [Fact]
    public void Copies_by_the_thousand_are_laid_out_from_the_principal_components()
    {
        var distinct = Tables.Gaussian(40, 4, 1, 0, 5);
        using var run = AssertFinite([.. Enumerable.Range(0, 3000).Select(i => distinct[i % 40])]);
        Assert.Contains(run.Notes, note => note.Contains("falls into 40 parts, so the layout starts from the principal components", StringComparison.Ordinal));
    }

    [Fact]
    public void Groups_without_an_edge_between_them_stay_within_reach_of_each_other()
    {
        var rows = ClusteredData.Make(400, 6, 2, 1, 1, 1000).Rows;
        using var run = AssertFinite(rows);
        Assert.True(run.Current!.Values.ToArray().Max(Math.Abs) < 100);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    [InlineData(10, 2)]
    [InlineData(14, 200)]
    [InlineData(60, 200)]
    [InlineData(60, 1)]
    public void Few_rows_one_column_and_more_columns_than_rows_are_laid_out(int n, int d)
    {
        foreach (var dimensions in new[] { 2, 3 })
        {
            using var run = UmapRunTests.Finished(Tables.Gaussian(n, d, 1), dimensions);
            Assert.Equal(n, run.Current!.RowCount);
            Assert.All(run.Current.Values.ToArray(), v => Assert.True(float.IsFinite(v)));
            Assert.Equal(n < 15, run.Notes.Any(note => note.StartsWith($"There are {n} rows, so each has", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Rows_that_all_hold_NaN_stand_together()
    {
        using var run = AssertFinite([.. Enumerable.Repeat(new[] { float.NaN, 1f }, 30)]);
        Assert.Contains(run.Notes, note => note.Contains("30 rows hold NaN or infinity", StringComparison.Ordinal));
    }

    [Fact]
    public void Huge_and_tiny_numbers_are_laid_out()
    {
        AssertFinite(Tables.Gaussian(100, 4, 1, 0, 1e30f)).Dispose();
        AssertFinite(Tables.Gaussian(100, 4, 1, 0, 1e-30f)).Dispose();
    }

    private static IProjectionRun AssertFinite(float[][] rows, params (string, string)[] values)
    {
        var run = UmapRunTests.Finished(rows, 2, [("epochs", "50"), .. values]);
        Assert.Equal(rows.Length, run.Current!.RowCount);
        Assert.All(run.Current.Values.ToArray(), v => Assert.True(float.IsFinite(v)));
        return run;
    }
}
