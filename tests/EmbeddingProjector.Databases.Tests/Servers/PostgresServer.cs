using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EmbeddingProjector.Tests;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(EmbeddingProjector.Databases.Tests.Servers.PostgresServer))]

namespace EmbeddingProjector.Databases.Tests.Servers;

/// <summary>
/// A PostgreSQL of this machine (Debian's package <c>postgresql</c>, or what is in the PATH), started once on loopback with a directory of its own.
/// Tests are skipped, with the reason, where there is none; <c>./test</c> installs it.
/// </summary>
public class PostgresServer : IAsyncLifetime
{
    /// <summary>A password that would be found wherever it leaked, with characters that an address must encode.</summary>
    public const string Password = "Geheim@42/xyz:%";

    private const string User = "owner";
    private const int FastShutdown = 2;
    private const string NoGroup = "65534";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    // Whom Debian's package makes; where the programs were merely unpacked, somebody who is everywhere.
    private static readonly Lazy<string> _user = new(() => File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody");

    private readonly TemporaryDirectory _directory = new();
    private Process? _process;
    private string? _missing;

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The address without a password.</summary>
    public string Bare => $"postgres://{User}@127.0.0.1:{Port}/postgres";

    /// <summary>The address with the password.</summary>
    public string Address => $"postgres://{User}:{Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/postgres";

    /// <summary>Skips the test where there is no server.</summary>
    public PostgresServer Required()
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Programs() is not { } programs)
        {
            _missing = "There is no PostgreSQL on this machine, so nothing that talks to one is tested. Install it: apt-get install postgresql.";
            return;
        }

        if (Environment.IsPrivilegedProcess && !InPath("setpriv"))
        {
            _missing = "PostgreSQL refuses to run as root, and there is no setpriv to run it as another user: nothing that talks to one is tested. Run the tests as another user.";
            return;
        }

        var data = _directory.File("data");
        var password = _directory.Write("password", Password);
        string[] settings = [.. Settings(_directory)];
        if (Environment.IsPrivilegedProcess)
        {
            // The server refuses to run as root.
            await RunAsync("chown", "-R", _user.Value, _directory.File("."));
        }

        await RunAsync([.. AsUser(), Path.Combine(programs, "initdb"), "-D", data, "-U", User, "-A", "scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        _process = Start([.. AsUser(), Path.Combine(programs, "postgres"), "-D", data, "-p", $"{Port}", "-h", "127.0.0.1", "-k", _directory.File("."), "-c", "fsync=off", .. settings.SelectMany(setting => new[] { "-c", setting })]);
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        await ReadyAsync();
    }

    /// <summary>Further settings of the server, <c>name=value</c>, for which files may be written into its directory.</summary>
    private protected virtual IEnumerable<string> Settings(TemporaryDirectory directory) => [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
        {
            Assert.Equal(0, Kill(_process.Id, FastShutdown));
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _directory.Dispose();
    }

    /// <summary>Runs SQL as the owner.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A connection of the owner.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = User, Password = Password, Database = "postgres", Pooling = false };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private async Task ReadyAsync()
    {
        for (var since = Stopwatch.StartNew(); ;)
        {
            try
            {
                await (await ConnectAsync()).DisposeAsync();
                return;
            }
            catch (NpgsqlException) when (since.Elapsed < _patience && !_process!.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    private static string[] SearchPath => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);

    private static bool InPath(string program) => Array.Exists(SearchPath, d => File.Exists(Path.Combine(d, program)));

    private static string? Programs()
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(VersionOf).Select(d => Path.Combine(d, "bin")) : [];
        return debian.Concat(SearchPath).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));

        static int VersionOf(string directory) => int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static string[] AsUser() => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", _user.Value, "--regid", NoGroup, "--clear-groups"] : [];

    private static Process Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        // Messages of the programs are part of what is tested: in English.
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start)!;
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}\n{error}\n{await output}");
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
