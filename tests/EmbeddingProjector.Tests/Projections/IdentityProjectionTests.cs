using EmbeddingProjector.Projections;
using Xunit;

namespace EmbeddingProjector.Tests.Projections;

public sealed class IdentityProjectionTests
{
    private static readonly IProjection _identity = ProjectionCatalog.Find("identity");

    [Fact]
    public void Three_columns_are_shown_as_they_are()
    {
        using var run = Run(Tables.Of([1, 2, 3], [-4, 5e10f, 6]), 3);
        Assert.Equal([1, 2, 3, -4, 5e10f, 6], run.Current!.Values.ToArray());
        Assert.Equal(["column 1", "column 2", "column 3"], run.Axes.Select(a => a.High));
        Assert.Empty(run.Notes);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(2, 2)]
    public void Fewer_columns_leave_the_other_axes_at_zero(int columns, int dimensions)
    {
        using var run = Run(Tables.Of(Tables.Gaussian(5, columns, 1)), dimensions);
        for (var row = 0; row < 5; row++)
        {
            Assert.Equal(Tables.Gaussian(5, columns, 1)[row], run.Current!.Row(row)[..columns].ToArray());
            Assert.All(run.Current.Row(row)[columns..].ToArray(), v => Assert.Equal(0, v));
        }
    }

    [Fact]
    public void A_flat_map_of_three_columns_says_which_is_left_out()
    {
        using var run = Run(Tables.Of([1f, 2f, 3f]), 2);
        Assert.Equal([1, 2], run.Current!.Values.ToArray());
        Assert.Contains("Column 3 is not shown in a flat map.", run.Notes);
    }

    [Fact]
    public void Rows_with_NaN_stand_beside_the_map()
    {
        using var run = Run(Tables.Of([1, 2], [float.NaN, 0], [3, 1]), 2);
        Assert.Equal([1, 2], run.Current!.Row(0).ToArray());
        Assert.True(run.Current.Row(1)[0] > 3);
        Assert.Contains("Row 1 holds NaN or infinity and stands beside the map.", run.Notes);
    }

    [Fact]
    public void More_columns_are_refused_and_the_message_names_what_can_show_them()
    {
        var error = Assert.Throws<ArgumentException>(() => _identity.Start(new ProjectionInput(Tables.Of([1f, 2f, 3f, 4f])), new([])));
        Assert.Contains("have 4 columns; only data of at most 3 can be shown as it is", error.Message, StringComparison.Ordinal);
    }

    private static IAxisRun Run(VectorTable vectors, int dimensions)
    {
        var run = (IAxisRun)_identity.Start(new ProjectionInput(vectors, dimensions), new([]));
        Assert.False(run.Step(TestContext.Current.CancellationToken));
        return run;
    }
}
