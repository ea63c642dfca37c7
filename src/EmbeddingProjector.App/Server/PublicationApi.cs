using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace EmbeddingProjector.App.Server;

/// <summary><c>GET /api/datasets/{id}/publication.zip</c> and <c>….json</c>: a data set as files for any web server.</summary>
internal static partial class PublicationApi
{
    /// <summary>Adds the routes.</summary>
    public static void MapPublication(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/datasets/{id}").WithTags("Data sets");
        group.MapGet("/publication.json", Config).WithName("GetPublicationConfig").WithSummary("The config of a published data set")
            .Produces<string>(StatusCodes.Status200OK, "application/json");
        group.MapGet("/publication.zip", ZipAsync).WithName("GetPublication").WithSummary("A data set as files for any web server: config, vectors, metadata, sprite, bookmarks")
            .Produces<Stream>(StatusCodes.Status200OK, "application/zip");
    }

    private static IResult Config(HttpContext context, string id, string? address, bool? metadata, bool? sprite, string? bookmarks, DatasetCatalog catalog)
    {
        using var use = catalog.Use(id);
        context.Response.Headers.CacheControl = "no-store";
        // It says that there are bookmarks, whether they have been sent yet or not.
        return Results.Text(new PublicationChoice(address, metadata, sprite, bookmarks).Of(use, file => file).Config, "application/json", Encoding.UTF8);
    }

    private static async Task ZipAsync(
        HttpContext context, string id, string? address, bool? metadata, bool? sprite, string? bookmarks,
        DatasetCatalog catalog, UploadedFiles files, ComputeSlots slots, RequestEnd end)
    {
        using var use = catalog.Use(id);
        var publication = new PublicationChoice(address, metadata, sprite, bookmarks).Of(use, file => files.Find(file).Path);
        var name = NotForNames().Replace(use.Dataset.Embedding.TensorName, "-").Trim('-', '.');
        context.Response.ContentType = "application/zip";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{(name.Length > 0 ? name : "map")}-published.zip" }.ToString();
        // The platform closes each file of an archive synchronously: a last block of a few kilobytes. All else is written as it should be.
        if (context.Features.Get<IHttpBodyControlFeature>() is { } control)
        {
            control.AllowSynchronousIO = true;
        }

        await publication.WriteAsync(context.Response.Body, slots, end.Token).ConfigureAwait(false);
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex NotForNames();
}

/// <summary>What of a data set is published, from the query.</summary>
/// <param name="Address">Where the files will be.</param>
/// <param name="Metadata">Whether the metadata goes along; it does when nothing is said.</param>
/// <param name="Sprite">Whether the images go along; they do when nothing is said.</param>
/// <param name="Bookmarks">The id of an uploaded file of bookmarks.</param>
internal sealed record PublicationChoice(string? Address, bool? Metadata, bool? Sprite, string? Bookmarks)
{
    /// <summary>The publication of a data set.</summary>
    /// <param name="use">The data set.</param>
    /// <param name="fileOf">The file of an id.</param>
    /// <exception cref="ApiException">400 for an address that is none.</exception>
    public Publication Of(DatasetUse use, Func<string, string> fileOf) => new(
        use,
        Base(),
        Metadata != false && use.Data.Metadata is { Columns.Count: > 0 },
        Sprite != false && use.Dataset.Embedding.Sprite is not null && use.Data.Sprite is not null,
        string.IsNullOrEmpty(Bookmarks) ? null : fileOf(Bookmarks));

    private string Base()
    {
        if (string.IsNullOrWhiteSpace(Address))
        {
            return "";
        }

        if (!Uri.TryCreate(Address.Trim(), UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw ApiException.BadRequest(
                $"\"{Address}\" is not the address of a folder on a web server.", "It begins with https:// and names the folder that will hold the files.");
        }

        var folder = address.GetLeftPart(UriPartial.Path);
        return folder.EndsWith('/') ? folder : folder + "/";
    }
}
