using EmbeddingProjector.Formats;

namespace EmbeddingProjector.Databases.Duck;

/// <summary>DuckDB: files of it, and queries over files of other kinds.</summary>
internal sealed class DuckDatabase : IDatabase
{
    // Behind a checksum of eight bytes (https://duckdb.org/docs/stable/internals/storage).
    private const int MagicOffset = 8;

    private static readonly string[] _endings = [".duckdb", ".ddb"];

    private static ReadOnlySpan<byte> Magic => "DUCK"u8;

    /// <inheritdoc/>
    public bool Recognizes(DatabaseRequest request) =>
        request.Address is { } path ? Array.Exists(_endings, e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)) || HoldsMagic(path) : request.Query is not null;

    /// <inheritdoc/>
    public IVectorSource Open(DatabaseRequest request) => new DuckSource(request.Address, request);

    private static bool HoldsMagic(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            Span<byte> first = stackalloc byte[MagicOffset + 4];
            using var file = File.OpenRead(path);
            return file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first[MagicOffset..].SequenceEqual(Magic);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever opens it as a file says why it cannot be read.
            return false;
        }
    }
}
