using EmbeddingProjector.Projections;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Pca;

public sealed class PcaRunTests
{
    private static readonly IProjection _pca = ProjectionCatalog.Find("pca");

    [Fact]
    public void A_run_passes_its_stages_with_rising_progress_and_ends_at_1()
    {
        using var run = Start(PcaTests.Stretched(500, 8, 1));
        List<string> stages = [run.Stage];
        var before = 0.0;
        while (run.Step(TestContext.Current.CancellationToken))
        {
            Assert.InRange(run.Progress, before, 1);
            before = run.Progress;
            stages.Add(run.Stage);
        }

        Assert.Equal(1, run.Progress);
        Assert.Equal(["mean", "covariance", "eigenvectors", "projecting"], stages.Distinct());
        Assert.Equal(["mean", "covariance", "eigenvectors", "projecting"], run.StageTimes.Select(time => time.Stage));
        Assert.All(run.StageTimes, time => Assert.True(time.Seconds >= 0));
        Assert.False(run.Step(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Before_the_end_there_are_no_positions_and_no_components()
    {
        using var run = (IComponentRun)Start(PcaTests.Stretched(50, 8, 1));
        Assert.Null(run.Current);
        Assert.Equal(0, run.ComponentCount);
        Assert.Empty(run.ExplainedVarianceRatio);
        Assert.Throws<InvalidOperationException>(() => run.Select([0, 1]));
    }

    [Fact]
    public void Any_two_or_three_components_can_be_chosen()
    {
        using var run = (IComponentRun)Start(PcaTests.Stretched(50, 8, 1));
        while (run.Step(TestContext.Current.CancellationToken))
        {
        }

        var three = run.Select([5, 0, 2]);
        var two = run.Select([2, 5]);
        Assert.Equal(three.Row(7)[0], two.Row(7)[1]);
        Assert.Equal(three.Row(7)[2], two.Row(7)[0]);
        Assert.Equal(run.Current!.Row(7)[0], three.Row(7)[1]);
        Assert.Throws<ArgumentException>(() => run.Select([0]));
        Assert.Throws<ArgumentException>(() => run.Select([0, 8]));
        Assert.Throws<ArgumentException>(() => run.Select([0, -1]));
    }

    [Fact]
    public void Two_dimensions_give_positions_of_two()
    {
        using var run = _pca.Start(new ProjectionInput(Tables.Of(PcaTests.Stretched(20, 5, 1)), 2), new ParameterValues(_pca.Parameters));
        while (run.Step(TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(2, run.Current!.Dimensions);
        Assert.Equal(20, run.Current.RowCount);
    }

    [Fact]
    public void A_cancelled_step_throws_and_the_run_can_be_disposed()
    {
        using var cancelled = new CancellationTokenSource();
        using var run = Start(PcaTests.Stretched(50, 8, 1));
        Assert.True(run.Step(CancellationToken.None));
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => run.Step(cancelled.Token));
        Assert.Null(run.Current);
    }

    private static IProjectionRun Start(float[][] rows) =>
        _pca.Start(new ProjectionInput(Tables.Of(rows)), new ParameterValues(_pca.Parameters));
}
