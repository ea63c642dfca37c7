namespace EmbeddingProjector.Databases;

/// <summary>What a person asks of a database.</summary>
public sealed record DatabaseRequest
{
    /// <summary>"postgres://…" or a DuckDB file; null for a query over files.</summary>
    public string? Address { get; init; }

    /// <summary>The table, as "name" or "schema.name", each part in double quotes where it needs them; null for the only one with vectors.</summary>
    public string? Table { get; init; }

    /// <summary>A SELECT whose rows are read in the place of a table.</summary>
    public string? Query { get; init; }

    /// <summary>A condition in SQL that the rows must meet.</summary>
    public string? Where { get; init; }

    /// <summary>What to write so that rows must meet a condition too: a part of the query, or the option with all conditions in it.</summary>
    internal string Leaving(string condition)
    {
        if (Query is not null)
        {
            return $"WHERE {condition}";
        }

        var whole = Where is null ? condition : $"({Where}) AND {condition}";
        return $"--where '{whole.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    /// <summary>The column of vectors, or the columns of numbers that make one; null to find them.</summary>
    public IReadOnlyList<string>? Vector { get; init; }

    /// <summary>The columns that become metadata; null for all that are one text or number.</summary>
    public IReadOnlyList<string>? Metadata { get; init; }

    /// <summary>Whether all tables with vectors are listed where none is named; otherwise more than one is an error that lists them.</summary>
    public bool ListsAllTables { get; init; }
}
