using System.Net.WebSockets;

namespace EmbeddingProjector.App.Server;

/// <summary><c>GET /api/projections/{id}/stream</c>: a run as it moves, over a WebSocket.</summary>
internal sealed class ProjectionStreamApi(OriginCheck origins, IHostApplicationLifetime lifetime)
{
    private const int MaximumStreams = 64;
    private int _streams;

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/projections/{runId}/stream", (HttpContext context, string runId, string? components, ProjectionQueue queue, ProjectionStreamApi api) =>
            api.StreamAsync(context, runId, components, queue))
        .WithName("StreamProjection")
        .WithSummary("A WebSocket: the state as text, positions as \"EPP1\" frames, the newest after each \"ack\"")
        .WithTags("Projections")
        .Produces(StatusCodes.Status101SwitchingProtocols);

    private async Task StreamAsync(HttpContext context, string runId, string? components, ProjectionQueue queue)
    {
        origins.Require(context.Request);
        var picked = ComponentChoice.Parse(components);
        var job = queue.Get(runId);
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw ApiException.BadRequest("This address is a WebSocket.", "Ask for /positions to get the positions once.");
        }

        if (Interlocked.Increment(ref _streams) > MaximumStreams)
        {
            Interlocked.Decrement(ref _streams);
            throw ApiException.TooMuch($"{MaximumStreams} pages are watching already.", "Close some of them.");
        }

        using var watching = job.Watch();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
            await new ProjectionStream(job, socket, picked).RunAsync(ending.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The page left or the server stops: either way the stream is over.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }
}
