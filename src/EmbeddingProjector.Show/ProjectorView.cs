using System.Runtime.InteropServices;
using EmbeddingProjector.App.Server;

namespace EmbeddingProjector.Show;

/// <summary>
/// A map that is being served by this process. <see cref="Dispose"/> stops it; so does the end of the process. A notebook shows it as a link.
/// </summary>
[TypeFormatterSource(typeof(ProjectorViewFormatters))]
public sealed class ProjectorView : IDisposable, IAsyncDisposable
{
    private readonly ProjectorServer _server;
    private readonly TemporaryLogDirectory? _temporary;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    internal ProjectorView(ProjectorServer server, string path, TemporaryLogDirectory? temporary)
    {
        _server = server;
        _temporary = temporary;
        Url = server.Address;
        LogDirectory = path;
    }

    /// <summary>The address of the page.</summary>
    public Uri Url { get; }

    /// <summary>The log directory or file that is shown; a temporary directory goes when this is disposed.</summary>
    public string LogDirectory { get; }

    /// <summary>Whether it was disposed of.</summary>
    public bool IsStopped => Volatile.Read(ref _disposed) != 0;

    /// <summary>Blocks until Ctrl-C (then the map is stopped, and the program goes on), or until this is disposed elsewhere.</summary>
    /// <param name="cancellationToken">Ends the waiting and stops the map as well.</param>
    public void Wait(CancellationToken cancellationToken = default)
    {
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var cancelled = cancellationToken.Register(() => _stopped.TrySetResult());
        _stopped.Task.GetAwaiter().GetResult();
        Dispose();

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            _stopped.TrySetResult();
        }
    }

    /// <summary>Stops the map and removes its temporary directory.</summary>
    public void Dispose() => Task.Run(async () => await DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
            _temporary?.Dispose();
            _stopped.TrySetResult();
        }
    }

    /// <summary>The address.</summary>
    public override string ToString() => Url.AbsoluteUri;
}
