using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Facets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EmbeddingProjector.App.Server;

/// <summary><c>/api/datasets/{id}/filter</c> and <c>…/histograms</c>: choosing rows by what their columns hold.</summary>
internal static class FacetApi
{
    // Some thousands of named values.
    private const int LargestBody = 1 << 20;

    private const string Linear = "linear";
    private const string Logarithmic = "log";

    /// <summary>Adds the routes.</summary>
    public static void MapFacets(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/datasets/{id}").WithTags("Data sets").WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        group.MapPost("/filter", FilterAsync).WithName("FilterRows").WithSummary("The rows that pass all filters, one bit a row")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream");
        group.MapPost("/histograms", DescribeAsync).WithName("GetHistograms")
            .WithSummary("What columns hold, over all rows and over those that pass the filters of the other columns");
    }

    private static async Task<IResult> FilterAsync(string id, FilterRequest request, DatasetCatalog catalog, ComputeSlots slots, RequestEnd end)
    {
        using var use = catalog.Use(id);
        var filters = Filters(request.Filters);
        var mask = await slots.RunAsync(() => Filtered(use, filters, end.Token).ToMask(), end.Token).ConfigureAwait(false);
        return Results.Bytes(mask.Bits.ToArray(), "application/octet-stream");
    }

    private static async Task<Ok<FacetsJson>> DescribeAsync(string id, FacetsRequest request, DatasetCatalog catalog, ComputeSlots slots, RequestEnd end)
    {
        using var use = catalog.Use(id);
        var filters = Filters(request.Filters);
        var columns = (request.Columns ?? []).Select(one => (
            Index: one.Column ?? throw ApiException.BadRequest("Each of \"columns\" must name its \"column\"."), Scale: Scale(one.Scale))).ToList();
        return TypedResults.Ok(await slots.RunAsync(
            () =>
            {
                var rows = Filtered(use, filters, end.Token);
                var facets = columns.Select(one => Describe(one.Index, ColumnFacet.Of(
                    use.Data.Metadata, one.Index, rows, one.Scale, filters.FirstOrDefault(f => f.Column == one.Index)?.Values)));
                return new FacetsJson(rows.RowCount, rows.Count, [.. facets]);
            },
            end.Token).ConfigureAwait(false));
    }

    private static FilteredRows Filtered(DatasetUse use, IReadOnlyList<ColumnFilter> filters, CancellationToken cancellationToken) =>
        new(use.Data.Metadata, use.Data.Vectors.RowCount, filters, cancellationToken);

    private static List<ColumnFilter> Filters(IReadOnlyList<ColumnFilterJson>? filters) =>
        [.. (filters ?? []).Select(one => new ColumnFilter(
            one.Column ?? throw ApiException.BadRequest("Each of \"filters\" must name its \"column\"."), one.From, one.To, one.Values, one.Missing ?? false))];

    private static HistogramScale? Scale(string? name) => name switch
    {
        null => null,
        Linear => HistogramScale.Linear,
        Logarithmic => HistogramScale.Logarithmic,
        _ => throw ApiException.BadRequest($"Unknown scale \"{name}\": there are {Linear} and {Logarithmic}."),
    };

    private static FacetJson Describe(int column, ColumnFacet facet) => new(
        column,
        facet.Scale switch { HistogramScale.Linear => Linear, HistogramScale.Logarithmic => Logarithmic, _ => null },
        facet.CanBeLogarithmic,
        [.. facet.Bins.Select(bin => new BinJson(bin.From, bin.To, bin.All, bin.Kept))],
        [.. facet.Values.Select(value => new ValueJson(value.Value, value.All, value.Kept))],
        facet.OtherValues == 0 ? null : new OthersJson(facet.OtherValues, facet.Others, facet.OthersKept),
        new RowsJson(facet.Missing, facet.MissingKept));
}
