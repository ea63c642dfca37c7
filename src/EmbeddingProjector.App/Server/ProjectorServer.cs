using System.Net;
using System.Net.Sockets;
using EmbeddingProjector.App.Server.Original;
using EmbeddingProjector.App.Wire;
using EmbeddingProjector.LogDirectory;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// The server over one log directory or file: composes its parts, listens, and stops within a second. Nothing in it reads the
/// environment: what it does follows from its options alone.
/// </summary>
internal sealed class ProjectorServer : IAsyncDisposable
{
    private const int LargestBody = 64 * 1024;
    private const int LargestHeaders = 32 * 1024;
    private const int MostConnections = 256;
    private static readonly TimeSpan _keepAlive = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromMilliseconds(500);

    private readonly WebApplication _app;
    private readonly ServerOptions _options;

    private ProjectorServer(WebApplication app, ServerOptions options)
    {
        _app = app;
        _options = options;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Port = new Uri(addresses.Addresses.First()).Port;
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>What it watches.</summary>
    public LogDirectoryWatcher Watcher => _app.Services.GetRequiredService<LogDirectoryWatcher>();

    /// <summary>The address of the page, with the path prefix, without the token.</summary>
    public Uri Address => new($"http://{NameForPeople()}:{Port}{_options.PathPrefix}/");

    /// <summary>The address to open: with the token, where one is required.</summary>
    public Uri AddressWithToken => _options.Token is null ? Address : new Uri(Address, $"?token={Uri.EscapeDataString(_options.Token)}");

    /// <summary>Scans, listens and answers. The options are taken as they are: a host other than loopback should come with a token.</summary>
    /// <exception cref="IOException">The address cannot be listened on; the message says why and what to do.</exception>
    public static async Task<ProjectorServer> StartAsync(
        LogDirectoryScanner scanner, ServerOptions options, CancellationToken cancellationToken = default)
    {
        var address = await ListeningAddress.ResolveAsync(options.Host, cancellationToken).ConfigureAwait(false);
        var app = Build(new LogDirectoryWatcher(scanner, options.WatchInterval), options, address);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            _ = FirstUse.PrepareAsync();
            return new ProjectorServer(app, options);
        }
        catch (Exception e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            if (e is SocketException or IOException)
            {
                throw ListeningAddress.Explain(e, options.Host, options.Port);
            }

            throw;
        }
    }

    /// <summary>Stops listening, ends streams and cancels what is being computed.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(LogDirectoryWatcher watcher, ServerOptions options, IPAddress address)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = MostConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Listen(address, options.Port);
        });
        builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Warning)
            // The reason reaches the person as an error of the command; the host would print its stack as well.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);

        var services = builder.Services;
        services.Configure<HostOptions>(o => o.ShutdownTimeout = _stopTimeout);
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default));
        // The command decides what a signal means, not the host.
        services.AddSingleton<IHostLifetime, NoSignals>();
        services.AddHttpContextAccessor();
        services.AddOpenApi("openapi", OpenApiDocument.Describe);
        services.AddSingleton(options).AddSingleton(_ => watcher);
        services.AddSingleton<MetadataEditor>().AddSingleton<DatasetCatalog>().AddSingleton<SharedNeighbors>().AddSingleton<ProjectionQueue>().AddSingleton<StepHistories>().AddSingleton<QualityQueue>().AddSingleton<UploadedFiles>().AddSingleton<UploadedRuns>().AddSingleton<RowTables>();
        services.AddSingleton<ChangesApi>().AddSingleton<ProjectionStreamApi>().AddSingleton<ComputeSlots>().AddSingleton<OriginCheck>();
        services.AddScoped<RequestEnd>();

        var app = builder.Build();
        UseGuards(app, options);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = _keepAlive, KeepAliveTimeout = _keepAlive });
        app.UseRouting();
        UsePage(app);
        MapRoutes(app);
        // Streams and runs end when the stop begins, not when the host has waited for them.
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<ProjectionQueue>().Dispose);
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<QualityQueue>().Dispose);
        return app;
    }

    private static void UseGuards(WebApplication app, ServerOptions options)
    {
        app.UseSecurityHeaders();
        new HostCheck(options).Use(app);
        PathRules.Use(app, options.PathPrefix);
        app.UseMiddleware<ErrorAnswers>();
        if (options.Token is { } token)
        {
            new AccessToken(token).Use(app);
        }
    }

    private static void MapRoutes(WebApplication app)
    {
        var api = app.MapGroup("/api");
        foreach (var status in (ReadOnlySpan<int>)[400, 404, 409, 413, 422, 429])
        {
            api.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ErrorJson), ["application/json"]));
        }

        api.MapWorkspace();
        ChangesApi.Map(api);
        api.MapDatasets();
        api.MapUploads();
        api.MapColumns();
        api.MapEdits();
        api.MapSearch();
        api.MapNeighbors();
        api.MapExpressions();
        api.MapContrast();
        api.MapFacets();
        api.MapTables();
        api.MapSprite();
        api.MapPublication();
        api.MapProjections();
        api.MapProjectionControl();
        api.MapSteps();
        api.MapQuality();
        api.MapTrust();
        ProjectionStreamApi.Map(api);
        app.MapOpenApi("/api/{documentName}.json");
        OriginalRoutes.Map(app);
    }

    // What no route takes is a file of the page or nothing. Not a fallback route: that would also take what is refused for its method or
    // its content type.
    private static void UsePage(WebApplication app)
    {
        var page = new PageFiles(typeof(PageFiles).Assembly);
        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint() is not null)
            {
                await next(context).ConfigureAwait(false);
            }
            else if (!await page.TryAnswerAsync(context).ConfigureAwait(false))
            {
                throw ApiException.NotFound("Not found");
            }
        });
    }

    private string NameForPeople()
    {
        if (IPAddress.TryParse(_options.Host.Trim('[', ']'), out var address))
        {
            var isAny = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
            return isAny ? Environment.MachineName : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";
        }

        return _options.Host;
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
