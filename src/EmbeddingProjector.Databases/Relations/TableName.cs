namespace EmbeddingProjector.Databases.Relations;

/// <summary>The name of a table or view.</summary>
/// <param name="UsualSchema">The schema that need not be said.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name in it.</param>
internal record TableName(string UsualSchema, string Schema, string Name)
{
    /// <summary>In SQL.</summary>
    public string Qualified => $"{ColumnNames.Quote(Schema)}.{ColumnNames.Quote(Name)}";

    /// <summary>For people.</summary>
    public string Display => Schema == UsualSchema ? Name : $"{Schema}.{Name}";

    /// <summary>As it is given on a command line.</summary>
    public string Argument => Display.AsSpan().ContainsAny(" \"'$") ? $"'{(Schema == UsualSchema ? ColumnNames.Quote(Name) : Qualified)}'" : Display;
}

/// <summary>Which of several tables is meant.</summary>
/// <typeparam name="TTable">A table.</typeparam>
/// <param name="source">The name of the source, for errors.</param>
/// <param name="all">All tables and views.</param>
/// <param name="vectors">Those with columns of vectors, each with a description of these.</param>
internal sealed class TableChoice<TTable>(string source, IReadOnlyList<TTable> all, IReadOnlyList<(TTable Table, string Description)> vectors)
    where TTable : TableName
{
    /// <summary>The table that a person names.</summary>
    /// <exception cref="DataFormatException">There is none, or there are several.</exception>
    public TTable Named(string wanted)
    {
        var parts = ColumnNames.ParseQualified(wanted);
        // A table whose name holds a dot is found by its whole name.
        var found = all.Where(t => t.Name == wanted).ToList();
        found = found.Count > 0 ? found : parts switch
        {
            [var name] => Matching(all, name, t => t.Name),
            [var schema, var name] => Matching(Matching(all, schema, t => t.Schema), name, t => t.Name),
            _ => [],
        };
        return found switch
        {
            [var only] => only,
            [] => throw new DataFormatException(source, null, $"no table \"{wanted}\"", null, Remedy()),
            _ => found.Find(t => t.Schema == t.UsualSchema) ?? throw new DataFormatException(
                source, null, $"{found.Count:N0} tables \"{wanted}\"", null, $"Name one of {string.Join(", ", found.Select(t => t.Qualified))}."),
        };
    }

    /// <summary>The only table with vectors, or all of them.</summary>
    /// <exception cref="DataFormatException">There is none, or there are several and one is wanted.</exception>
    public IReadOnlyList<TTable> WithVectors(bool listsAll)
    {
        var found = vectors.Select(v => v.Table).Distinct().ToList();
        return found.Count == 0 ? throw new DataFormatException(source, null, "no table with a column of vectors", null, Remedy())
            : found.Count == 1 || listsAll ? found
            : throw new DataFormatException(source, null, $"{found.Count:N0} tables with vectors", "the name of one", Remedy());
    }

    private static List<TTable> Matching(IReadOnlyList<TTable> tables, string name, Func<TTable, string> of)
    {
        var exact = tables.Where(t => of(t) == name).ToList();
        return exact.Count > 0 ? exact : [.. tables.Where(t => string.Equals(of(t), name, StringComparison.OrdinalIgnoreCase))];
    }

    private string Remedy()
    {
        const int Shown = 20;
        var lines = vectors.GroupBy(v => v.Table, v => v.Description).Select(g => $"  --table {g.Key.Argument}   {string.Join(", ", g)}").ToList();
        return lines.Count == 0
            ? $"No table here has a column of vectors. Its tables: {ColumnNames.Some([.. all.Select(t => t.Display)], Shown)}."
            : $"Tables with vectors:\n{string.Join('\n', lines.Take(Shown))}{(lines.Count > Shown ? $"\n  and {lines.Count - Shown:N0} more" : "")}";
    }
}
