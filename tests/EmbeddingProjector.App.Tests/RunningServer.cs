using System.Net.Http.Json;
using System.Text.Json;
using EmbeddingProjector.App.Server;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.App.Tests;

/// <summary>The real server on a free port, and a client for it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private RunningServer(ProjectorServer server)
    {
        Server = server;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{server.Port}{server.Address.AbsolutePath}"),
        };
    }

    public ProjectorServer Server { get; }

    public HttpClient Client { get; }

    public static Task<RunningServer> StartAsync(LogDirectoryOnDisk directory, ServerOptions? options = null) =>
        StartAsync(directory.Path, options);

    public static Task<RunningServer> StartAsync(string path, ServerOptions? options = null) => StartAsync(LogDirectoryScanner.ForDirectory(path), options);

    public static async Task<RunningServer> StartAsync(LogDirectoryScanner scanner, ServerOptions? options = null) =>
        new(await ProjectorServer.StartAsync(scanner, (options ?? new()) with { Port = 0 }));

    /// <summary>Opens a tensor and waits until it is ready; its id.</summary>
    public async Task<string> OpenAsync(string tensor = "fruit", string run = ".")
    {
        using var response = await Client.PostAsJsonAsync("api/datasets", new { run, tensor });
        var dataset = await JsonAsync(response);
        var id = dataset.GetProperty("id").GetString()!;
        while (dataset.GetProperty("state").GetString() == "loading")
        {
            dataset = await GetJsonAsync($"api/datasets/{id}?wait=10");
        }

        Assert.Equal("ready", dataset.GetProperty("state").GetString());
        return id;
    }

    /// <summary>Starts a run and waits until it is over; its last state.</summary>
    public async Task<JsonElement> ProjectAsync(string dataset, object request)
    {
        using var response = await Client.PostAsJsonAsync($"api/datasets/{dataset}/projections", request);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var run = await JsonAsync(response);
        while (run.GetProperty("state").GetString() is "queued" or "running" or "paused")
        {
            run = await GetJsonAsync($"api/projections/{run.GetProperty("id").GetString()}?wait=10");
        }

        return run;
    }

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await JsonAsync(response);
    }

    public async Task<(HttpStatusCode Status, string Text)> GetTextAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
