using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Neighbors;
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

    /// <summary>The metric of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static DistanceMetric Metric(string name) => name switch
    {
        "cosine" => DistanceMetric.Cosine,
        "euclidean" => DistanceMetric.Euclidean,
        _ => throw new ArgumentException($"Unknown metric \"{name}\": there are cosine and euclidean."),
    };

    private static async Task<Ok<NeighborsJson>> GetAsync(
        string id, int row, int? count, string? metric, DatasetCatalog catalog, ComputeSlots slots, ServerOptions options, RequestEnd end)
    {
        var name = metric ?? "cosine";
        var distance = Metric(name);
        var wanted = count ?? DefaultCount;
        if (wanted is < 1 or > MaximumCount)
        {
            throw ApiException.BadRequest($"count = {wanted} is not possible: it takes 1 to {MaximumCount}.");
        }

        using var use = catalog.Use(id);
        RowCheck.Require(row, use.Data.Vectors.RowCount);
        var found = await slots.RunAsync(
            () => use.Dataset.Index(use.Data, options.Threads, end.Token).Query(distance, row, wanted, end.Token), end.Token).ConfigureAwait(false);
        return TypedResults.Ok(new NeighborsJson(
            row,
            name,
            [.. found.Rows.Zip(found.Distances, (r, d) => new NeighborJson(r, double.IsFinite(d) ? d : null))],
            found.Note));
    }
}
