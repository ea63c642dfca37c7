namespace EmbeddingProjector.App.Server.Original;

/// <summary><c>/metadata</c>: the raw lines of the file, the first num_rows of them (one more when the first is a header).</summary>
internal static class MetadataRoute
{
    /// <summary>Answers.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        if (!OriginalRequest.TryParse(context, emptyRunIsMissing: false, limited: true, out var request, out var error)
            || !AssetFile.TryFind(
                request, request.Embedding?.MetadataPath, request.Info?.MetadataPath, "No metadata file found for tensor",
                "not found, or is not a file", out var path, out error))
        {
            await OriginalResponse.BadRequestAsync(context, error).ConfigureAwait(false);
            return;
        }

        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            var length = request.RowLimit is { } limit ? LengthOfLines(file, limit) : file.Length;
            file.Position = 0;
            await OriginalResponse.TextAsync(context, file, length, "text/plain; charset=utf-8").ConfigureAwait(false);
        }
    }

    // How many bytes the first lines take. A tab in the first line makes it a header, which is not counted.
    private static long LengthOfLines(FileStream file, long limit)
    {
        var buffer = new byte[64 * 1024];
        var (length, lines, isFirst) = (0L, 0L, true);
        while (file.Read(buffer) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                limit += isFirst && buffer[i] == (byte)'\t' && limit < long.MaxValue ? 1 : 0;
                isFirst &= buffer[i] is not ((byte)'\t' or (byte)'\n');
                if (buffer[i] == (byte)'\n' && ++lines >= limit)
                {
                    return length + i + 1;
                }
            }

            length += count;
        }

        return length;
    }
}
