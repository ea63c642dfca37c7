using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>A page that watches a run.</summary>
internal sealed class StreamClient : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    public static Task<StreamClient> OpenAsync(RunningServer server, JsonElement run, string query = "", string? origin = null) =>
        OpenAsync(server, run.GetProperty("id").GetString()!, query, origin);

    public static async Task<StreamClient> OpenAsync(RunningServer server, string run, string query = "", string? origin = null)
    {
        var client = new StreamClient();
        client._socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            client._socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            var address = new Uri(server.Client.BaseAddress!, $"api/projections/{run}/stream{query}");
            await client._socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, Patience());
            return client;
        }
        catch (WebSocketException)
        {
            var status = client._socket.HttpStatusCode;
            client.Dispose();
            throw new HttpRequestException("The upgrade was refused.", null, status);
        }
    }

    /// <summary>The next message: a status, a frame, or null when the server closed.</summary>
    public async Task<Message?> NextAsync()
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer, Patience());
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience());
                return null;
            }

            bytes.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return received.MessageType == WebSocketMessageType.Binary
                    ? new Message(null, bytes.ToArray())
                    : new Message(JsonDocument.Parse(Encoding.UTF8.GetString(bytes.ToArray())).RootElement.Clone(), null);
            }
        }
    }

    public async Task<Message> NextFrameAsync()
    {
        while (true)
        {
            var message = await NextAsync() ?? throw new Xunit.Sdk.XunitException("The stream closed before a frame came.");
            if (message.IsFrame)
            {
                return message;
            }
        }
    }

    public async Task<JsonElement> StatusAsync(string state)
    {
        while (true)
        {
            var message = await NextAsync() ?? throw new Xunit.Sdk.XunitException($"The stream closed before it was {state}.");
            if (message.IsFrame)
            {
                await AcknowledgeAsync();
            }
            else if (message.State == state)
            {
                return message.Status!.Value;
            }
        }
    }

    /// <summary>Everything to the end, each frame acknowledged.</summary>
    public async Task<List<Message>> ToEndAsync()
    {
        var all = new List<Message>();
        while (await NextAsync() is { } message)
        {
            all.Add(message);
            if (message.IsFrame)
            {
                await AcknowledgeAsync();
            }
        }

        return all;
    }

    public Task AcknowledgeAsync() => SendAsync("ack");

    // The server may be closing already; then nobody wants to hear it.
    public async Task SendAsync(string text)
    {
        if (_socket.State == WebSocketState.Open)
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Patience());
        }
    }

    public void Dispose() => _socket.Dispose();

    private static CancellationToken Patience() => new CancellationTokenSource(_patience).Token;

    internal sealed record Message(JsonElement? Status, byte[]? Frame)
    {
        public bool IsFrame => Frame is not null;

        public string? State => Status?.GetProperty("state").GetString();

        public int Iteration => Status?.GetProperty("iteration").GetInt32() ?? BinaryPrimitives.ReadInt32LittleEndian(Frame.AsSpan(12));
    }
}
