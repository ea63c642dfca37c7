using Microsoft.Playwright;
using Xunit;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>A test class that looks at a map of clusters: its log directory, a server over it and the open page, each made anew for a test.</summary>
public abstract class ClusterMap(Chromium chromium, int clusters = 4, int perCluster = 25) : IAsyncLifetime
{
    private readonly LogFolder _folder = LogFolder.WithClusters(clusters, perCluster);
    private ProjectorProcess _server = null!;

    /// <summary>The log directory.</summary>
    protected LogFolder Folder => _folder;

    /// <summary>The open page.</summary>
    protected Map Shown { get; private set; } = null!;

    /// <summary>Another person's page of the same server: a context of its own, at an address of the server or at that of a page.</summary>
    protected async Task<Map> OpenAnotherAsync(string? address = null) =>
        await Map.OpenAsync(await chromium.NewPageAsync(), address is null ? _server.Address : new Uri(address));

    /// <summary>A page in a context of its own, without an address yet.</summary>
    protected Task<IPage> NewPageAsync() => chromium.NewPageAsync();

    public async ValueTask InitializeAsync()
    {
        _server = await ProjectorProcess.StartAsync("serve", "--logdir", _folder.Path);
        Shown = await Map.OpenAsync(await chromium.NewPageAsync(), _server.Address);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Shown.Page.Context.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
