using System.Globalization;
using Npgsql;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>
/// An address of the form that libpq takes (PostgreSQL manual, 34.1.1.2): <c>postgres://user:password@host:port/database?sslmode=require</c>.
/// What it does not say comes from where libpq looks: PGHOST, PGPORT, PGUSER, PGDATABASE, PGSSLMODE, PGSSLROOTCERT, and by the driver PGPASSWORD, PGPASSFILE or
/// ~/.pgpass, PGSSLCERT and PGSSLKEY.
/// </summary>
internal sealed class PostgresAddress
{
    private const int DefaultPort = 5432;
    private const string Form = "postgres://user@host:port/database?sslmode=require";
    private static readonly string[] _schemes = ["postgres://", "postgresql://"];

    private PostgresAddress(NpgsqlConnectionStringBuilder settings, ServerTrust? trust, string name)
    {
        Settings = settings;
        Trust = trust;
        Name = name;
    }

    /// <summary>How to connect; it may hold a password.</summary>
    public NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>How the certificate of the server is checked; null where it is not.</summary>
    public ServerTrust? Trust { get; }

    /// <summary>"postgres://host:5432/database": without user, password and options.</summary>
    public string Name { get; }

    /// <summary>Whether a text is meant as such an address.</summary>
    public static bool IsOne(string text) => Array.Exists(_schemes, s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>Understands an address.</summary>
    /// <exception cref="DataFormatException">It is none. The message repeats nothing that may be part of a password.</exception>
    public static PostgresAddress Parse(string text)
    {
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (address, query) = Cut(rest, '?');
        var (authority, database) = Cut(address, '/');
        if (database.Contains('@', StringComparison.Ordinal) || query.Contains('@', StringComparison.Ordinal) && !authority.Contains('@', StringComparison.Ordinal))
        {
            throw Bad("an @ behind the host", "Write the characters @ : / ? # % of a password as %40 %3A %2F %3F %23 %25, or leave it out and set PGPASSWORD.");
        }

        var settings = new NpgsqlConnectionStringBuilder
        {
            // Nothing here is worth a pool: a table is read over one connection.
            Pooling = false,
            ApplicationName = "projector",
            // A sort of a large table takes its time.
            CommandTimeout = 0,
        };
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], ':');
            settings.Username = user.Length > 0 ? Uri.UnescapeDataString(user) : null;
            settings.Password = password.Length > 0 ? Uri.UnescapeDataString(password) : null;
        }

        SetHost(settings, authority[(at + 1)..]);
        settings.Database = database.Length > 0 ? Uri.UnescapeDataString(database) : null;
        var mode = Environment.GetEnvironmentVariable("PGSSLMODE") is { Length: > 0 } said ? said : null;
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Cut(parameter, '=');
            (key, value) = (Uri.UnescapeDataString(key), Uri.UnescapeDataString(value));
            if (key == "sslmode")
            {
                mode = value;
            }
            else
            {
                Set(settings, key, value);
            }
        }

        settings.Username ??= Environment.GetEnvironmentVariable("PGUSER") ?? Environment.UserName;
        settings.Database ??= Environment.GetEnvironmentVariable("PGDATABASE") ?? settings.Username;
        settings.Host ??= Environment.GetEnvironmentVariable("PGHOST") ?? "localhost";
        var trust = SetTransport(settings, mode);
        return new(settings, trust, $"postgres://{settings.Host}:{settings.Port}/{settings.Database}");
    }

    private static void SetHost(NpgsqlConnectionStringBuilder settings, string host)
    {
        var port = "";
        if (host.StartsWith('['))
        {
            var end = host.IndexOf(']', StringComparison.Ordinal);
            port = end > 0 ? host[(end + 1)..].TrimStart(':') : throw Bad("a [ without ] in the host", null);
            host = host[1..end];
        }
        else
        {
            (host, port) = Cut(host, ':');
        }

        settings.Host = host.Length > 0 ? Uri.UnescapeDataString(host) : null;
        var said = port.Length > 0 ? port : Environment.GetEnvironmentVariable("PGPORT") ?? DefaultPort.ToString(CultureInfo.InvariantCulture);
        settings.Port = int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= ushort.MaxValue
            ? number : throw Bad("a port that is no number from 1 to 65,535", "If what stands there is part of the password, write its / and : as %2F and %3A.");
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string key, string value)
    {
        switch (key)
        {
            case "host": settings.Host = value; break;
            case "port": SetHost(settings, $"{settings.Host}:{value}"); break;
            case "dbname": settings.Database = value; break;
            case "user": settings.Username = value; break;
            case "password": settings.Password = value; break;
            case "passfile": settings.Passfile = value; break;
            case "application_name": settings.ApplicationName = value; break;
            case "options": settings.Options = value; break;
            case "sslrootcert": settings.RootCertificate = value; break;
            case "sslcert": settings.SslCertificate = value; break;
            case "sslkey": settings.SslKey = value; break;
            case "sslpassword": settings.SslPassword = value; break;
            case "connect_timeout":
                settings.Timeout = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 1024
                    ? seconds : throw Bad("a connect_timeout that is no number of seconds from 0 to 1,024", null);
                break;
            default:
                throw Bad(
                    $"an option \"{Credentials.Redact(key)}\" that is not known",
                    "Known are host, port, dbname, user, password, passfile, sslmode, sslrootcert, sslcert, sslkey, sslpassword, connect_timeout, application_name and options.");
        }
    }

    private static ServerTrust? SetTransport(NpgsqlConnectionStringBuilder settings, string? mode)
    {
        var (said, authorities) = (mode is null ? ServerTrust.UsualMode(settings.RootCertificate) : ModeOf(mode), settings.RootCertificate);
        settings.RootCertificate = null;
        if (settings.Host is ['/' or '@', ..])
        {
            // A socket in a directory: nothing leaves the machine, and the mode means nothing.
            settings.SslMode = SslMode.Disable;
            return null;
        }

        // A peer that is gone is noticed by TCP.
        (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (true, 15, 5);
        var trust = ServerTrust.For(said, authorities);
        settings.SslMode = trust is null ? said : SslMode.Require;
        return trust;
    }

    private static SslMode ModeOf(string value) => value switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => throw Bad($"the sslmode \"{value}\"", "It is one of disable, allow, prefer, require, verify-ca, verify-full."),
    };

    private static (string Before, string After) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    private static DataFormatException Bad(string found, string? remedy) => new("The address of the database", null, found, Form, remedy);
}
