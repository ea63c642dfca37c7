using System.CommandLine;
using EmbeddingProjector.App.Server;
using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.App.Commands;

/// <summary>The options that <c>serve</c> and <c>demo</c> share: how the server is reached.</summary>
internal sealed class ServerSettings
{
    // A month: timers take no more than seven weeks.
    private const int MostSeconds = 30 * 24 * 60 * 60;

    private readonly Option<string> _host = new("--host")
    {
        Description = "The address to listen on. Anything but this machine itself (0.0.0.0 for all addresses) requires a token.",
        DefaultValueFactory = _ => "127.0.0.1",
        HelpName = "address",
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "The port; 0 takes a free one.",
        DefaultValueFactory = _ => 6006,
        HelpName = "port",
    };

    private readonly Option<string> _pathPrefix = new("--path-prefix")
    {
        Description = "What stands before every path, for a proxy: /maps gives http://…/maps/.",
        DefaultValueFactory = _ => "",
        HelpName = "path",
    };

    private readonly Option<bool> _open = new("--open") { Description = "Open the page in the browser when it is ready." };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "The token that every request must show. Without it one is made up where it is required.",
        HelpName = "text",
    };

    private readonly Option<string[]> _allowedHosts = new("--allowed-host")
    {
        Description = "Another host name that requests may use, for a proxy in front. May be repeated.",
        DefaultValueFactory = _ => [],
        HelpName = "name",
    };

    private readonly Option<int> _unwatched = new("--unwatched")
    {
        Description = "After how many seconds an iterative run that nobody watches is stopped, its positions kept; 0 for never.",
        DefaultValueFactory = _ => 60,
        HelpName = "seconds",
    };

    private readonly Option<int> _threads = ThreadsOption.Create();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        IntegerRange.Require(_port, 0, ushort.MaxValue);
        IntegerRange.Require(_unwatched, 0, MostSeconds);
        _token.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string?>() is "")
            {
                r.AddError("--token must not be empty.");
            }
        });
        foreach (var option in new Option[] { _host, _port, _pathPrefix, _open, _token, _allowedHosts, _unwatched, _threads })
        {
            command.Add(option);
        }
    }

    /// <summary>Whether the browser is to be opened.</summary>
    public bool Open(ParseResult result) => result.GetValue(_open);

    /// <summary>What the command line says.</summary>
    public ServerOptions Read(ParseResult result)
    {
        var host = result.GetValue(_host)!;
        var token = result.GetValue(_token);
        return new ServerOptions
        {
            Host = host,
            Port = result.GetValue(_port),
            PathPrefix = PathRules.NormalizePrefix(result.GetValue(_pathPrefix)),
            Token = token ?? (ListeningAddress.IsLoopback(host) ? null : AccessToken.Create()),
            AllowedHosts = result.GetValue(_allowedHosts) ?? [],
            Threads = result.GetValue(_threads),
            NeighborDirectory = NeighborCache.DefaultDirectory,
            EditDirectory = MetadataEditFile.DefaultDirectory,
            UnwatchedTime = result.GetValue(_unwatched) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }
}
