using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using EmbeddingProjector.App.Wire;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary><c>GET /api/changes</c>: server-sent events, one at once and one after every change on disk and every edit of metadata.</summary>
internal sealed class ChangesApi : IDisposable
{
    private const int MaximumListeners = 64;
    private static readonly TimeSpan _keepAlive = TimeSpan.FromSeconds(5);

    private readonly LogDirectoryWatcher _watcher;
    private readonly MetadataEditor _editor;
    private readonly ConcurrentDictionary<string, string> _edited = new(StringComparer.Ordinal);
    private readonly StateSignal _changed = new();
    private readonly CancellationToken _stopping;
    private int _listeners;

    /// <summary>Listens to the watcher and to edits; the streams end when the application stops.</summary>
    public ChangesApi(LogDirectoryWatcher watcher, MetadataEditor editor, IHostApplicationLifetime lifetime)
    {
        _editor = editor;
        _watcher = watcher;
        _stopping = lifetime.ApplicationStopping;
        _watcher.Changed += OnChanged;
        _editor.Edited += OnEdited;
    }

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/changes", (HttpContext context, ChangesApi changes) => changes.StreamAsync(context))
        .WithName("GetChanges")
        .WithSummary("Server-sent events: \"workspace\" with the version, at once and after every change on disk; \"metadata\" after every edit")
        .WithTags("Workspace")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher.Changed -= OnChanged;
        _editor.Edited -= OnEdited;
    }

    private void OnChanged(LogSnapshot snapshot) => _changed.Pulse();

    private void OnEdited(string dataset, string metadataVersion)
    {
        _edited[dataset] = metadataVersion;
        _changed.Pulse();
    }

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

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    private async Task SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        string? sent = null;
        // What was edited before is told too: a page that comes back may have missed it, and one that knows the version does nothing.
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            var next = _changed.Next;
            var text = new StringBuilder();
            var version = _watcher.Current.Version;
            if (version != sent)
            {
                sent = version;
                text.Append(Event("workspace", JsonSerializer.Serialize(new ChangeJson(version), WireJson.Default.ChangeJson)));
            }

            foreach (var (dataset, metadata) in _edited)
            {
                if (told.GetValueOrDefault(dataset) != metadata)
                {
                    told[dataset] = metadata;
                    text.Append(Event("metadata", JsonSerializer.Serialize(new MetadataChangeJson(dataset, metadata), WireJson.Default.MetadataChangeJson)));
                }
            }

            await response.WriteAsync(text.Length > 0 ? text.ToString() : ": alive\n\n", cancellationToken).ConfigureAwait(false);

            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            await Task.WhenAny(next, Task.Delay(_keepAlive, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
