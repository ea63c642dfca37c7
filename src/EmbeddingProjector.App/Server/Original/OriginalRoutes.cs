namespace EmbeddingProjector.App.Server.Original;

/// <summary>
/// The six routes of TensorBoard's projector plugin, for scripts and front-ends written for it: names, bytes, status codes and
/// error texts are the original's (TensorBoard 2.21). As there, the method of a request is not looked at.
/// </summary>
internal static class OriginalRoutes
{
    private const string Root = "/data/plugin/projector";

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.Map($"{Root}/runs", RunsRoute.AnswerAsync).ExcludeFromDescription();
        routes.Map($"{Root}/info", InfoRoute.AnswerAsync).ExcludeFromDescription();
        routes.Map($"{Root}/tensor", TensorRoute.AnswerAsync).ExcludeFromDescription();
        routes.Map($"{Root}/metadata", MetadataRoute.AnswerAsync).ExcludeFromDescription();
        routes.Map($"{Root}/bookmarks", BookmarksRoute.AnswerAsync).ExcludeFromDescription();
        routes.Map($"{Root}/sprite_image", SpriteImageRoute.AnswerAsync).ExcludeFromDescription();
    }
}
