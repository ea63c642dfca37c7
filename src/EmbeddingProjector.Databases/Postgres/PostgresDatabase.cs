using EmbeddingProjector.Formats;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>PostgreSQL, and what speaks its protocol.</summary>
internal sealed class PostgresDatabase : IDatabase
{
    /// <inheritdoc/>
    public bool Recognizes(DatabaseRequest request) => request.Address is { } address && PostgresAddress.IsOne(address);

    /// <inheritdoc/>
    public IVectorSource Open(DatabaseRequest request) => new PostgresSource(PostgresAddress.Parse(request.Address!), request);
}
