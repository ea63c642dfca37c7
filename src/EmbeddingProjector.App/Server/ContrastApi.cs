using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Quality;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EmbeddingProjector.App.Server;

/// <summary><c>POST /api/datasets/{id}/contrast</c>: what sets a selection apart.</summary>
internal static class ContrastApi
{
    /// <summary>Adds the route.</summary>
    public static void MapContrast(this IEndpointRouteBuilder routes) => routes
        .MapPost("/datasets/{id}/contrast", PostAsync)
        .WithMetadata(new RequestSizeLimitAttribute(RowCheck.LargestBody))
        .WithName("GetContrast")
        .WithSummary("In which columns and dimensions selected rows differ most from all others, with effect sizes")
        .WithTags("Data sets");

    private static async Task<Ok<ContrastJson>> PostAsync(string id, RowsRequest request, DatasetCatalog catalog, ComputeSlots slots, RequestEnd end)
    {
        using var use = catalog.Use(id);
        var vectors = use.Data.Vectors;
        var rows = RowCheck.RequireSelected(request.Rows, vectors.RowCount);
        if (rows.Length < 2 || vectors.RowCount - rows.Length < 2)
        {
            throw ApiException.BadRequest(
                $"{rows.Length:N0} of {vectors.RowCount:N0} rows are selected; two selected and two others are the least that can be compared.");
        }

        var found = await slots.RunAsync(
            () => SelectionContrast.Of(vectors, use.Data.Metadata, rows, cancellationToken: end.Token), end.Token).ConfigureAwait(false);
        return TypedResults.Ok(new ContrastJson([.. found.Columns.Select(Describe)], [.. found.Dimensions.Select(Describe)]));
    }

    private static ContrastLineJson Describe(Contrast contrast) =>
        new(contrast.Name, contrast.Value, contrast.Selected, contrast.Others, contrast.Effect);
}
