using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Projections.Alignment;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary><c>/api/projections/{id}/steps</c>: the versions of a tensor that were looked at, and where the rows stood at each.</summary>
internal static class StepApi
{
    /// <summary>Adds the routes.</summary>
    public static void MapSteps(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/projections/{runId}/steps").WithTags("Projections");
        group.MapGet("", Get).WithName("GetSteps")
            .WithSummary("The steps seen of this tensor by this layout, the positions of this run among them");
        group.MapGet("/positions", Own).WithName("GetAlignedPositions")
            .WithSummary("Where the rows stand by this run, aligned to the step before, \"EPP1\"")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream");
        group.MapGet("/{number:int}/positions", Positions).WithName("GetStepPositions")
            .WithSummary("Where the rows stood at a step, aligned to the step before, \"EPP1\"")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream");
    }

    private static Ok<StepsJson> Get(string runId, string? components, ProjectionQueue queue, StepHistories histories, ServerOptions options)
    {
        var (job, picked) = Find(runId, components, queue);
        var (history, number) = histories.See(job);
        var seen = history.Describe(picked);
        return TypedResults.Ok(new StepsJson(
            history.Id, number, seen.Seen, seen.Every, seen.Note, options.StepBytes, [.. seen.Steps.Select(s => Describe(s.Step, s.Alignment, picked))]));
    }

    private static IResult Own(HttpContext context, string runId, string? components, ProjectionQueue queue, StepHistories histories) =>
        Positions(context, runId, null, components, queue, histories);

    private static IResult Positions(
        HttpContext context, string runId, int? number, string? components, ProjectionQueue queue, StepHistories histories)
    {
        var (job, picked) = Find(runId, components, queue);
        var (history, own) = histories.See(job);
        var aligned = history.Aligned(number ?? own, picked)
            ?? throw ApiException.NotFound($"Step number {number} is not kept.", "GET …/steps lists those that are.");
        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(PositionFrame.Encode(aligned, job.Published!.Iteration), "application/octet-stream");
    }

    private static (ProjectionJob Job, IReadOnlyList<int>? Picked) Find(string runId, string? components, ProjectionQueue queue)
    {
        var picked = ComponentChoice.Parse(components);
        var job = queue.Get(runId);
        if (picked is not null && job.State == JobState.Done)
        {
            ComponentChoice.Require(job, picked);
        }

        return (job, picked);
    }

    private static SeenStepJson Describe(SeenStep step, RigidAlignment alignment, IReadOnlyList<int>? picked) => new(
        step.Number,
        step.DatasetId,
        step.Step,
        step.WrittenAt,
        double.IsFinite(alignment.Agreement) ? alignment.Agreement : null,
        alignment.Rotation,
        Shares(step, alignment, picked));

    // Components are uncorrelated, so that the variance along a turned axis is the sum of theirs, weighted by the squares of the turn.
    private static IReadOnlyList<double>? Shares(SeenStep step, RigidAlignment alignment, IReadOnlyList<int>? picked)
    {
        if (step.Components is not { } run || picked is null)
        {
            return null;
        }

        var (d, ratios) = (picked.Count, run.ExplainedVarianceRatio);
        return
        [
            .. Enumerable.Range(0, d).Select(axis => Enumerable.Range(0, d).Sum(
                i => ratios[picked[i]] * alignment.Rotation[(i * d) + axis] * alignment.Rotation[(i * d) + axis])),
        ];
    }
}
