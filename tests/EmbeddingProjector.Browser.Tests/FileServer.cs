using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Another web server on this machine: files in memory, which pages of other servers may read or not.</summary>
public sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<HttpListenerRequest> _asked = new();
    private readonly bool _letsPagesRead;

    /// <param name="letsPagesRead">Whether it sends the header by which browsers let pages of other servers read (CORS).</param>
    public FileServer(bool letsPagesRead = true)
    {
        _letsPagesRead = letsPagesRead;
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        free.Stop();
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = AnswerAsync();
    }

    public Uri Address { get; }

    /// <summary>The paths of files that were asked for, in their order; asking whether anybody answers does not count.</summary>
    public IReadOnlyList<string> Asked => [.. _asked.Where(request => request.HttpMethod == "GET").Select(request => request.Url!.AbsolutePath)];

    /// <summary>Whether any request brought cookies or told where the person came from.</summary>
    public bool WasToldMore => _asked.Any(request => request.Cookies.Count > 0 || request.UrlReferrer is not null);

    public void Put(string path, byte[] content) => _files["/" + path] = content;

    public void Put(string path, string content) => Put(path, Encoding.UTF8.GetBytes(content));

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                _asked.Enqueue(context.Request);
                if (_letsPagesRead)
                {
                    context.Response.AddHeader("Access-Control-Allow-Origin", "*");
                }

                var found = _files.TryGetValue(context.Request.Url!.AbsolutePath, out var content);
                context.Response.StatusCode = found ? 200 : 404;
                context.Response.ContentLength64 = found ? content!.Length : 0;
                if (found && context.Request.HttpMethod == "GET")
                {
                    await context.Response.OutputStream.WriteAsync(content);
                }

                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
