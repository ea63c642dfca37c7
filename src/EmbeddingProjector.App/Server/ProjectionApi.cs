using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Projections;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EmbeddingProjector.App.Server;

/// <summary><c>/api/projections</c>: the methods, runs of them, and the positions that come of it.</summary>
internal static class ProjectionApi
{
    // An axis can be spanned by lists of rows: a hundred thousand of them, one by one.
    private const int LargestRequest = 1024 * 1024;

    /// <summary>Adds the routes.</summary>
    public static void MapProjections(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/datasets/{id}/projections", Start).WithTags("Projections").WithMetadata(new RequestSizeLimitAttribute(LargestRequest))
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

    private static Accepted<ProjectionRunJson> Start(
        string id, StartProjectionJson body, DatasetCatalog catalog, ProjectionQueue queue, StepHistories histories)
    {
        var request = ProjectionRequest.Parse(id, body);
        var use = catalog.Use(id);
        try
        {
            request = use.Data.IsEdited ? request.Over(use.Data.MetadataVersion) : request;
            request = body.Start is null ? request : Continue(request, queue.Get(body.Start), use.Data.Vectors.RowCount, histories);
        }
        catch
        {
            use.Dispose();
            throw;
        }

        var job = queue.Start(request, use);
        return TypedResults.Accepted($"../../projections/{job.Id}", Describe(job));
    }

    // As the page shows it: aligned to the steps before, so that the continuation lies on them.
    private static ProjectionRequest Continue(ProjectionRequest request, ProjectionJob before, int rows, StepHistories histories)
    {
        var shown = before.State == JobState.Done && histories.See(before) is var (history, number) ? history.Aligned(number, null) : before.Published?.Positions;
        if (shown is null)
        {
            throw ApiException.Conflict("The run to start from has no positions.", "Leave out \"start\".");
        }

        return shown.RowCount == rows && shown.Dimensions == request.Dimensions
            ? request.From(before.Id, shown)
            : throw ApiException.BadRequest(
                $"The run to start from places {shown.RowCount:N0} rows in {shown.Dimensions} dimensions; {rows:N0} rows in {request.Dimensions} are asked for.",
                "Leave out \"start\".");
    }

    private static async Task<Ok<ProjectionRunJson>> GetAsync(string runId, double? wait, ProjectionQueue queue, RequestEnd end)
    {
        var job = queue.Get(runId);
        var changed = job.Changed.Next;
        if (!job.IsOver)
        {
            await LongPoll.WaitAsync(changed, wait, end.Token).ConfigureAwait(false);
            job.Touch();
        }

        return TypedResults.Ok(Describe(job));
    }

    private static IResult Positions(HttpContext context, string runId, string? components, ProjectionQueue queue)
    {
        var picked = ComponentChoice.Parse(components);
        var job = queue.Get(runId);
        var published = job.Published;
        if (published is null || job.State == JobState.Failed)
        {
            throw job.State == JobState.Failed
                ? ApiException.Unusable(job.Message ?? "The projection failed.")
                : ApiException.Conflict("There are no positions yet.", "Ask again when the run has some.");
        }

        // Only what is complete and was not steered follows from the request alone.
        if (job.State == JobState.Done && job.FollowsFromRequest
            && EntityTagCheck.Answered(context, ETags.Of("positions", runId, components ?? "")))
        {
            return Results.Empty;
        }

        var positions = picked is null ? published.Positions : ComponentChoice.Select(job, picked);
        return Results.Bytes(PositionFrame.Encode(positions, published.Iteration), "application/octet-stream");
    }

    private static NoContent Cancel(string runId, ProjectionQueue queue)
    {
        queue.Get(runId).Cancel();
        return TypedResults.NoContent();
    }

    /// <summary>The state of a run as JSON.</summary>
    public static ProjectionRunJson Describe(ProjectionJob job)
    {
        var state = job.State;
        var facts = job.Facts;
        var components = state == JobState.Done ? job.Components : null;
        return new ProjectionRunJson(
            job.Id,
            job.Request.DatasetId,
            job.Request.Projection.Name,
            job.Request.Dimensions,
            job.Request.Seed,
            job.Request.Spherize,
            state.Name(),
            facts.Stage,
            facts.Progress,
            facts.Iteration,
            job.Published?.Frame ?? 0,
            job.SecondsLeft,
            facts.Notes,
            Describe(job.Values),
            job.Live,
            facts.Axes is null ? null : [.. facts.Axes.Select(a => new AxisJson(a.Low, a.High))],
            components?.ExplainedVarianceRatio,
            components?.ComponentCount ?? 0,
            job.Message,
            [.. facts.StageTimes.Select(t => new StageJson(t.Stage, t.Seconds))]);
    }

    /// <summary>The values in effect as JSON.</summary>
    public static IReadOnlyDictionary<string, string> Describe(ParameterValues values) => values.All.ToDictionary(v => v.Key, v => v.Value);

    private static ParameterJson Describe(ProjectionParameter parameter) => new(
        parameter.Name,
        parameter.Title,
        parameter.Kind switch
        {
            ParameterKind.Integer => "integer",
            ParameterKind.Number => "number",
            ParameterKind.Flag => "flag",
            ParameterKind.Text => "text",
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
