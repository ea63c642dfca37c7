using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>One connection that can only read. Not thread-safe.</summary>
internal sealed class PostgresSession : IDisposable
{
    // One transaction that only reads, and settings that end with it: behind a pooler the session belongs to others too.
    // Dates by ISO 8601 and numbers whole, whatever the server is set to; no two scans of a table share their place in it, so that rows come in order.
    private const string Settings =
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'iso_8601'; SET LOCAL extra_float_digits = 1; SET LOCAL standard_conforming_strings = on; "
        + "SET LOCAL synchronize_seqscans = off; SET LOCAL client_min_messages = warning";

    private readonly PostgresAddress _address;

    private PostgresSession(PostgresAddress address, NpgsqlConnection connection)
    {
        _address = address;
        Connection = connection;
    }

    /// <summary>The connection.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="DataFormatException">It cannot.</exception>
    public static PostgresSession Open(PostgresAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return Connect(address, cancellationToken);
        }
        catch (Exception e) when (PostgresFailures.IsExpectedOfConnecting(e))
        {
            throw PostgresFailures.Explain(e, address);
        }
    }

    /// <summary>Connects; raises what the driver raises.</summary>
    public static PostgresSession Connect(PostgresAddress address, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(address.Settings.ConnectionString);
        address.Trust?.Apply(connection);
        try
        {
            connection.OpenAsync(cancellationToken).GetAwaiter().GetResult();
            var session = new PostgresSession(address, connection);
            session.Execute(Settings, cancellationToken);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs SQL that has no answer; raises what the driver raises.</summary>
    public void Execute(string sql, CancellationToken cancellationToken, params string[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQueryAsync(cancellationToken).GetAwaiter().GetResult();
    }

    /// <summary>The rows of a query.</summary>
    /// <exception cref="DataFormatException">It failed.</exception>
    public List<T> Query<T>(string sql, Func<NpgsqlDataReader, T> read, string? place, CancellationToken cancellationToken, params object[] parameters) =>
        Run(
            command =>
            {
                using var reader = command.ExecuteReaderAsync(cancellationToken).GetAwaiter().GetResult();
                var rows = new List<T>();
                while (reader.ReadAsync(cancellationToken).GetAwaiter().GetResult())
                {
                    rows.Add(read(reader));
                }

                return rows;
            },
            sql, place, parameters);

    /// <summary>The columns of a query, which is not run: their names and the numbers of their types.</summary>
    /// <exception cref="DataFormatException">It is wrong.</exception>
    public List<(string Name, uint Type)> Describe(string sql, string? place, CancellationToken cancellationToken) =>
        Run(
            command =>
            {
                using var reader = command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken).GetAwaiter().GetResult();
                return reader.GetColumnSchema().Select(c => (c.ColumnName, c.TypeOID)).ToList();
            },
            sql, place, []);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (Connection.FullState == ConnectionState.Open)
            {
                Execute("ROLLBACK", CancellationToken.None);
            }
        }
        catch (Exception e) when (PostgresFailures.IsExpected(e))
        {
            // A connection that is gone has no transaction left.
        }

        Connection.Dispose();
    }

    private TResult Run<TResult>(Func<NpgsqlCommand, TResult> run, string sql, string? place, object[] parameters)
    {
        using var command = Command(sql, parameters);
        try
        {
            return run(command);
        }
        catch (Exception e) when (PostgresFailures.IsExpected(e))
        {
            throw PostgresFailures.Explain(e, _address, place);
        }
    }

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = new NpgsqlCommand(sql, Connection);
        foreach (var value in parameters)
        {
            command.Parameters.Add(value is uint[] ids
                ? new NpgsqlParameter<uint[]> { TypedValue = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid }
                : value is uint id ? new NpgsqlParameter<uint> { TypedValue = id, NpgsqlDbType = NpgsqlDbType.Oid }
                : new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
