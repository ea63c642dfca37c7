using EmbeddingProjector.App.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary><c>/api/datasets/{id}/tables</c>: rows in the order of a column, page by page.</summary>
internal static class TableApi
{
    private const int MostRows = 1000;
    private const int LeastRows = 100;
    private const int MostCells = 200_000;
    private const string ContentType = "application/octet-stream";

    /// <summary>Adds the routes.</summary>
    public static void MapTables(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/datasets/{id}/tables").WithTags("Data sets");
        group.MapPost("", MakeAsync).WithName("MakeTable").WithSummary("Puts rows in the order of a column; the body is a mask of rows, one bit each, or empty for all")
            .Accepts<Stream>(ContentType);
        group.MapGet("/{table}/rows", Page).WithName("GetTablePage").WithSummary("Some rows of a table with the values of their columns");
        group.MapGet("/{table}/order", Order).WithName("GetTableOrder").WithSummary("Some rows of a table, as int32")
            .Produces<Stream>(StatusCodes.Status200OK, ContentType);
        group.MapGet("/{table}/place", Place).WithName("GetTablePlace").WithSummary("Where a row stands in a table");
    }

    private static async Task<Ok<TableJson>> MakeAsync(
        string id, int? column, bool? descending, HttpContext context, DatasetCatalog catalog, RowTables tables, ComputeSlots slots, RequestEnd end)
    {
        using var use = catalog.Use(id);
        var n = use.Data.Vectors.RowCount;
        var mask = await ReadMaskAsync(context, n, end.Token).ConfigureAwait(false);
        return TypedResults.Ok(await slots.RunAsync(() => tables.Make(use, column, descending ?? false, mask), end.Token).ConfigureAwait(false));
    }

    private static Ok<TablePageJson> Page(string id, string table, int? offset, int? count, DatasetCatalog catalog, RowTables tables)
    {
        using var use = catalog.Use(id);
        var order = tables.Get(table);
        var columns = use.Data.Metadata?.Columns ?? [];
        var (first, length) = Part(order, offset, count, Math.Clamp(MostCells / Math.Max(1, columns.Count), LeastRows, MostRows));
        return TypedResults.Ok(new TablePageJson(
            first, [.. order.Skip(first).Take(length).Select(row => new TableRowJson(row, [.. columns.Select(column => column.Text(row))]))]));
    }

    private static IResult Order(string id, string table, int? offset, int? count, DatasetCatalog catalog, RowTables tables)
    {
        using var use = catalog.Use(id);
        var order = tables.Get(table);
        var (first, length) = Part(order, offset, count, int.MaxValue);
        return Results.Bytes(RowsFrame.Encode(order.AsSpan(first, length)), ContentType);
    }

    private static Ok<TablePlaceJson> Place(string id, string table, int row, DatasetCatalog catalog, RowTables tables)
    {
        using var use = catalog.Use(id);
        RowCheck.Require(row, use.Data.Vectors.RowCount);
        var place = Array.IndexOf(tables.Get(table), row);
        return TypedResults.Ok(new TablePlaceJson(row, place < 0 ? null : place));
    }

    private static (int First, int Length) Part(int[] order, int? offset, int? count, int most)
    {
        if (offset < 0 || count < 0)
        {
            throw ApiException.BadRequest($"offset = {offset} and count = {count} are not possible: both are 0 or more.");
        }

        var first = Math.Min(offset ?? 0, order.Length);
        return (first, Math.Min(Math.Min(count ?? most, most), order.Length - first));
    }

    private static async Task<RowMask?> ReadMaskAsync(HttpContext context, int rowCount, CancellationToken cancellationToken)
    {
        var expected = (rowCount + 7L) / 8;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = Math.Max(expected, 1);
        }

        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes.Length == 0 ? null : RowMask.FromBits(bytes.ToArray(), rowCount);
    }
}
