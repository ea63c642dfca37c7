using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Quality;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary><c>/api/quality</c>: how far the map of a run can be trusted, whole and row by row.</summary>
internal static class QualityApi
{
    private const string Trustworthiness = "trustworthiness";
    private const string Continuity = "continuity";
    private const string Preservation = "neighbor-preservation";

    /// <summary>Adds the routes.</summary>
    public static void MapQuality(this IEndpointRouteBuilder routes)
    {
        var ofRun = routes.MapGroup("/projections/{runId}/quality").WithTags("Quality");
        ofRun.MapPost("", Measure).WithName("MeasureQuality").WithSummary("Measures the present map of a run, or finds the measurement there is");
        ofRun.MapGet("", Find).WithName("FindQuality").WithSummary("The measurement of the present map of a run; 204 when there is none");
        var group = routes.MapGroup("/quality/{id}").WithTags("Quality");
        group.MapGet("", GetAsync).WithName("GetQuality").WithSummary("The state of a measurement; ?wait=SECONDS answers when it changes");
        group.MapGet("/columns/{name}", Column).WithName("GetQualityColumn")
            .WithSummary("One measure of every row in one frame, \"EPC1\"; rows that were not measured have no value")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream");
        group.MapDelete("", Cancel).WithName("CancelQuality").WithSummary("Cancels a measurement");
    }

    private static Accepted<QualityJson> Measure(
        string runId, MeasureQualityJson body, ProjectionQueue runs, QualityQueue measurements, DatasetCatalog catalog)
    {
        var components = body.Components is null ? null : ComponentChoice.Parse(string.Join(',', body.Components));
        var request = QualityRequest.Of(runs.Get(runId), body.K, body.Metric, components);
        var job = measurements.Start(request, catalog.Use(request.DatasetId));
        return TypedResults.Accepted($"../../quality/{request.Key}", Describe(job));
    }

    private static Results<Ok<QualityJson>, NoContent> Find(
        string runId, int? k, string? metric, string? components, ProjectionQueue runs, QualityQueue measurements) =>
        measurements.Find(QualityRequest.Of(runs.Get(runId), k, metric, ComponentChoice.Parse(components))) is { } job
            ? TypedResults.Ok(Describe(job))
            : TypedResults.NoContent();

    private static async Task<Ok<QualityJson>> GetAsync(string id, double? wait, QualityQueue measurements, RequestEnd end)
    {
        var job = measurements.Get(id);
        var changed = job.Changed.Next;
        if (!job.IsOver)
        {
            await LongPoll.WaitAsync(changed, wait, end.Token).ConfigureAwait(false);
        }

        return TypedResults.Ok(Describe(job));
    }

    private static IResult Column(HttpContext context, string id, string name, QualityQueue measurements)
    {
        var job = measurements.Get(id);
        if (job.Quality is not { } quality)
        {
            throw ApiException.Conflict(
                $"The measurement is {job.State.Name()}: it has no columns.",
                job.IsOver ? "Measure the map again." : "Ask again when its state is \"done\".");
        }

        var values = name switch
        {
            Trustworthiness => quality.PointTrustworthiness,
            Continuity => quality.PointContinuity,
            Preservation => quality.PointNeighborPreservation,
            _ => throw ApiException.NotFound($"There is no measure \"{name}\": there are {Trustworthiness}, {Continuity} and {Preservation}."),
        };
        return EntityTagCheck.Answered(context, ETags.Of("quality", id, name))
            ? Results.Empty
            : Results.Bytes(ColumnFrame.Encode(MeasureColumn.Of(name, values)), "application/octet-stream");
    }

    private static NoContent Cancel(string id, QualityQueue measurements)
    {
        measurements.Get(id).Cancel();
        return TypedResults.NoContent();
    }

    private static QualityJson Describe(QualityJob job)
    {
        // In this order: a state that says done has its figures.
        var state = job.State;
        var quality = state == JobState.Done ? job.Quality : null;
        return new QualityJson(
            job.Request.Key,
            job.Request.DatasetId,
            job.Request.RunId,
            state.Name(),
            job.Progress,
            job.Request.Metric.Name(),
            job.Request.Positions.RowCount,
            quality?.ComparedRows,
            quality?.SampleRows,
            quality is null ? null : Measures(quality),
            quality?.Notes ?? [],
            job.Message);
    }

    private static IReadOnlyList<MeasureJson> Measures(MapQuality quality) =>
    [
        new(Trustworthiness, quality.TrustworthinessNeighbors, quality.Trustworthiness),
        new(Continuity, quality.TrustworthinessNeighbors, quality.Continuity),
        new(Preservation, quality.PreservationNeighbors, quality.NeighborPreservation),
    ];
}
