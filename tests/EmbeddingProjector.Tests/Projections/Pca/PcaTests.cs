using EmbeddingProjector.Projections.Pca;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Pca;

public sealed class PcaTests
{
    [Fact]
    public void Components_and_variances_are_those_of_Jacobi_on_the_covariance()
    {
        var rows = Stretched(400, 12, 3);
        var run = PrincipalComponents.Fit(Tables.Blocks(90, rows), new PcaOptions(12));
        var (values, vectors) = JacobiEigen.Decompose(CovarianceOf(rows));
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(values[i], run.Model!.ExplainedVariance[i], 1e-5 * values[0]);
            Assert.Equal(1, Math.Abs(SymmetricEigenTests.Dot(vectors[i], run.Model.Component(i))), 1e-5);
            Assert.Equal(values[i] / values.Sum(), run.ExplainedVarianceRatio[i], 1e-6);
        }
    }

    [Fact]
    public void A_large_mean_costs_no_accuracy()
    {
        var rows = Stretched(300, 6, 8);
        var far = rows.Select(row => row.Select(v => v + 1000).ToArray()).ToArray();
        var ratios = PrincipalComponents.Fit(Tables.Of(far), new PcaOptions(6)).ExplainedVarianceRatio;
        var (values, _) = JacobiEigen.Decompose(CovarianceOf(far));
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(values[i] / values.Sum(), ratios[i], 1e-6);
        }
    }

    [Fact]
    public void All_components_rebuild_the_data()
    {
        var rows = Stretched(50, 3, 5);
        var run = PrincipalComponents.Fit(Tables.Of(rows), new PcaOptions(3));
        var model = run.Model!;
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                var rebuilt = model.Mean[column];
                for (var c = 0; c < 3; c++)
                {
                    rebuilt += run.Current!.Row(row)[c] * model.Component(c)[column];
                }

                Assert.Equal(rows[row][column], rebuilt, 1e-5);
            }
        }
    }

    [Fact]
    public void Turning_the_data_leaves_the_shares()
    {
        var rows = Stretched(200, 4, 6);
        var (c, s) = ((float)Math.Cos(0.7), (float)Math.Sin(0.7));
        var turned = rows.Select(r => new[] { (c * r[0]) - (s * r[3]), r[1], r[2], (s * r[0]) + (c * r[3]) }).ToArray();
        var before = PrincipalComponents.Fit(Tables.Of(rows)).ExplainedVarianceRatio;
        var after = PrincipalComponents.Fit(Tables.Of(turned)).ExplainedVarianceRatio;
        Assert.Equal(before.Count, after.Count);
        for (var i = 0; i < before.Count; i++)
        {
            Assert.Equal(before[i], after[i], 1e-5);
        }
    }

    [Fact]
    public void Components_are_orthonormal_and_their_largest_entry_is_positive()
    {
        var model = PrincipalComponents.Fit(Tables.Of(Stretched(500, 30, 2))).Model!;
        Assert.Equal(10, model.ComponentCount);
        SymmetricEigenTests.AssertOrthonormal(model.Components, 30);
        for (var i = 0; i < 10; i++)
        {
            var component = model.Component(i).ToArray();
            Assert.True(component.MaxBy(Math.Abs) > 0);
        }
    }

    [Fact]
    public void Scores_are_centred_and_spread_by_the_explained_variance()
    {
        var run = PrincipalComponents.Fit(Tables.Of(Stretched(1000, 5, 9)));
        for (var c = 0; c < 3; c++)
        {
            var scores = Enumerable.Range(0, 1000).Select(row => (double)run.Current!.Row(row)[c]).ToArray();
            Assert.Equal(0, scores.Average(), 1e-4);
            Assert.Equal(run.Model!.ExplainedVariance[c], scores.Sum(y => y * y) / 999, 1e-4 * run.Model.ExplainedVariance[c]);
        }
    }

    [Fact]
    public void Uncentred_shares_are_of_the_second_moment_and_said_to_be()
    {
        var rows = Stretched(300, 4, 4).Select(row => row.Select(v => v + 5).ToArray()).ToArray();
        var run = PrincipalComponents.Fit(Tables.Of(rows), new PcaOptions(4, Centred: false));
        var (values, _) = JacobiEigen.Decompose(MomentOf(rows));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(values[i] / values.Sum(), run.ExplainedVarianceRatio[i], 1e-6);
        }

        Assert.Contains(run.Notes, note => note.Contains("second moment", StringComparison.Ordinal));
        Assert.All(run.Model!.Mean, m => Assert.Equal(0, m));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_bytes_are_the_same_for_any_number_of_threads(bool centred)
    {
        var rows = Stretched(3000, 40, 12);
        var one = PrincipalComponents.Fit(Tables.Blocks(500, rows), new PcaOptions(5, centred, Threads: 1));
        foreach (var threads in new[] { 2, 3 })
        {
            var many = PrincipalComponents.Fit(Tables.Of(rows), new PcaOptions(5, centred, Threads: threads));
            Assert.Equal(one.Model!.Components, many.Model!.Components);
            Assert.Equal(one.Model.ExplainedVariance, many.Model.ExplainedVariance);
            Assert.Equal(one.Current!.Values.ToArray(), many.Current!.Values.ToArray());
        }
    }

    internal static float[][] Stretched(int n, int d, int seed)
    {
        var random = new Random(seed + 1000);
        var mix = Enumerable.Range(0, d).Select(_ => Enumerable.Range(0, d).Select(_ => random.NextDouble() - 0.5).ToArray()).ToArray();
        return [.. Tables.Gaussian(n, d, seed).Select(z =>
            mix.Select(row => (float)row.Select((m, i) => m * z[i] * Math.Pow(0.8, i)).Sum()).ToArray())];
    }

    private static double[,] CovarianceOf(float[][] rows)
    {
        var mean = Enumerable.Range(0, rows[0].Length).Select(c => rows.Average(row => (double)row[c])).ToArray();
        return Moments(rows, mean, rows.Length - 1);
    }

    private static double[,] MomentOf(float[][] rows) => Moments(rows, new double[rows[0].Length], rows.Length);

    private static double[,] Moments(float[][] rows, double[] mean, double divisor)
    {
        var d = mean.Length;
        var moments = new double[d, d];
        foreach (var row in rows)
        {
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j < d; j++)
                {
                    moments[i, j] += (row[i] - mean[i]) * (row[j] - mean[j]) / divisor;
                }
            }
        }

        return moments;
    }
}
