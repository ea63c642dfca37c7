namespace EmbeddingProjector.App.Server;

/// <summary>
/// What holds of every path: it stands under the prefix, if there is one, and a slash at its end does not matter.
/// </summary>
internal static class PathRules
{
    /// <summary>"maps", "/maps" and "/maps/" are all "/maps"; "" and "/" are "".</summary>
    public static string NormalizePrefix(string? prefix)
    {
        var trimmed = (prefix ?? "").Trim('/');
        return trimmed.Length == 0 ? "" : "/" + trimmed;
    }

    /// <summary>Puts the rules in front of what follows.</summary>
    public static void Use(IApplicationBuilder app, string prefix)
    {
        if (prefix.Length > 0)
        {
            app.UsePathBase(prefix);
        }

        app.Use((context, next) =>
        {
            var request = context.Request;
            if (prefix.Length > 0 && !request.PathBase.HasValue)
            {
                return ErrorAnswers.AnswerAsync(context, ApiException.NotFound("Not found"));
            }

            if (!request.Path.HasValue)
            {
                // The addresses inside the page are relative: they need the slash.
                context.Response.Redirect(request.PathBase + "/" + request.QueryString);
                return Task.CompletedTask;
            }

            if (request.Path.Value is { Length: > 1 } path && path.EndsWith('/'))
            {
                request.Path = path.TrimEnd('/') is { Length: > 0 } rest ? rest : "/";
            }

            return next(context);
        });
    }
}
