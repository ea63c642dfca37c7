using System.Net;
using System.Net.NetworkInformation;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// Refuses requests that name another host, so that a page elsewhere cannot reach the server by pointing its own name at this
/// machine (DNS rebinding).
/// </summary>
internal sealed class HostCheck
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };

    /// <summary>The names that follow from the options: loopback, the host listened on, those allowed; all of this machine's for 0.0.0.0.</summary>
    public HostCheck(ServerOptions options)
    {
        Add(options.Host);
        foreach (var name in options.AllowedHosts)
        {
            Add(name);
        }

        if (IPAddress.TryParse(options.Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            Add(Environment.MachineName);
            Add(Dns.GetHostName());
            foreach (var own in NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses))
            {
                Add(own.Address.ToString());
            }
        }
    }

    /// <summary>Whether a Host header (without its port) may be answered.</summary>
    public bool Allows(string host) => _names.Contains(host.TrimEnd('.'));

    /// <summary>Puts the check in front of what follows.</summary>
    public void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        var host = context.Request.Host.Host;
        if (Allows(host))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            $"This server does not answer for the host \"{host}\". If it should (a proxy in front of it), start it with --allowed-host {host}.");
    });

    private void Add(string name)
    {
        var plain = name.Trim('[', ']').Split('%')[0];
        _names.Add(plain.Contains(':') ? $"[{plain}]" : plain);
    }
}
