using EmbeddingProjector.App.Wire;

namespace EmbeddingProjector.App.Server;

/// <summary><c>GET /api/datasets/{id}/columns/{index}</c>: one metadata column, binary.</summary>
internal static class ColumnApi
{
    /// <summary>Adds the route.</summary>
    public static void MapColumns(this IEndpointRouteBuilder routes) => routes
        .MapGet("/datasets/{id}/columns/{index:int}", Get)
        .WithName("GetColumn")
        .WithSummary("One metadata column: codes, numbers and distinct texts in one frame, \"EPC1\"")
        .WithTags("Data sets")
        .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream");

    private static IResult Get(HttpContext context, string id, int index, DatasetCatalog catalog)
    {
        using var use = catalog.Use(id);
        var columns = use.Data.Metadata?.Columns ?? [];
        if ((uint)index >= (uint)columns.Count)
        {
            throw ApiException.NotFound(columns.Count == 0
                ? "This data set has no metadata: rows are known by their number."
                : $"There is no column {index}: columns are 0 to {columns.Count - 1}.");
        }

        return EntityTagCheck.Answered(context, ETags.Of("column", id, use.Data.MetadataVersion, $"{index}"))
            ? Results.Empty
            : Results.Bytes(ColumnFrame.Encode(columns[index]), "application/octet-stream");
    }
}
