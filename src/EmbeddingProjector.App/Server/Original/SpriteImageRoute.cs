namespace EmbeddingProjector.App.Server.Original;

/// <summary><c>/sprite_image</c>: the image, its type taken from its first bytes.</summary>
internal static class SpriteImageRoute
{
    /// <summary>Answers.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        if (!OriginalRequest.TryParse(context, emptyRunIsMissing: true, limited: false, out var request, out var error)
            || !AssetFile.TryFind(
                request, request.Embedding?.Sprite?.Path, request.Info?.Sprite?.ImagePath, "No sprite image file found for tensor",
                "does not exist or is directory", out var path, out error))
        {
            await OriginalResponse.BadRequestAsync(context, error).ConfigureAwait(false);
            return;
        }

        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            // The original knows four types; any other image is bytes.
            var type = ImageType.Of(file);
            await OriginalResponse.BytesAsync(context, file, file.Length, type == "image/webp" ? ImageType.Unknown : type).ConfigureAwait(false);
        }
    }
}
