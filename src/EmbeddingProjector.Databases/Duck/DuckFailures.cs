namespace EmbeddingProjector.Databases.Duck;

/// <summary>What DuckDB says, as the one exception.</summary>
internal static class DuckFailures
{
    /// <summary>The failure, with what to do where that is known.</summary>
    public static DataFormatException Explain(string source, string? place, string? message)
    {
        var said = (message ?? "").Trim();
        var found = string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return new DataFormatException(source, place, found.Length > 0 ? $"DuckDB says: {found}" : "DuckDB failed without a word", null, Remedy(said));
    }

    private static string? Remedy(string said) =>
        said.Contains("Extension", StringComparison.OrdinalIgnoreCase) && (said.Contains("INSTALL", StringComparison.OrdinalIgnoreCase) || said.Contains("not found", StringComparison.Ordinal))
            ? "Nothing is fetched from the network here. Install the extension once with the command duckdb (INSTALL name), or bring the file to this machine."
        : said.Contains("No files found", StringComparison.Ordinal) ? $"Relative paths begin at {Environment.CurrentDirectory}."
        : said.Contains("lock on file", StringComparison.Ordinal) ? "Another program writes to this database: close it there, or read a copy."
        : said.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase) ? "Ask for fewer columns or rows, or close other programs."
        : null;
}
