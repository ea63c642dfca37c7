using System.Security.Cryptography;
using System.Text;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// Lets only those in who show the token: once as <c>?token=</c>, which is then kept in a cookie, or as <c>Authorization: Bearer</c>.
/// </summary>
internal sealed class AccessToken(string token)
{
    private readonly byte[] _digest = Digest(token);

    /// <summary>A new random token of 192 bits that can stand in an address.</summary>
    public static string Create() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '-').Replace('/', '_');

    /// <summary>Puts the check in front of what follows.</summary>
    public void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Query["token"].ToString() is { Length: > 0 } shown && IsRight(shown))
        {
            context.Response.Cookies.Append(CookieName(context), token, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
                IsEssential = true,
            });
            return next(context);
        }

        const string bearer = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if ((header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) && IsRight(header[bearer.Length..].Trim()))
            || (context.Request.Cookies[CookieName(context)] is { } kept && IsRight(kept)))
        {
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ErrorAnswers.AnswerAsync(context, new ApiException(
            StatusCodes.Status401Unauthorized,
            "This server asks for a token.",
            "Open the address that it printed when it started: it ends in ?token=…"));
    });

    // Cookies do not know ports: two servers on one machine must not overwrite each other's.
    private static string CookieName(HttpContext context) => $"projector-token-{context.Connection.LocalPort}";

    // Digests have one length, so that the comparison tells nothing about the token, not even how long it is.
    private bool IsRight(string shown) => CryptographicOperations.FixedTimeEquals(Digest(shown), _digest);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
