using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// One watcher of one run. Texts tell of its state at once when it changes, else four times a second. Positions follow each other at the
/// pace of the watcher: the next frame, the newest there is then, goes out when the one before was acknowledged. A run that is done and
/// may go on is watched further.
/// </summary>
internal sealed class ProjectionStream(ProjectionJob job, WebSocket socket, IReadOnlyList<int>? components)
{
    private const int LongestMessage = 64;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly StateSignal _heard = new();
    private int _sentFrame;
    private ParameterValues? _values;
    private IReadOnlyDictionary<string, string> _parameters = new Dictionary<string, string>();
    private volatile bool _isUnacknowledged;
    private volatile string? _fault;

    /// <summary>Sends until the run is closed or the watcher leaves.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = ListenAsync(left);
        try
        {
            await SendAsync(left.Token).ConfigureAwait(false);
            await CloseAsync(_fault is null ? WebSocketCloseStatus.NormalClosure : WebSocketCloseStatus.PolicyViolation, _fault, left.Token).ConfigureAwait(false);
            // The other side answers the close, or is given up.
            await listening.WaitAsync(_patience, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It left; its close is answered.
            await CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            socket.Abort();
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            await listening.ConfigureAwait(false);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        ProjectionStatusJson? told = null;
        var sinceTold = new Stopwatch();
        var sinceFrame = new Stopwatch();
        while (_fault is null)
        {
            // Before looking, so that nothing is missed between looking and waiting.
            var (moved, heard) = (job.Moved.Next, _heard.Next);
            var isClosed = job.IsClosed;
            var (isOver, status) = Status();
            var newest = job.Published;
            var isNewer = newest is not null && newest.Frame != _sentFrame && (components is null || isOver);
            var isNews = told is null || told.State != status.State || told.Stage != status.Stage || told.Parameters != status.Parameters;
            // The final state comes after the last positions.
            if (!isClosed && !(isOver && isNewer) && (isNews || (sinceTold.Elapsed >= _pause && told != status)))
            {
                await TellAsync(status, cancellationToken).ConfigureAwait(false);
                told = status;
                sinceTold.Restart();
            }

            if (isNewer && !_isUnacknowledged)
            {
                _sentFrame = newest!.Frame;
                _isUnacknowledged = true;
                sinceFrame.Restart();
                await SendFrameAsync(newest, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (isClosed && !isNewer)
            {
                await TellAsync(status, cancellationToken).ConfigureAwait(false);
                return;
            }

            if (isClosed && sinceFrame.Elapsed > _patience)
            {
                _fault = "The positions were not acknowledged.";
                return;
            }

            using var ticking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(moved, heard, Task.Delay(_pause, ticking.Token)).ConfigureAwait(false);
            await ticking.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task SendFrameAsync(PublishedPositions newest, CancellationToken cancellationToken)
    {
        try
        {
            var positions = components is null ? newest.Positions : ComponentChoice.Select(job, components);
            await socket.SendAsync(
                PositionFrame.Encode(positions, newest.Iteration), WebSocketMessageType.Binary, true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or RequestTooLargeException)
        {
            _fault = e.Message;
        }
    }

    private (bool IsOver, ProjectionStatusJson Status) Status()
    {
        var values = job.Values;
        if (values != _values)
        {
            (_values, _parameters) = (values, ProjectionApi.Describe(values));
        }

        var state = job.State;
        var facts = job.Facts;
        return (
            state is JobState.Done or JobState.Failed or JobState.Cancelled,
            new(state.Name(), facts.Stage, facts.Progress, facts.Iteration, job.SecondsLeft, job.Message, _parameters, job.Live));
    }

    private ValueTask TellAsync(ProjectionStatusJson status, CancellationToken cancellationToken) => socket.SendAsync(
        JsonSerializer.SerializeToUtf8Bytes(status, WireJson.Default.ProjectionStatusJson).AsMemory(),
        WebSocketMessageType.Text, true, cancellationToken);

    // Ends when the other side closes or leaves, and cancels the sending then.
    private async Task ListenAsync(CancellationTokenSource left)
    {
        var buffer = new byte[LongestMessage];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), left.Token).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                if (received.EndOfMessage && received.MessageType == WebSocketMessageType.Text
                    && buffer.AsSpan(0, received.Count).SequenceEqual("ack"u8))
                {
                    _isUnacknowledged = false;
                }
                else
                {
                    _fault ??= $"The only message that is understood is the text \"ack\"; this was {Describe(buffer.AsSpan(0, received.Count), received)}.";
                }

                _heard.Pulse();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The connection is gone.
        }

        await left.CancelAsync().ConfigureAwait(false);
    }

    private static string Describe(ReadOnlySpan<byte> bytes, ValueWebSocketReceiveResult received) =>
        received.MessageType == WebSocketMessageType.Binary ? "binary"
        : received.EndOfMessage && bytes.Length <= 20 ? $"\"{Encoding.UTF8.GetString(bytes)}\"" : "longer";

    private async Task CloseAsync(WebSocketCloseStatus status, string? reason, CancellationToken cancellationToken)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            // A reason has at most 123 bytes.
            await socket.CloseOutputAsync(status, reason is { Length: > 120 } ? reason[..120] : reason, cancellationToken).ConfigureAwait(false);
        }
    }
}
