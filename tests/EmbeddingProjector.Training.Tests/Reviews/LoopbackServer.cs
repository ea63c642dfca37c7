using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmbeddingProjector.Training.Tests.Reviews;

/// <summary>
/// A web server on a free port of 127.0.0.1 that publishes one file, as Kestrel and its range processing do it. Answers put into <see cref="Next"/> take the
/// place of its own, one request each.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackServer(WebApplication app, byte[] content)
    {
        (_app, Content) = (app, content);
        app.Run(async context =>
        {
            Ranges.Enqueue(context.Request.Headers.Range.ToString());
            await (Next.TryDequeue(out var answer) ? answer(context) : Results.Bytes(Content, enableRangeProcessing: true).ExecuteAsync(context));
        });
    }

    public byte[] Content { get; set; }

    /// <summary>The Range header of each request, "" where there was none.</summary>
    public ConcurrentQueue<string> Ranges { get; } = new();

    public ConcurrentQueue<RequestDelegate> Next { get; } = new();

    public Uri Address => new(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "data/reviews.tar.gz");

    public static async Task<LoopbackServer> StartAsync(byte[] content)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new LoopbackServer(builder.Build(), content);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Sends the first bytes of the whole, waits, and breaks the connection.</summary>
    public RequestDelegate Break(int after, Func<Task> waiting) => async context =>
    {
        await SendAsync(context, Content[..after]);
        await waiting();
        context.Abort();
    };

    /// <summary>Sends the first bytes of the whole, waits, and sends the rest.</summary>
    public RequestDelegate Pause(int after, Func<Task> waiting) => async context =>
    {
        await SendAsync(context, Content[..after]);
        await waiting();
        await context.Response.Body.WriteAsync(Content.AsMemory(after));
    };

    /// <summary>Knows nothing of ranges.</summary>
    public RequestDelegate Whole() => context => SendAsync(context, Content);

    public static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task SendAsync(HttpContext context, byte[] bytes)
    {
        context.Response.ContentLength = Content.Length;
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    }
}
