using System.Globalization;
using EmbeddingProjector.App.Wire;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EmbeddingProjector.App.Server;

/// <summary><c>/api/datasets/{id}/edits</c> and <c>…/metadata.tsv</c>: changing metadata, and taking it along.</summary>
internal static class EditApi
{
    // A million rows that stand apart take some eight megabytes.
    private const int LargestRequest = 32 << 20;

    /// <summary>Adds the routes.</summary>
    public static void MapEdits(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/datasets/{id}").WithTags("Data sets");
        group.MapPatch("/edits", PatchAsync).WithMetadata(new RequestSizeLimitAttribute(LargestRequest))
            .WithName("EditMetadata").WithSummary("Changes values of metadata, beside the file; answers what takes the changes back");
        group.MapGet("/metadata.tsv", GetAsync).WithName("GetMetadata").WithSummary("The metadata as edited, as a file")
            .Produces<Stream>(StatusCodes.Status200OK, "text/tab-separated-values");
    }

    private static async Task<Ok<EditedMetadataJson>> PatchAsync(
        string id, EditMetadataJson body, DatasetCatalog catalog, MetadataEditor editor, ComputeSlots slots, RequestEnd end)
    {
        using var use = catalog.Use(id);
        if (body.Edits is not { Count: > 0 } given)
        {
            throw ApiException.BadRequest("The body must hold \"edits\".", "Each is {\"column\": \"label\", \"rows\": \"3, 7, 10-20\", \"text\": \"…\"}.");
        }

        var edits = given.Select(edit => edit is { Column: { } column, Rows: { } rows }
            ? new MetadataEdit(column, RowList.Parse(rows, use.Data.Vectors.RowCount, "rows"), edit.Text)
            : throw ApiException.BadRequest("Each edit must name \"column\" and \"rows\".")).ToList();
        var back = await slots.RunAsync(() => editor.Change(use, edits), end.Token).ConfigureAwait(false);
        return TypedResults.Ok(new EditedMetadataJson(
            DatasetDescription.Describe(use.Dataset), [.. back.Select(edit => new MetadataEditJson(edit.Column, RowList.Format(edit.Rows), edit.Text))]));
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, DatasetCatalog catalog, ComputeSlots slots, RequestEnd end)
    {
        using var use = catalog.Use(id);
        if (use.Data.Metadata is not { Columns.Count: > 0 } metadata)
        {
            throw ApiException.NotFound("This data set has no metadata: rows are known by their number.");
        }

        if (EntityTagCheck.Answered(context, ETags.Of("metadata", id, use.Data.MetadataVersion)))
        {
            return Results.Empty;
        }

        var download = await MetadataDownload.CreateAsync(metadata, slots, end.Token).ConfigureAwait(false);
        context.Response.Headers["X-Blank-Lines"] = download.BlankLines.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-Escaped-Values"] = download.EscapedValues.ToString(CultureInfo.InvariantCulture);
        return Results.Stream(download.File, "text/tab-separated-values; charset=utf-8", "metadata-edited.tsv");
    }
}
