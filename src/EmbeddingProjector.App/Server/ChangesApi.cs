using System.Text.Json;
using EmbeddingProjector.App.Wire;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary><c>GET /api/changes</c>: server-sent events, one at once and one after every change on disk.</summary>
internal sealed class ChangesApi : IDisposable
{
    private const int MaximumListeners = 64;
    private static readonly TimeSpan _keepAlive = TimeSpan.FromSeconds(5);

    private readonly LogDirectoryWatcher _watcher;
    private readonly StateSignal _changed = new();
    private readonly CancellationToken _stopping;
    private int _listeners;

    /// <summary>Listens to the watcher; the streams end when the application stops.</summary>
    public ChangesApi(LogDirectoryWatcher watcher, IHostApplicationLifetime lifetime)
    {
        _watcher = watcher;
        _stopping = lifetime.ApplicationStopping;
        _watcher.Changed += OnChanged;
    }

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/changes", (HttpContext context, ChangesApi changes) => changes.StreamAsync(context))
        .WithName("GetChanges")
        .WithSummary("Server-sent events: \"workspace\" with the version, at once and after every change on disk")
        .WithTags("Workspace")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    /// <inheritdoc/>
    public void Dispose() => _watcher.Changed -= OnChanged;

    private void OnChanged(LogSnapshot snapshot) => _changed.Pulse();

    private async Task StreamAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _listeners) > MaximumListeners)
        {
            Interlocked.Decrement(ref _listeners);
            throw ApiException.TooMuch($"{MaximumListeners} pages are listening already.", "Close some of them.");
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
        try
        {
            await SendAsync(context.Response, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The page left or the server stops: either way the stream is over.
        }
        finally
        {
            Interlocked.Decrement(ref _listeners);
        }
    }

    private async Task SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        string? sent = null;
        while (true)
        {
            var next = _changed.Next;
            var version = _watcher.Current.Version;
            if (version != sent)
            {
                sent = version;
                var data = JsonSerializer.Serialize(new ChangeJson(version), WireJson.Default.ChangeJson);
                await response.WriteAsync($"event: workspace\ndata: {data}\n\n", cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await response.WriteAsync(": alive\n\n", cancellationToken).ConfigureAwait(false);
            }

            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            await Task.WhenAny(next, Task.Delay(_keepAlive, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
