using System.Text.RegularExpressions;
using EmbeddingProjector.Databases.Duck;
using EmbeddingProjector.Databases.Postgres;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.Databases;

/// <summary>The list of databases. To add one: a folder with a class that opens it, and a line here.</summary>
public static partial class DatabaseSources
{
    private static readonly IReadOnlyList<IDatabase> _all =
    [
        new PostgresDatabase(),
        new DuckDatabase(),
    ];

    /// <summary>The source that a request means; null when its address is that of no database. Nothing is connected to yet.</summary>
    /// <exception cref="DataFormatException">The address is one of a database, but cannot be understood.</exception>
    public static IVectorSource? Open(DatabaseRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var database = _all.FirstOrDefault(d => d.Recognizes(request));
        if (database is null && request.Address is { } address && Scheme().Match(address) is { Success: true, Groups: [_, var scheme] })
        {
            // The rest of it may hold a password, and is not repeated.
            throw new DataFormatException(
                $"{scheme.Value}://…", null, $"an address of the kind \"{scheme.Value}\", which is not known here", "postgres://user@host:port/database, or a path");
        }

        return database?.Open(request);
    }

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.\-]*)://")]
    private static partial Regex Scheme();
}

/// <summary>One kind of database.</summary>
internal interface IDatabase
{
    /// <summary>Whether the request is one for this kind.</summary>
    bool Recognizes(DatabaseRequest request);

    /// <summary>What reads it; connects to nothing yet.</summary>
    IVectorSource Open(DatabaseRequest request);
}
