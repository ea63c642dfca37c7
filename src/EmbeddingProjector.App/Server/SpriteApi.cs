using EmbeddingProjector.App.Wire;

namespace EmbeddingProjector.App.Server;

/// <summary><c>GET /api/datasets/{id}/sprite</c>: the image of thumbnails, its type taken from its bytes.</summary>
internal static class SpriteApi
{
    /// <summary>Adds the route.</summary>
    public static void MapSprite(this IEndpointRouteBuilder routes) => routes
        .MapGet("/datasets/{id}/sprite", Get)
        .WithName("GetSprite")
        .WithSummary("The sprite image")
        .WithTags("Data sets")
        .Produces<Stream>(StatusCodes.Status200OK, "image/png");

    private static IResult Get(HttpContext context, string id, DatasetCatalog catalog)
    {
        using var use = catalog.Use(id);
        if (use.Dataset.Embedding.Sprite is not { } sprite || use.Data.SpriteSize is null)
        {
            throw ApiException.NotFound("This data set has no sprite image.");
        }

        var file = new FileInfo(sprite.Path);
        if (!file.Exists)
        {
            throw ApiException.Conflict($"The files changed on disk. \"{sprite.Path}\" is gone.", "Open the data set again.");
        }

        if (EntityTagCheck.Answered(context, ETags.Of("sprite", id, $"{file.Length} {file.LastWriteTimeUtc.Ticks}")))
        {
            return Results.Empty;
        }

        var image = file.OpenRead();
        return Results.Stream(image, ImageType.Of(image));
    }
}
