namespace EmbeddingProjector.App.Server.Original;

/// <summary><c>/bookmarks</c>: the bytes of the file, not looked at.</summary>
internal static class BookmarksRoute
{
    /// <summary>Answers.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        if (!OriginalRequest.TryParse(context, emptyRunIsMissing: true, limited: false, out var request, out var error)
            || !AssetFile.TryFind(
                request, request.Embedding?.BookmarksPath, request.Info?.BookmarksPath, "No bookmarks file found for tensor",
                "not found, or is not a file", out var path, out error))
        {
            await OriginalResponse.BadRequestAsync(context, error).ConfigureAwait(false);
            return;
        }

        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            await OriginalResponse.TextAsync(context, file, file.Length, "application/json").ConfigureAwait(false);
        }
    }
}
