using EmbeddingProjector.Projections;
using EmbeddingProjector.Projections.Tsne;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Tsne;

public class TsneBadInputTests
{
    public static TheoryData<string, int, string> Inputs
    {
        get
        {
            var data = new TheoryData<string, int, string>();
            foreach (var name in (string[])[
                "one row", "two rows", "three rows", "one column", "wide", "equal rows", "duplicates", "zeros", "few zero rows",
                "huge", "tiny", "nonfinite", "all nonfinite", "one finite"])
            {
                foreach (var metric in (string[])["euclidean", "cosine"])
                {
                    data.Add(name, 2, metric);
                    data.Add(name, 3, metric);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Any_input_gives_finite_positions(string name, int dimensions, string metric)
    {
        var rows = Make(name);
        foreach (var init in (string[])["pca", "random"])
        {
            using var run = TsneRunTests.Start(
                Tables.Of(rows), dimensions, 2, ("metric", metric), ("init", init), ("iterations", "60"), ("early_iterations", "30"));
            TsneRunTests.Complete(run);
            Assert.Equal(rows.Length, run.Current!.RowCount);
            Assert.All(run.Current.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
            Assert.Equal(1, run.Progress);
        }
    }

    [Fact]
    public void No_rows_give_an_empty_map_and_a_note()
    {
        using var run = TsneRunTests.Start(Tables.Of(), 2, 2);
        TsneRunTests.Complete(run);
        Assert.Equal(0, run.Current!.RowCount);
        Assert.Contains(run.Notes, note => note.Contains("nothing to lay out"));
    }

    [Fact]
    public void Fewer_rows_than_the_perplexity_needs_are_laid_out_with_a_smaller_one_and_it_is_said()
    {
        using var run = TsneRunTests.Start(Tables.Of(Tables.Gaussian(31, 4, 1)), 2, 2, ("iterations", "10"));
        TsneRunTests.Complete(run);
        Assert.Contains("Perplexity 30 needs 90 neighbors; 31 rows have 30, so perplexity 10 is used.", run.Notes);
    }

    [Fact]
    public void Rows_with_NaN_are_named_and_stand_beside_the_map()
    {
        var rows = Tables.Gaussian(50, 4, 1);
        rows[7][2] = float.NaN;
        rows[9][0] = float.PositiveInfinity;
        using var run = TsneRunTests.Start(Tables.Of(rows), 2, 2, ("iterations", "60"));
        TsneRunTests.Complete(run);
        Assert.Contains("2 rows hold NaN or infinity and stand beside the map (rows 7, 9).", run.Notes);
        var right = Enumerable.Range(0, 50).Where(row => row is not (7 or 9)).Max(row => run.Current!.Row(row)[0]);
        Assert.True(run.Current!.Row(7)[0] > right);
        Assert.True(run.Current!.Row(9)[0] > right);
    }

    [Fact]
    public void Zero_vectors_under_cosine_are_named()
    {
        var rows = Tables.Gaussian(50, 4, 1);
        rows[3] = new float[4];
        using var run = TsneRunTests.Start(Tables.Of(rows), 2, 2, ("iterations", "5"), ("metric", "cosine"));
        TsneRunTests.Complete(run);
        Assert.Contains(run.Notes, note => note.StartsWith("1 row is all zeros", StringComparison.Ordinal));
    }

    [Fact]
    public void Equal_rows_are_not_all_at_one_place_and_the_start_is_said_to_be_random()
    {
        using var run = TsneRunTests.Start(Tables.Of([.. Enumerable.Repeat((float[])[1, 2, 3], 300)]), 2, 2, ("iterations", "300"));
        TsneRunTests.Complete(run);
        Assert.Contains(run.Notes, note => note.Contains("start at random"));
        Assert.True(Enumerable.Range(0, 300).Select(i => (run.Current!.Row(i)[0], run.Current.Row(i)[1])).Distinct().Count() > 1);
    }

    [Fact]
    public void Duplicates_by_the_thousand_end_with_finite_positions_apart_from_the_others()
    {
        var rows = Tables.Gaussian(2000, 3, 1);
        for (var i = 0; i < 1500; i++)
        {
            rows[i] = [9, 9, 9];
        }

        using var run = TsneRunTests.Start(Tables.Of(rows), 2, 2, ("iterations", "120"), ("early_iterations", "60"));
        TsneRunTests.Complete(run);
        Assert.All(run.Current!.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_huge_learning_rate_does_not_break_the_map()
    {
        using var run = TsneRunTests.Start(
            Tables.Of(Tables.Gaussian(400, 4, 1)), 2, 2,
            ("iterations", "100"), ("learning_rate", "10000000"), ("repulsion", "interpolation"));
        TsneRunTests.Complete(run);
        Assert.All(run.Current!.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void One_or_four_dimensions_are_refused()
    {
        Assert.Contains("2 or 3", Assert.Throws<ArgumentException>(() => TsneRunTests.Start(Tables.Of([1f], [2f]), 1, 1)).Message);
        Assert.Contains("2 or 3", Assert.Throws<ArgumentException>(() => TsneRunTests.Start(Tables.Of([1f], [2f]), 4, 1)).Message);
        IProjection projection = new TsneProjection();
        Assert.Throws<ArgumentNullException>(() => projection.Start(null!, new ParameterValues(projection.Parameters)));
    }

    private static float[][] Make(string name) => name switch
    {
        "one row" => [[1, 2]],
        "two rows" => [[1, 2], [3, 5]],
        "three rows" => [[1, 2], [3, 5], [0, 0]],
        "one column" => Tables.Gaussian(80, 1, 1),
        "wide" => Tables.Gaussian(20, 300, 1),
        "equal rows" => [.. Enumerable.Repeat((float[])[1, 2, 3], 120)],
        "duplicates" => [.. Enumerable.Range(0, 300).Select(i => (float[])[i % 3, 1, i % 2])],
        "zeros" => [.. Enumerable.Repeat(new float[3], 50)],
        "few zero rows" => [.. Tables.Gaussian(60, 3, 1).Select((row, i) => i % 20 == 0 ? new float[3] : row)],
        "huge" => Tables.Gaussian(60, 3, 1, scale: 1e37f),
        "tiny" => Tables.Gaussian(60, 3, 1, scale: 1e-37f),
        "nonfinite" => [.. Tables.Gaussian(60, 3, 1).Select((row, i) =>
            i % 7 == 0 ? [float.NaN, 1, 2] : i % 7 == 1 ? [1, float.NegativeInfinity, 0] : row)],
        "all nonfinite" => [[float.NaN], [float.PositiveInfinity], [float.NaN]],
        _ => [[float.NaN], [3], [float.NaN]],
    };
}
