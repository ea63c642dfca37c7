namespace EmbeddingProjector.App.Server;

/// <summary><c>If-None-Match</c> (RFC 9110, section 13.1.2).</summary>
internal static class EntityTagCheck
{
    /// <summary>Whether the client already has the body of this tag.</summary>
    public static bool Matches(HttpRequest request, string tag) =>
        request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries)
            .Any(t => t == "*" || (t.StartsWith("W/", StringComparison.Ordinal) ? t[2..] : t) == tag);

    /// <summary>Sets the tag and the caching of answers that follow from content alone; true when 304 is the whole answer.</summary>
    public static bool Answered(HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        if (!Matches(context.Request, tag))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }
}
