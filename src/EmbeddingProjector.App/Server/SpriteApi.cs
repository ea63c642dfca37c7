using EmbeddingProjector.App.Wire;

namespace EmbeddingProjector.App.Server;

/// <summary><c>GET /api/datasets/{id}/sprite</c>: the image of thumbnails, its type taken from its bytes.</summary>
internal static class SpriteApi
{
    /// <summary>Adds the route.</summary>
    public static void MapSprite(this IEndpointRouteBuilder routes) => routes
        .MapGet("/datasets/{id}/sprite", Get)
        .WithName("GetSprite")
        .WithSummary("The sprite image; with the ?version= that the data set states it never changes")
        .WithTags("Data sets")
        .Produces<Stream>(StatusCodes.Status200OK, "image/png");

    private static IResult Get(HttpContext context, string id, string? version, DatasetCatalog catalog)
    {
        using var use = catalog.Use(id);
        if (use.Dataset.Embedding.Sprite is not { } sprite || use.Data.Sprite is not { } opened)
        {
            throw ApiException.NotFound("This data set has no sprite image.");
        }

        var file = new FileInfo(sprite.Path);
        if (!opened.IsStill(file))
        {
            throw ApiException.Conflict(
                $"The files changed on disk. \"{sprite.Path}\" {(file.Exists ? "is another image now" : "is gone")}.", "Open the data set again.");
        }

        if (EntityTagCheck.Answered(context, ETags.Of("sprite", opened.Version)))
        {
            return Results.Empty;
        }

        if (version == opened.Version)
        {
            context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        }

        var image = file.OpenRead();
        return Results.Stream(image, ImageType.Of(image));
    }
}
