using System.CommandLine;
using System.CommandLine.Parsing;
using EmbeddingProjector.Databases;
using EmbeddingProjector.Databases.Relations;
using EmbeddingProjector.Formats;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Commands;

/// <summary>The options that say what of a database is read, or what DuckDB is to read of files.</summary>
internal sealed class DatabaseOptions
{
    /// <summary>The part of the manuals that tells of databases.</summary>
    public const string Manual =
        """
        PostgreSQL: the input is postgres://user@host:port/database. The password comes from PGPASSWORD or ~/.pgpass; a column of the type vector,
        halfvec or sparsevec (pgvector), an array of numbers, or several columns of numbers are vectors; the other columns become metadata.
        DuckDB: --query takes any SELECT over Parquet, CSV and JSON files ('reviews/*.parquet'), or over a .duckdb file that is the input.
        """;

    private readonly Option<string?> _table = new("--table") { Description = "The table or view of a database, NAME or SCHEMA.NAME; \"quoted\" where it must be.", HelpName = "name" };

    private readonly Option<string?> _vector = new("--vector")
    {
        Description = "Its column of vectors, or several columns of numbers separated by commas. Without it they are looked for.",
        HelpName = "column",
    };

    private readonly Option<string?> _query = new("--query") { Description = "A SELECT whose rows are read: in PostgreSQL, or by DuckDB over files.", HelpName = "sql" };

    private readonly Option<string?> _where = new("--where") { Description = "A condition in SQL that rows of the table must meet.", HelpName = "sql" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new[] { _table, _vector, _query, _where })
        {
            command.Add(option);
        }

        command.Validators.Add(r =>
        {
            if (r.GetValue(_query) is not null && (r.GetResult(_table) is not null || r.GetResult(_where) is not null))
            {
                r.AddError("--query takes the place of --table and --where: give either.");
            }
        });
    }

    /// <summary>Whether there is a query, which needs no other input.</summary>
    public bool HasQuery(CommandResult result) => result.GetValue(_query) is not null;

    /// <summary>The database that the command line means, or null when the input is a file or a directory.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="input">The input; null for a query alone.</param>
    /// <param name="metadata">What --metadata says.</param>
    /// <param name="listsAllTables">Whether all tables are listed where none is named.</param>
    /// <exception cref="DataFormatException">The address cannot be understood.</exception>
    public IVectorSource? Open(ParseResult result, string? input, string? metadata = null, bool listsAllTables = false)
    {
        var source = DatabaseSources.Open(new DatabaseRequest
        {
            Address = input,
            Table = result.GetValue(_table),
            Query = result.GetValue(_query),
            Where = result.GetValue(_where),
            Vector = result.GetValue(_vector) is { } vector ? ColumnNames.Parse(vector) : null,
            Metadata = metadata is null || MetadataFile(metadata) is not null ? null : ColumnNames.Parse(metadata),
            ListsAllTables = listsAllTables,
        });
        if (source is null && new[] { _table, _vector, _query, _where }.FirstOrDefault(o => result.GetResult(o) is not null) is { } option)
        {
            throw new ArgumentException($"{option.Name} belongs to a database: postgres://…, a .duckdb file, or --query alone.");
        }

        if (source is not null && input is not null && Credentials.Redact(input) != input)
        {
            result.InvocationConfiguration.Error.WriteLine(
                "note: whoever is on this machine can see the password of this command line. PGPASSWORD or ~/.pgpass keep it to yourself.");
        }

        return source;
    }

    /// <summary>The scanner of what the command line means: a database, a log directory, a file or a checkpoint.</summary>
    /// <exception cref="IOException">There is nothing of that name.</exception>
    /// <exception cref="DataFormatException">The address cannot be understood.</exception>
    public LogDirectoryScanner Scanner(ParseResult result, string? input, string? metadata, int? columns, string? metadataKey)
    {
        if (Open(result, input, metadata) is not { } source)
        {
            return VectorInput.Scanner(input!, metadata, columns, metadataKey);
        }

        return columns is null ? LogDirectoryScanner.ForSource(source, MetadataFile(metadata), metadataKey)
            : throw new ArgumentException("--columns belongs to a .bytes file; a database knows how long its vectors are.");
    }

    // Columns have names, files are there: a file of labels can be joined to a table too.
    private static string? MetadataFile(string? metadata) => File.Exists(metadata) ? metadata : null;
}
