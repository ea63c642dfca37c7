using System.Diagnostics;
using System.Reflection;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Servers;

/// <summary>
/// PostgreSQL compiled to WebAssembly with pgvector, over the wire protocol (the npm packages in <c>tests/pglite</c>): Debian 12 has no pgvector.
/// It takes one connection at a time, and no password. Tests are skipped, with the reason, where it is not installed; <c>./test</c> installs it.
/// </summary>
public sealed class PgliteServer : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private Process? _process;
    private string? _missing;

    /// <summary>The address.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Skips the test where there is no server.</summary>
    public PgliteServer Required()
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var root = typeof(PgliteServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        var folder = Path.Combine(root, "tests", "pglite");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@electric-sql", "pglite")))
        {
            _missing = "NO SERVER WITH PGVECTOR: the types vector, halfvec and sparsevec are tested by their bytes alone. Install one: npm ci --prefix tests/pglite.";
            return;
        }

        _process = Process.Start(new ProcessStartInfo("node", ["server.mjs"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardInput = true })!;
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(_patience);
        Assert.True(line?.StartsWith("port ", StringComparison.Ordinal) == true, $"tests/pglite/server.mjs says: {line}");
        Address = $"postgres://postgres@127.0.0.1:{line!["port ".Length..]}/postgres?sslmode=disable";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // It ends with its input.
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
