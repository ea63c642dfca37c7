namespace EmbeddingProjector.App.Server;

/// <summary>When a request that waits must end: the client went away, or the server stops.</summary>
internal sealed class RequestEnd(IHttpContextAccessor accessor, IHostApplicationLifetime lifetime) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(
        accessor.HttpContext?.RequestAborted ?? CancellationToken.None, lifetime.ApplicationStopping);

    /// <summary>Is cancelled then.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
