using EmbeddingProjector.Projections;
using Xunit;

namespace EmbeddingProjector.Tests.Projections;

public class StoredProjectionTests
{
    private static readonly IProjection _stored = ProjectionCatalog.Find("stored");
    private static readonly StoredMap _flat = new("flat", new Positions([1, 2, 3, 4, float.NaN, 6], 2));
    private static readonly StoredMap _deep = new("deep", new Positions([1, 2, 3, 4, 5, 6, 7, 8, 9], 3));
    private static readonly ProjectionInput _input = new(Tables.Of([1f, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12])) { Maps = [_flat, _deep] };

    [Fact]
    public void The_first_map_is_shown_when_none_is_named_and_rows_without_a_place_stand_beside_it()
    {
        using var run = _stored.Start(_input with { Dimensions = 2 }, Values());

        run.Step(TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 4], run.Current!.Values[..4].ToArray());
        Assert.Contains(run.Notes, n => n.StartsWith("Row 2 holds NaN", StringComparison.Ordinal));
        Assert.Equal(["flat 1", "flat 2"], ((IAxisRun)run).Axes.Select(a => a.High));
    }

    [Theory]
    [InlineData("flat", 3, new[] { 1f, 2, 0, 3, 4, 0 })]
    [InlineData("deep", 3, new[] { 1f, 2, 3, 4, 5, 6 })]
    [InlineData("deep", 2, new[] { 1f, 2, 4, 5 })]
    public void A_map_is_shown_in_the_plane_and_in_space(string name, int dimensions, float[] expected)
    {
        using var run = _stored.Start(_input with { Dimensions = dimensions }, Values(name));

        run.Step(TestContext.Current.CancellationToken);

        Assert.Equal(expected, run.Current!.Values[..expected.Length].ToArray());
    }

    [Fact]
    public void What_there_is_not_is_named()
    {
        Assert.Contains("flat, deep", Assert.Throws<ArgumentException>(() => _stored.Start(_input, Values("other"))).Message, StringComparison.Ordinal);
        Assert.Contains("brings no map", Assert.Throws<ArgumentException>(() => _stored.Start(_input with { Maps = [] }, Values())).Message, StringComparison.Ordinal);
        Assert.Contains("3 rows, the vectors 1", Assert.Throws<ArgumentException>(() => _stored.Start(_input with { Vectors = Tables.Of([1f, 2]) }, Values())).Message, StringComparison.Ordinal);
    }

    private static ParameterValues Values(string? map = null) => new(_stored.Parameters, map is null ? [] : [KeyValuePair.Create("map", map)]);
}
