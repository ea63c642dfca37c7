using System.Net;
using System.Net.Sockets;

namespace EmbeddingProjector.App.Server;

/// <summary>From the host that was asked for to an address to listen on, and from a failure to listen to words.</summary>
internal static class ListeningAddress
{
    /// <summary>The address of a host: an IP address, "localhost", or a name that resolves to one of this machine's.</summary>
    /// <exception cref="IOException">The name does not resolve.</exception>
    public static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            return address;
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        try
        {
            var found = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            return found.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        }
        catch (Exception e) when (e is SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new IOException($"The host \"{host}\" is not known here. Give an IP address of this machine, as in --host 127.0.0.1.", e);
        }
    }

    /// <summary>Whether only programs on this machine can reach a host.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>What a failure to listen means.</summary>
    public static IOException Explain(Exception failure, string host, int port)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            switch ((e as SocketException)?.SocketErrorCode)
            {
                case SocketError.AddressAlreadyInUse:
                    return new IOException(
                        $"Port {port} of {host} is taken by another program. Choose another with --port, or a free one with --port 0.", failure);
                case SocketError.AccessDenied:
                    return new IOException($"Port {port} of {host} may not be used: {e.Message}. Choose one above 1023 with --port.", failure);
                case SocketError.AddressNotAvailable:
                    return new IOException($"{host} is not an address of this machine. Choose another with --host.", failure);
            }
        }

        return new IOException($"Cannot listen on port {port} of {host}: {failure.Message}", failure);
    }
}
