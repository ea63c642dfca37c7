namespace EmbeddingProjector.App.Server;

/// <summary>
/// Which pages may open a WebSocket. Browsers let any page open one to any server and send its cookies along, and only tell the server
/// where the page came from: so it is for the server to refuse.
/// </summary>
internal sealed class OriginCheck
{
    private readonly HashSet<string> _names;

    /// <summary>Pages of this server itself, and of the hosts that the options allow (a proxy in front may rename the host).</summary>
    public OriginCheck(ServerOptions options) => _names = new(options.AllowedHosts.Select(h => h.TrimEnd('.')), StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a page from elsewhere. A program that is no browser names no origin and is let through.</summary>
    /// <exception cref="ApiException">403.</exception>
    public void Require(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && (IsOwn(from, request.Host) || _names.Contains(from.Host))))
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                $"A page of \"{origin}\" may not listen to this server.",
                "If it should (a proxy in front of it), start it with --allowed-host and the host's name.");
        }
    }

    // Another port is another server, whose pages are not ours. A proxy that ends TLS leaves the Host without a port.
    private static bool IsOwn(Uri origin, HostString host) =>
        origin.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is { } port ? origin.Port == port : origin.IsDefaultPort);
}
