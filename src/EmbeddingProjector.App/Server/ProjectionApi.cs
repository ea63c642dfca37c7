using System.Globalization;
using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary><c>/api/projections</c>: the methods, runs of them, and the positions that come of it.</summary>
internal static class ProjectionApi
{
    /// <summary>Adds the routes.</summary>
    public static void MapProjections(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/datasets/{id}/projections", Start).WithTags("Projections")
            .WithName("StartProjection").WithSummary("Starts a run, or finds the one there is");
        var group = routes.MapGroup("/projections").WithTags("Projections");
        group.MapGet("", Methods).WithName("GetMethods").WithSummary("The methods and their parameters, as data");
        group.MapGet("/{runId}", GetAsync).WithName("GetProjection").WithSummary("The state of a run; ?wait=SECONDS answers when it changes");
        group.MapGet("/{runId}/positions", Positions).WithName("GetPositions")
            .WithSummary("Where the rows stand, in one frame, \"EPP1\"; components=0,1,2 picks axes of a PCA")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream");
        group.MapDelete("/{runId}", Cancel).WithName("CancelProjection").WithSummary("Cancels a run");
    }

    private static Ok<IReadOnlyList<MethodJson>> Methods() => TypedResults.Ok<IReadOnlyList<MethodJson>>(
        [.. ProjectionCatalog.All.Select(p => new MethodJson(p.Name, p.Title, [.. p.Parameters.Select(Describe)]))]);

    private static Accepted<ProjectionRunJson> Start(string id, StartProjectionJson body, DatasetCatalog catalog, ProjectionQueue queue)
    {
        var request = ProjectionRequest.Parse(id, body);
        var job = queue.Start(request, catalog.Use(id));
        return TypedResults.Accepted($"../../projections/{job.Id}", Describe(job));
    }

    private static async Task<Ok<ProjectionRunJson>> GetAsync(string runId, double? wait, ProjectionQueue queue, RequestEnd end)
    {
        var job = queue.Get(runId);
        var changed = job.Changed.Next;
        if (!job.IsOver)
        {
            await LongPoll.WaitAsync(changed, wait, end.Token).ConfigureAwait(false);
        }

        return TypedResults.Ok(Describe(job));
    }

    private static IResult Positions(HttpContext context, string runId, string? components, ProjectionQueue queue)
    {
        var job = queue.Get(runId);
        var run = job.Underneath;
        if (run?.Current is not { } current || job.State == JobState.Failed)
        {
            throw job.State == JobState.Failed
                ? ApiException.Unusable(job.Message ?? "The projection failed.")
                : ApiException.Conflict("There are no positions yet.", "Ask again when the run has some.");
        }

        // Only what is complete follows from the request alone.
        if (job.State == JobState.Done && EntityTagCheck.Answered(context, ETags.Of("positions", runId, components ?? "")))
        {
            return Results.Empty;
        }

        var positions = components is null ? current : Select(run, job.State, components);
        return Results.Bytes(PositionFrame.Encode(positions, run.Iteration), "application/octet-stream");
    }

    private static NoContent Cancel(string runId, ProjectionQueue queue)
    {
        queue.Get(runId).Cancel();
        return TypedResults.NoContent();
    }

    private static Positions Select(IProjectionRun run, JobState state, string components)
    {
        if (run is not IComponentRun choice)
        {
            throw ApiException.BadRequest("This projection has no components to choose from.");
        }

        if (state != JobState.Done)
        {
            throw ApiException.Conflict("The components are not known yet.", "Ask again when the run is done.");
        }

        var texts = components.Split(',');
        var picked = new List<int>(3);
        foreach (var text in texts.Take(4))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var component) || component >= choice.ComponentCount)
            {
                throw ApiException.BadRequest($"There is no component \"{text}\": they are 0 to {choice.ComponentCount - 1}.");
            }

            picked.Add(component);
        }

        return picked.Count is 2 or 3
            ? choice.Select(picked)
            : throw ApiException.BadRequest("components takes two or three numbers, as in components=0,1,2.");
    }

    private static ProjectionRunJson Describe(ProjectionJob job)
    {
        var run = job.Underneath;
        var choice = run as IComponentRun;
        var state = job.State;
        return new ProjectionRunJson(
            job.Id,
            job.Request.DatasetId,
            job.Request.Projection.Name,
            state switch
            {
                JobState.Queued => "queued",
                JobState.Running => "running",
                JobState.Done => "done",
                JobState.Failed => "failed",
                _ => "cancelled",
            },
            job.Stage,
            job.Progress,
            run?.Iteration ?? 0,
            job.SecondsLeft,
            run?.Notes ?? [],
            job.Request.Values.All.ToDictionary(v => v.Key, v => v.Value),
            state == JobState.Done ? choice?.ExplainedVarianceRatio : null,
            state == JobState.Done ? choice?.ComponentCount ?? 0 : 0,
            job.Message,
            [.. (run?.StageTimes ?? []).Select(t => new StageJson(t.Stage, t.Seconds))]);
    }

    private static ParameterJson Describe(ProjectionParameter parameter) => new(
        parameter.Name,
        parameter.Title,
        parameter.Kind switch
        {
            ParameterKind.Integer => "integer",
            ParameterKind.Number => "number",
            ParameterKind.Flag => "flag",
            _ => "choice",
        },
        parameter.Default,
        Finite(parameter.Minimum),
        Finite(parameter.Maximum),
        parameter.Step > 0 ? parameter.Step : null,
        parameter.Choices,
        parameter.Live,
        parameter.Help,
        parameter.Source);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
