namespace EmbeddingProjector.App.Server;

/// <summary>Headers that stand on every answer, and the policy of pages.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// The content security policy of the page: its own scripts, styles and connections, pictures that it makes itself, nothing else.
    /// </summary>
    public const string PagePolicy = BeforeConnections + "connect-src 'self'" + AfterConnections;

    private const string BeforeConnections = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; ";

    private const string AfterConnections =
        "; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>
    /// The policy of a page that was asked for. One that is to open a configuration of another server (<c>?config=</c>) may fetch from there, and over
    /// https from anywhere, because a configuration names files of other servers too; whether it does, the person decides. Scripts, styles and
    /// pictures come from this server alone in any case.
    /// </summary>
    public static string PolicyOf(HttpRequest request)
    {
        var config = request.Query["config"].ToString();
        if (config.Length == 0)
        {
            return PagePolicy;
        }

        var unencrypted = Uri.TryCreate(config, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp && IsPlain(address.Host)
            ? $" http://{address.Host}:{address.Port}"
            : "";
        return $"{BeforeConnections}connect-src 'self' https:{unencrypted}{AfterConnections}";
    }

    /// <summary>Sets them.</summary>
    public static void Set(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>Sets them before anything else answers.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        Set(context.Response.Headers);
        return next(context);
    });

    // What the host of an address may hold besides would be read as part of the policy.
    private static bool IsPlain(string host) => host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
}
