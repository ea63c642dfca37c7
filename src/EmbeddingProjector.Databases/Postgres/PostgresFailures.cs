using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>Turns what the driver raises into the one exception, with what to do. No message of the driver or the server holds a password.</summary>
internal static class PostgresFailures
{
    /// <summary>Whether the failure means that the connection is gone, while what was asked may be right: another one may go on.</summary>
    public static bool IsLostConnection(Exception e) => e switch
    {
        // 08: connection exceptions; 57P01 to 57P03: the server is stopped, crashed, or starts.
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal) || state is "57P01" or "57P02" or "57P03",
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => true,
        EndOfStreamException or SocketException => true,
        IOException => true,
        _ => false,
    };

    /// <summary>Whether a failure is one that a database may cause; all else is a fault of ours.</summary>
    public static bool IsExpected(Exception e) =>
        e is NpgsqlException or IOException or SocketException or TimeoutException or AuthenticationException or CryptographicException or UnauthorizedAccessException;

    /// <summary>Whether a failure is one that what the address says of the connection may cause: a key that is not that of a certificate is a wrong argument to the driver.</summary>
    public static bool IsExpectedOfConnecting(Exception e) => IsExpected(e) || e is ArgumentException;

    /// <summary>The failure in words.</summary>
    public static DataFormatException Explain(Exception e, PostgresAddress address, string? place = null)
    {
        var (found, remedy) = e is PostgresException refused ? Refused(refused, address) : Unreached(e, address);
        return new DataFormatException(address.Name, place, Credentials.Redact(found), null, remedy, e);
    }

    private static (string, string?) Refused(PostgresException e, PostgresAddress address)
    {
        var said = e.MessageText.ReplaceLineEndings(" ").TrimEnd('.');
        return e.SqlState switch
        {
            "28000" when e.Routine == "ClientAuthentication" => ($"the server takes no connection of this kind ({said})", HostRemedy(said)),
            "28P01" or "28000" => ($"the server refuses the user \"{address.Settings.Username}\" ({said})", "Give the password in PGPASSWORD or in ~/.pgpass, and the user in the address."),
            "3D000" => ($"there is no database \"{address.Settings.Database}\" on this server", "psql -l lists those that there are."),
            "42501" => ($"the user \"{address.Settings.Username}\" may not read this ({said})", $"Have it granted: GRANT SELECT ON … TO \"{address.Settings.Username}\"."),
            "53300" => ($"the server takes no more connections ({said})", "Try again when others have ended."),
            "57014" => ($"the server ended the query ({said})", "Its statement_timeout may be too short for this table."),
            "25006" => ($"the query would write ({said})", "Databases are only read here: give a SELECT."),
            _ => ($"the server says: {said} ({e.SqlState}){(e.Position > 0 ? $", at character {e.Position:N0} of its SQL" : "")}{(e.Hint is { Length: > 0 } hint ? $". {hint.TrimEnd('.')}" : "")}", null),
        };
    }

    // pg_hba.conf has lines for secure connections alone, and for those that are not. The server tells in its own language, and in English here.
    private static string HostRemedy(string said) =>
        said.Contains("no encryption", StringComparison.Ordinal) ? "It may take secure ones alone: ?sslmode=require."
        : said.Contains("SSL encryption", StringComparison.Ordinal) ? "It may take only those that are not secure: ?sslmode=disable."
        : "pg_hba.conf of the server says who may connect from where, and how.";

    private static (string, string?) Unreached(Exception e, PostgresAddress address)
    {
        var innermost = e.GetBaseException();
        var said = innermost.Message.ReplaceLineEndings(" ").TrimEnd('.');
        return innermost switch
        {
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
                ($"the host \"{address.Settings.Host}\" is not known ({said})", "Check the address."),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                ($"no server listens at {address.Settings.Host}, port {address.Settings.Port} ({said})", "Start it, or correct host and port."),
            TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut } =>
                ($"the server did not answer within {address.Settings.Timeout} seconds", "Check host, port and firewall; ?connect_timeout=SECONDS waits longer."),
            FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => ($"a file that the address or the environment names cannot be read ({said})", "Correct passfile, sslrootcert, sslcert or sslkey, or PGPASSFILE."),
            UntrustedServerException untrusted => (said, untrusted.Remedy),
            CryptographicException or ArgumentException when e is not NpgsqlException =>
                ($"the certificate of sslcert or its key cannot be used ({said})", "Correct sslcert, sslkey and sslpassword: PEM, or one .pfx file for both."),
            AuthenticationException or CryptographicException => ($"no secure connection came about ({said})", "Client and server share no version or cipher of TLS, or the server did not take the certificate of sslcert."),
            _ when said.Contains("password", StringComparison.OrdinalIgnoreCase) =>
                ($"the server wants a password of the user \"{address.Settings.Username}\", and none was found", "Set PGPASSWORD, or write ~/.pgpass: host:port:database:user:password."),
            _ when said.Contains("No SSL enabled", StringComparison.Ordinal) =>
                ("the server takes no secure connections: TLS is off there", "Have it switched on (ssl = on in postgresql.conf), or connect with ?sslmode=prefer, which does without where it must."),
            _ when said.Contains("SSL", StringComparison.Ordinal) => ($"no secure connection came about ({said})", "?sslmode=disable connects without one."),
            _ => ($"the connection failed ({said})", "Check that the server runs."),
        };
    }
}
