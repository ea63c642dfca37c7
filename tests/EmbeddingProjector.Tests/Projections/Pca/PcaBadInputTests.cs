using EmbeddingProjector.Projections;
using EmbeddingProjector.Projections.Pca;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Pca;

public sealed class PcaBadInputTests
{
    [Fact]
    public void Rows_with_NaN_stand_at_the_origin_and_leave_the_fit_unchanged()
    {
        var rows = PcaTests.Stretched(100, 4, 1);
        var clean = PrincipalComponents.Fit(Tables.Of(rows));
        var run = PrincipalComponents.Fit(Tables.Of([.. rows, [1, 2, float.NaN, 4], [float.PositiveInfinity, 0, 0, 0]]));
        Assert.Equal(clean.ExplainedVarianceRatio, run.ExplainedVarianceRatio);
        Assert.Equal([0, 0, 0], run.Current!.Row(100).ToArray());
        Assert.Equal([0, 0, 0], run.Current.Row(101).ToArray());
        Assert.Contains("2 rows hold NaN or infinity: they were left out of the fit and stand at the origin (rows 100, 101).", run.Notes);
    }

    [Fact]
    public void No_usable_row_gives_zeros_and_says_so()
    {
        var run = PrincipalComponents.Fit(Tables.Of([float.NaN, 1], [1, float.NaN]));
        Assert.Equal(0, run.ComponentCount);
        Assert.Equal(new float[6], run.Current!.Values.ToArray());
        Assert.Contains(run.Notes, note => note.Contains("No row has finite values", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Few_rows_give_as_many_components_as_exist(int n)
    {
        var run = PrincipalComponents.Fit(VectorTable.FromArray([.. Enumerable.Range(0, n * 5).Select(i => (float)(i * i))], n, 5));
        Assert.Equal(n, run.ComponentCount);
        Assert.Equal(n, run.Current!.RowCount);
        Assert.All(run.Current.Values.ToArray(), v => Assert.True(float.IsFinite(v)));
        Assert.All(run.ExplainedVarianceRatio, share => Assert.InRange(share, 0, 1));
    }

    [Fact]
    public void One_column_is_laid_out_along_one_axis()
    {
        var run = PrincipalComponents.Fit(Tables.Of([1f], [2f], [6f]));
        Assert.Equal([-2, 0, 0, -1, 0, 0, 3, 0, 0], run.Current!.Values.ToArray());
        Assert.Equal(1, run.ExplainedVarianceRatio.Single(), 1e-6);
        Assert.Contains("The data has 1 component only; the other axes are 0.", run.Notes);
        Assert.Equal([-2, 0, -1, 0, 3, 0], run.Select([0, 1]).Values.ToArray());
        Assert.Throws<ArgumentException>(() => run.Select([0, 3]));
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(12345.678f)]
    [InlineData(0)]
    public void Equal_rows_all_stand_at_the_origin(float value)
    {
        var rows = Enumerable.Repeat(new[] { value, -value, value / 3 }, 1000).ToArray();
        var run = PrincipalComponents.Fit(Tables.Of(rows));
        Assert.All(run.Current!.Values.ToArray(), v => Assert.Equal(0, v, 1e-9 * Math.Abs(value)));
        Assert.All(run.ExplainedVarianceRatio, share => Assert.Equal(0, share));
        Assert.Contains(run.Notes, note => note.StartsWith("All rows are equal", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_at_the_ends_of_float32_stay_finite()
    {
        foreach (var scale in new[] { 1e38f, 1e-44f })
        {
            var rows = PcaTests.Stretched(40, 3, 2).Select(row => row.Select(v => Math.Clamp(v, -3, 3) * scale).ToArray()).ToArray();
            var run = PrincipalComponents.Fit(Tables.Of(rows));
            Assert.All(run.Current!.Values.ToArray(), v => Assert.True(float.IsFinite(v)));
            Assert.Equal(1, run.ExplainedVarianceRatio.Sum(), 1e-5);
        }
    }

    [Fact]
    public void Parameters_are_checked_before_the_run_starts()
    {
        var projection = ProjectionCatalog.Find("pca");
        Assert.Throws<ArgumentException>(() => new ParameterValues(projection.Parameters, [KeyValuePair.Create("components", "1")]));
        Assert.Throws<ArgumentException>(() => new ParameterValues(projection.Parameters, [KeyValuePair.Create("centering", "maybe")]));
        var input = new ProjectionInput(Tables.Of([1f, 2]), 4);
        Assert.Throws<ArgumentException>(() => projection.Start(input, new ParameterValues(projection.Parameters)));
    }

    [Fact]
    public void Nothing_of_PCA_is_live()
    {
        var projection = ProjectionCatalog.Find("pca");
        using var run = projection.Start(new ProjectionInput(Tables.Of([1f, 2])), new ParameterValues(projection.Parameters));
        Assert.Throws<ArgumentException>(() => run.Set("components", "3"));
    }
}
