namespace EmbeddingProjector.App.Server.Original;

/// <summary><c>/info</c>: the config of a run as it is served.</summary>
internal static class InfoRoute
{
    /// <summary>Answers.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        if (OriginalRequest.MissingRun(context.Request.Query, emptyIsMissing: false) is { } missing)
        {
            return OriginalResponse.BadRequestAsync(context, missing);
        }

        return OriginalRequest.TryFindRun(context, context.Request.Query["run"][0]!, out var run, out var error)
            ? OriginalResponse.JsonAsync(context, ConfigJson.Write(run.Config))
            : OriginalResponse.BadRequestAsync(context, error);
    }
}
