namespace EmbeddingProjector.App.Server;

/// <summary>How the server is reached and how much it may use.</summary>
internal sealed record ServerOptions
{
    /// <summary>The address to listen on: an IP address, or a name that resolves to one of this machine's.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 6006;

    /// <summary>What stands before every path: "" or "/maps".</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>The token that every request must show; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Host names that are accepted besides those of this machine, for a proxy in front.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The most threads that a computation uses; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>How many bytes of opened data sets are kept when nobody is using them.</summary>
    public long CacheBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>How many bytes of files people may bring to the server in all.</summary>
    public long UploadBytes { get; init; } = 4L << 30;

    /// <summary>How many bytes of positions of earlier steps are kept.</summary>
    public long StepBytes { get; init; } = 256 << 20;

    /// <summary>How often the log directory is looked at for changes.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where tables of neighbors are kept between two starts; null for memory alone.</summary>
    public string? NeighborDirectory { get; init; }

    /// <summary>Where edits of metadata are kept when the log directory cannot be written; null for nowhere.</summary>
    public string? EditDirectory { get; init; }

    /// <summary>After how long an iterative run that nobody watches is stopped; null for never.</summary>
    public TimeSpan? UnwatchedTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock that decides how long nobody watched.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
