using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Quality;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EmbeddingProjector.App.Server;

/// <summary><c>POST /api/projections/{runId}/trust</c>: what share of the neighborhoods of a selection is real.</summary>
internal static class TrustApi
{
    /// <summary>Adds the route.</summary>
    public static void MapTrust(this IEndpointRouteBuilder routes) => routes
        .MapPost("/projections/{runId}/trust", PostAsync)
        .WithMetadata(new RequestSizeLimitAttribute(RowCheck.LargestBody))
        .WithName("GetTrust")
        .WithSummary("How far the neighborhoods of selected rows on the present map of a run are those of the vectors")
        .WithTags("Quality");

    private static async Task<Ok<TrustJson>> PostAsync(
        string runId, TrustRequest body, ProjectionQueue runs, DatasetCatalog catalog, ComputeSlots slots, ServerOptions options, RequestEnd end)
    {
        var components = body.Components is null ? null : ComponentChoice.Parse(string.Join(',', body.Components));
        var request = QualityRequest.Of(runs.Get(runId), body.K, body.Metric, components);
        using var use = catalog.Use(request.DatasetId);
        var rows = RowCheck.RequireSelected(body.Rows, use.Data.Vectors.RowCount);
        var trust = await slots.RunAsync(
            () => SelectionTrust.Measure(
                use.Data.Vectors, request.Positions, request.Metric, rows, request.Neighbors ?? SelectionTrust.UsualNeighbors,
                threads: options.Threads, cancellationToken: end.Token),
            end.Token).ConfigureAwait(false);
        return TypedResults.Ok(new TrustJson(
            trust.Neighbors, request.Metric.Name(), trust.SelectedRows, trust.MeasuredRows, trust.Kept, trust.TrueInside, trust.ShownInside,
            double.IsNaN(trust.FalseInside) ? null : trust.FalseInside, trust.Notes));
    }
}
