using System.IO.Compression;
using EmbeddingProjector.Projections;
using EmbeddingProjector.Projections.Pca;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Pca;

public sealed class PcaSolverTests
{
    [Theory]
    [InlineData(600, 150, true, 0)]
    [InlineData(600, 150, false, 0)]
    [InlineData(600, 150, true, 1000)]
    [InlineData(70, 400, true, 0)]
    [InlineData(20, 300, true, 0)]
    [InlineData(300, 5, true, 0)]
    public void The_randomized_solver_agrees_with_the_exact_one(int n, int d, bool centred, float offset)
    {
        var rows = Falling(n, d, 3, offset);
        var exact = PrincipalComponents.Fit(Tables.Of(rows), new PcaOptions(6, centred, Solver: PcaSolver.Covariance));
        var random = PrincipalComponents.Fit(Tables.Blocks(77, rows), new PcaOptions(6, centred, Solver: PcaSolver.Randomized));
        Assert.Equal(exact.ComponentCount, random.ComponentCount);
        Assert.Equal(exact.Model!.TotalVariance, random.Model!.TotalVariance, 1e-5 * exact.Model.TotalVariance);
        for (var i = 0; i < exact.ComponentCount; i++)
        {
            Assert.Equal(exact.ExplainedVarianceRatio[i], random.ExplainedVarianceRatio[i], 1e-5);
            Assert.Equal(1, Math.Abs(SymmetricEigenTests.Dot(exact.Model.Component(i), random.Model.Component(i))), 1e-4);
        }
    }

    [Theory]
    [InlineData(PcaSolver.Covariance)]
    [InlineData(PcaSolver.Randomized)]
    public void Data_of_several_bands_gives_the_same_bytes_for_any_number_of_threads(PcaSolver solver)
    {
        var rows = Falling(11000, 200, 5, 2);
        rows[9000][3] = float.NaN;
        var one = PrincipalComponents.Fit(Tables.Of(rows), new PcaOptions(4, Solver: solver, Threads: 1));
        var many = PrincipalComponents.Fit(Tables.Blocks(1000, rows), new PcaOptions(4, Solver: solver, Threads: 3));
        Assert.Equal(one.Model!.Components, many.Model!.Components);
        Assert.Equal(one.Model.ExplainedVariance, many.Model.ExplainedVariance);
        Assert.Equal(one.Current!.Values.ToArray(), many.Current!.Values.ToArray());
        SymmetricEigenTests.AssertOrthonormal(one.Model.Components, 200);
    }

    [Fact]
    public void Auto_takes_the_matrix_for_narrow_data_and_products_for_wide_data()
    {
        Assert.Equal(PcaSolver.Covariance, SolverCost.Choose(PcaSolver.Auto, 10_000, 784, 10));
        Assert.Equal(PcaSolver.Covariance, SolverCost.Choose(PcaSolver.Auto, 1_000_000, 128, 10));
        Assert.Equal(PcaSolver.Randomized, SolverCost.Choose(PcaSolver.Auto, 500, 12_288, 10));
        Assert.Equal(PcaSolver.Randomized, SolverCost.Choose(PcaSolver.Auto, 1_000_000, 20_000, 10));
        Assert.Equal(PcaSolver.Randomized, SolverCost.Choose(PcaSolver.Randomized, 10, 3, 3));
    }

    [Fact]
    public void The_choice_and_the_remaining_error_are_told()
    {
        var table = Tables.Of(Falling(100, 20, 1, 0));
        Assert.Contains(
            "Exact (chosen by estimated work): eigenvectors of the 20 × 20 covariance matrix.", PrincipalComponents.Fit(table).Notes);
        var note = PrincipalComponents.Fit(table, new PcaOptions(5, Solver: PcaSolver.Randomized)).Notes.Single();
        Assert.StartsWith("Randomized: ", note, StringComparison.Ordinal);
        Assert.Contains("remaining error is", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_that_is_too_large_is_refused_before_the_run_starts()
    {
        var table = VectorTable.FromArray(new float[17_000], 1, 17_000);
        var refused = Assert.Throws<ArgumentException>(() => PrincipalComponents.Fit(table, new PcaOptions(Solver: PcaSolver.Covariance)));
        Assert.Contains("randomized", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("covariance")]
    [InlineData("randomized")]
    public void The_solver_is_a_parameter_of_the_projection(string solver)
    {
        var pca = ProjectionCatalog.Find("pca");
        using var run = pca.Start(
            new ProjectionInput(Tables.Of(Falling(60, 9, 1, 0))),
            new ParameterValues(pca.Parameters, [KeyValuePair.Create("solver", solver), KeyValuePair.Create("components", "4")]));
        while (run.Step(TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(4, ((IComponentRun)run).ComponentCount);
        Assert.StartsWith(solver == "covariance" ? "Exact:" : "Randomized:", run.Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ten_thousand_digits_ten_components_explain_what_numpy_says()
    {
        using var file = new GZipStream(File.OpenRead(SharedData.Path("mnist-10k/t10k-images-idx3-ubyte.gz")), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        var pixels = bytes.ToArray().Skip(16).Select(value => value / 255f).ToArray();
        var table = VectorTable.FromArray(pixels, 10_000, 784);

        // numpy 1.24 in float64: eigvalsh of the centred covariance matrix.
        Assert.Equal(0.4970567705, PrincipalComponents.Fit(table).ExplainedVarianceRatio.Sum(), 2e-7);
        var random = PrincipalComponents.Fit(table, new PcaOptions(Solver: PcaSolver.Randomized));
        Assert.Equal(0.4970567705, random.ExplainedVarianceRatio.Sum(), 1e-6);
    }

    // Independent columns of falling spread, so that a block of a few columns finds the rest by iteration.
    private static float[][] Falling(int n, int d, int seed, float offset)
    {
        var rows = Tables.Gaussian(n, d, seed);
        foreach (var row in rows)
        {
            for (var i = 0; i < d; i++)
            {
                row[i] = offset + (row[i] * 4 / (1 + i));
            }
        }

        return rows;
    }
}
