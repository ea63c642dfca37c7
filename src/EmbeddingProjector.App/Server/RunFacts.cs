using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary>What is told of a run besides its positions; outlives the run, whose memory goes when it is over.</summary>
/// <param name="Stage">What it is doing.</param>
/// <param name="Progress">The share of the work done, 0 to 1.</param>
/// <param name="Iteration">Steps of the iterative part done.</param>
/// <param name="Notes">What a person should know of it.</param>
/// <param name="StageTimes">How long each stage took so far.</param>
/// <param name="Axes">What stands at the ends of each axis; null where axes mean nothing.</param>
internal sealed record RunFacts(
    string Stage, double Progress, int Iteration, IReadOnlyList<string> Notes, IReadOnlyList<StageTime> StageTimes, IReadOnlyList<AxisLabel>? Axes)
{
    /// <summary>Nothing has begun.</summary>
    public static RunFacts Waiting { get; } = new("waiting", 0, 0, [], [], null);

    /// <summary>What a run says of itself now.</summary>
    public static RunFacts Of(IProjectionRun run) =>
        new(run.Stage, run.Progress, run.Iteration, run.Notes, run.StageTimes, (run as IAxisRun)?.Axes);
}

/// <summary>Positions as they were published.</summary>
/// <param name="Positions"><c>[n, 2|3]</c>.</param>
/// <param name="Iteration">The iteration that they are of.</param>
/// <param name="Frame">How many were published with them, from 1.</param>
internal sealed record PublishedPositions(Positions Positions, int Iteration, int Frame);
