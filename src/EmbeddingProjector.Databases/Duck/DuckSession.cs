using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace EmbeddingProjector.Databases.Duck;

/// <summary>
/// One connection to DuckDB, over its C interface (https://duckdb.org/docs/stable/clients/c/overview): results come in chunks of about 2,048 rows whose
/// columns lie in memory as spans, which no other interface of it hands out. Files are opened for reading, and nothing is fetched from the network
/// that is not there. Not thread-safe.
/// </summary>
internal sealed class DuckSession : IDisposable
{
    private readonly string _source;
    private readonly DuckDBDatabase _database;
    private readonly DuckDBNativeConnection _connection;

    private DuckSession(string source, DuckDBDatabase database, DuckDBNativeConnection connection)
    {
        _source = source;
        _database = database;
        _connection = connection;
    }

    /// <summary>Opens a file, or a database of its own in memory.</summary>
    /// <exception cref="DataFormatException">It cannot.</exception>
    public static DuckSession Open(string source, string? path)
    {
        try
        {
            return Connect(source, path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or TypeInitializationException)
        {
            throw new DataFormatException(
                source, null, $"the library of DuckDB cannot be loaded here ({e.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.')})", null,
                $"It is there for Linux, macOS and Windows on x64 and arm64; this is {RuntimeInformation.RuntimeIdentifier}.", e);
        }
    }

    /// <summary>Runs a query and hands out its rows, chunk by chunk.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="place">What it reads, for errors.</param>
    /// <param name="take">Takes a chunk, which is gone when it returns.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <exception cref="DataFormatException">It failed.</exception>
    public void Query(string sql, string? place, Action<DuckChunk> take, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Interrupting may be too early for a query that has not begun; each chunk looks again.
        using var interruption = cancellationToken.Register(_connection.Interrupt);
        var prepared = default(DuckDBPreparedStatement);
        try
        {
            if (NativeMethods.PreparedStatements.DuckDBPrepare(_connection, sql, out prepared) != DuckDBState.Success)
            {
                throw DuckFailures.Explain(_source, place, NativeMethods.PreparedStatements.DuckDBPrepareError(prepared));
            }

            Run(prepared, place, take, cancellationToken);
        }
        catch (DataFormatException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            prepared?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private static DuckSession Connect(string source, string? path)
    {
        if (path is not null && !File.Exists(path))
        {
            throw new DataFormatException(path, null, $"no such file (looked for {Path.GetFullPath(path)})");
        }

        NativeMethods.Configuration.DuckDBCreateConfig(out var config);
        using (config)
        {
            foreach (var (key, value) in Settings(path))
            {
                if (NativeMethods.Configuration.DuckDBSetConfig(config, key, value) != DuckDBState.Success)
                {
                    throw new InvalidOperationException($"DuckDB does not know the setting {key}.");
                }
            }

            if (NativeMethods.Startup.DuckDBOpen(path ?? ":memory:", out var database, config, out var error) != DuckDBState.Success)
            {
                database.Dispose();
                throw DuckFailures.Explain(source, null, error);
            }

            if (NativeMethods.Startup.DuckDBConnect(database, out var connection) != DuckDBState.Success)
            {
                database.Dispose();
                throw new DataFormatException(source, null, "DuckDB opened it, but takes no connection");
            }

            return new(source, database, connection);
        }
    }

    private static IEnumerable<(string Key, string Value)> Settings(string? path)
    {
        if (path is not null)
        {
            yield return ("access_mode", "READ_ONLY");
        }

        // An extension that is not on this machine would be fetched without a word.
        yield return ("autoinstall_known_extensions", "false");
        yield return ("allow_community_extensions", "false");
        // What does not fit into memory is not written into the person's working directory.
        yield return ("temp_directory", Path.Combine(Path.GetTempPath(), $"embedding-projector-duckdb-{Environment.ProcessId}"));
    }

    private void Run(DuckDBPreparedStatement prepared, string? place, Action<DuckChunk> take, CancellationToken cancellationToken)
    {
        var state = NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(prepared, out var result);
        try
        {
            if (state != DuckDBState.Success)
            {
                throw DuckFailures.Explain(_source, place, NativeMethods.Query.DuckDBResultError(ref result));
            }

            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var chunk = NativeMethods.Query.DuckDBFetchChunk(result);
                if (chunk.IsInvalid)
                {
                    break;
                }

                take(new DuckChunk(chunk));
            }

            if (NativeMethods.Query.DuckDBResultError(ref result) is { Length: > 0 } failure)
            {
                throw DuckFailures.Explain(_source, place, failure);
            }
        }
        finally
        {
            result.Close();
        }
    }
}
