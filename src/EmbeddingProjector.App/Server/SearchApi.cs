using EmbeddingProjector.App.Wire;

namespace EmbeddingProjector.App.Server;

/// <summary><c>GET /api/datasets/{id}/search</c>: matching rows, binary.</summary>
internal static class SearchApi
{
    /// <summary>Adds the route.</summary>
    public static void MapSearch(this IEndpointRouteBuilder routes) => routes
        .MapGet("/datasets/{id}/search", SearchAsync)
        .WithName("SearchRows")
        .WithSummary("Rows whose metadata holds a text or matches a regular expression, as int32")
        .WithTags("Data sets")
        .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream");

    private static async Task<IResult> SearchAsync(
        string id, string? text, int? column, bool? regex, DatasetCatalog catalog, ComputeSlots slots, RequestEnd end)
    {
        using var use = catalog.Use(id);
        var metadata = use.Data.Metadata;
        if (column is { } index && (uint)index >= (uint)(metadata?.Columns.Count ?? 0))
        {
            throw ApiException.BadRequest(metadata is null
                ? "This data set has no metadata; leave \"column\" out to search row numbers."
                : $"There is no column {index}: columns are 0 to {metadata.Columns.Count - 1}.");
        }

        if (string.IsNullOrEmpty(text))
        {
            return Results.Bytes([], "application/octet-stream");
        }

        var rows = await slots.RunAsync(
            () => RowSearch.Find(metadata, use.Data.Vectors.RowCount, RowSearch.Compile(text, regex ?? false), column, end.Token),
            end.Token).ConfigureAwait(false);
        return Results.Bytes(RowsFrame.Encode(rows), "application/octet-stream");
    }
}
