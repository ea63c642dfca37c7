using EmbeddingProjector.App.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary><c>GET /api/datasets/{id}/neighbors</c>: the nearest rows in the original space.</summary>
internal static class NeighborApi
{
    private const int DefaultCount = 100;
    private const int MaximumCount = 10_000;

    /// <summary>Adds the route.</summary>
    public static void MapNeighbors(this IEndpointRouteBuilder routes) => routes
        .MapGet("/datasets/{id}/neighbors", GetAsync)
        .WithName("GetNeighbors")
        .WithSummary("The nearest rows in the original space, nearest first")
        .WithTags("Data sets");

    /// <summary>Refuses what lists of neighbors are not made by.</summary>
    /// <exception cref="ArgumentException">It is no distance, or one that lists take no part in.</exception>
    public static void RequireKnown(string? metric)
    {
        if (metric is not (null or "cosine" or "euclidean"))
        {
            throw new ArgumentException($"Unknown metric \"{metric}\": there are cosine and euclidean.");
        }
    }

    private static async Task<Ok<NeighborsJson>> GetAsync(
        string id, int row, int? count, string? metric, DatasetCatalog catalog, ComputeSlots slots, ServerOptions options, RequestEnd end)
    {
        RequireKnown(metric);
        var wanted = count ?? DefaultCount;
        if (wanted is < 1 or > MaximumCount)
        {
            throw ApiException.BadRequest($"count = {wanted} is not possible: it takes 1 to {MaximumCount}.");
        }

        using var use = catalog.Use(id);
        var distance = ChosenDistance.Of(metric, use.Data.Metric).Metric;
        RowCheck.Require(row, use.Data.Vectors.RowCount);
        var found = await slots.RunAsync(
            () => use.Dataset.Index(use.Data, options.Threads, end.Token).Query(distance, row, wanted, end.Token), end.Token).ConfigureAwait(false);
        return TypedResults.Ok(new NeighborsJson(
            row,
            distance.Name(),
            [.. found.Rows.Zip(found.Distances, (r, d) => new NeighborJson(r, double.IsFinite(d) ? d : null))],
            found.Note));
    }
}
