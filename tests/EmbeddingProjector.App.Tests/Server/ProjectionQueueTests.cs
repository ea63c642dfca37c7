using EmbeddingProjector.App.Server;
using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Projections;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>Runs whose every step the test allows, on a clock that the test moves.</summary>
public sealed class ProjectionQueueTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly LogDirectoryOnDisk _directory = LogDirectoryOnDisk.Small();
    private readonly ManualTime _time = new();
    private readonly GatedProjection _projection = new();
    private readonly ProjectionQueue _queue;
    private readonly Dataset _dataset;

    public ProjectionQueueTests()
    {
        var options = new ServerOptions { Time = _time, UnwatchedTime = TimeSpan.FromSeconds(60) };
        _queue = new ProjectionQueue(options, new SharedNeighbors(options, NullLogger<SharedNeighbors>.Instance), NullLogger<ProjectionQueue>.Instance);
        var run = LogDirectoryScanner.ForDirectory(_directory.Path).Scan().Runs.Single();
        _dataset = new Dataset("data", run, run.Embeddings.Single());
        _dataset.Enter(new DatasetState.Ready(OpenedData.From(_dataset.Embedding, EmbeddingLoader.Load(_dataset.Embedding))));
    }

    [Fact]
    public async Task A_run_that_nobody_watches_is_stopped_after_the_stated_time_and_says_so()
    {
        var job = Start();
        await StepsAsync(job, 3);

        _time.Advance(TimeSpan.FromSeconds(59));
        var before = job.State;
        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(job, JobState.Done);

        Assert.Equal(JobState.Running, before);
        Assert.Contains("Nobody watched it for 60 s", job.Message, StringComparison.Ordinal);
        Assert.Contains("iteration 3", job.Message, StringComparison.Ordinal);
        Assert.Equal(3, job.Published!.Positions.Values[0]);
        Assert.NotSame(job, Start());
    }

    [Fact]
    public async Task A_run_that_is_watched_or_asked_for_goes_on()
    {
        var job = Start();
        await StepsAsync(job, 1);
        using (job.Watch())
        {
            _time.Advance(TimeSpan.FromSeconds(1000));
        }

        _time.Advance(TimeSpan.FromSeconds(59));
        _queue.Get(job.Id);
        _time.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal(JobState.Running, job.State);
        await StepsAsync(job, 2);
        Assert.Equal(3, job.Facts.Iteration);
    }

    [Fact]
    public async Task A_run_without_positions_is_not_stopped_for_want_of_watchers()
    {
        var job = Start();
        await UntilAsync(job, JobState.Running);

        _time.Advance(TimeSpan.FromSeconds(1000));

        Assert.Equal(JobState.Running, job.State);
        await StepsAsync(job, 1);
    }

    [Fact]
    public async Task Perturbing_and_new_values_take_effect_at_the_next_step()
    {
        var job = Start();
        await StepsAsync(job, 1);
        await EnterStepsAsync(2);

        // The run waits inside its second step, which is the last of the old kind.
        var (perturbed, changed) = (job.Perturb(), job.Change([KeyValuePair.Create("speed", "10")]));
        await StepsAsync(job, 1);
        await Task.WhenAll(perturbed, changed).WaitAsync(_patience);
        await StepsAsync(job, 1);
        job.Stop();
        await UntilAsync(job, JobState.Done);

        Assert.Equal(1 + 1 + 1000 + 10, job.Published!.Positions.Values[0]);
        Assert.Equal("10", job.Values.Text("speed"));
        Assert.False(job.FollowsFromRequest);
    }

    [Fact]
    public async Task A_paused_run_takes_new_values_at_once_and_can_be_stopped()
    {
        var job = Start();
        await StepsAsync(job, 1);
        await EnterStepsAsync(2);
        job.Pause();
        _projection.Allow(1);
        await UntilAsync(job, JobState.Paused);

        var change = job.Change([KeyValuePair.Create("speed", "5")]);
        Assert.True(change.IsCompletedSuccessfully);
        _queue.Resume(job);
        await StepsAsync(job, 1, alreadyStepped: 1);
        job.Stop();
        await UntilAsync(job, JobState.Done);

        Assert.Equal(1 + 1 + 5, job.Published!.Positions.Values[0]);
        Assert.Equal(3, job.Published.Frame);
    }

    [Fact]
    public async Task Stopping_before_there_are_positions_cancels_and_says_so()
    {
        var job = Start();
        await UntilAsync(job, JobState.Running);

        job.Stop();
        await UntilAsync(job, JobState.Cancelled);

        Assert.Contains("no positions yet", job.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_run_leaves_its_turn_to_one_that_waits()
    {
        var (first, second, third) = (Start(1), Start(2), Start(3));
        await EnterStepsAsync(2);
        Assert.Equal(JobState.Queued, third.State);

        first.Pause();
        second.Pause();
        _projection.Allow(1);
        await UntilAsync(third, JobState.Running);
        third.Cancel();
        await UntilAsync(third, JobState.Cancelled);
        _projection.Allow(1);
        await UntilAsync(first, JobState.Paused);
        await UntilAsync(second, JobState.Paused);
        _queue.Resume(first);
        await UntilAsync(first, JobState.Running);
    }

    [Fact]
    public async Task A_run_that_waits_says_how_many_run_and_no_more_of_it_when_its_turn_comes()
    {
        var (first, _, third) = (Start(1), Start(2), Start(3));
        await EnterStepsAsync(2);
        Assert.Null(first.Message);
        Assert.Equal("2 layouts are running, no more at a time.", third.Message);

        third.Pause();
        Assert.Null(third.Message);
        _queue.Resume(third);
        Assert.Contains("2 layouts are running", third.Message, StringComparison.Ordinal);
        first.Cancel();
        await UntilAsync(third, JobState.Running);

        Assert.Null(third.Message);
    }

    [Fact]
    public async Task A_run_is_given_the_shared_neighbors_and_the_metadata()
    {
        var job = Start();
        await StepsAsync(job, 1);

        var input = _projection.Input!;
        var one = input.NeighborSource!(Neighbors.DistanceMetric.Cosine, 3, null, CancellationToken.None);
        var two = input.NeighborSource!(Neighbors.DistanceMetric.Cosine, 2, null, CancellationToken.None);

        Assert.Same(one, two);
        Assert.Equal(["word", "count"], input.Metadata!.Columns.Select(c => c.Name));
    }

    public void Dispose()
    {
        _queue.Dispose();
        _directory.Dispose();
    }

    private ProjectionJob Start(ulong seed = 1) => _queue.Start(
        new ProjectionRequest(_dataset.Id, _projection, 2, seed, false, new ParameterValues(_projection.Parameters)), _dataset.Use());

    /// <summary>Allows steps, and waits until their positions are published.</summary>
    private async Task StepsAsync(ProjectionJob job, int steps, int alreadyStepped = 0)
    {
        var frame = (job.Published?.Frame ?? 0) + steps;
        _projection.Allow(steps);
        for (var i = 0; i < steps + alreadyStepped; i++)
        {
            await Task.Run(() => Assert.True(_projection.Stepped.TryTake(out _, _patience)));
        }

        while ((job.Published?.Frame ?? 0) < frame)
        {
            var moved = job.Moved.Next;
            if ((job.Published?.Frame ?? 0) < frame)
            {
                await moved.WaitAsync(_patience);
            }
        }
    }

    private async Task EnterStepsAsync(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            Assert.True(await _projection.Entered.WaitAsync(_patience));
        }
    }

    private static async Task UntilAsync(ProjectionJob job, JobState state)
    {
        while (job.State != state)
        {
            var changed = job.Changed.Next;
            if (job.State != state)
            {
                await changed.WaitAsync(_patience);
            }
        }
    }
}
