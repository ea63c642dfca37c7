using EmbeddingProjector.Databases.Relations;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>What the catalogs of a server say of its tables. Names go into SQL only as the catalogs have them, in quotes.</summary>
internal sealed class PostgresCatalog(PostgresAddress address, PostgresSession session, CancellationToken cancellationToken)
{
    private const string VectorTypes = "('vector', 'halfvec', 'sparsevec')";
    private const string NumberTypes = "('float4', 'float8', 'int2', 'int4', 'int8', 'numeric')";

    // Partitions are read through the table that they are parts of.
    private const string Visible =
        "c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'";

    private List<Table> Tables() => session.Query(
        $"SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text, c.reltuples::float8 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE {Visible} ORDER BY 2, 3",
        r => new Table(r.GetFieldValue<uint>(0), r.GetString(1), r.GetString(2), r.GetString(3)[0], (long)r.GetDouble(4)), null, cancellationToken);

    private List<(uint Table, string Column)> VectorColumns() => session.Query(
        $"""
        SELECT c.oid, format('%I (%s)', a.attname, format_type(a.atttypid, a.atttypmod))
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
        LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
        WHERE {Visible} AND a.attnum > 0 AND NOT a.attisdropped AND (b.typname IN {VectorTypes} OR e.typname IN {NumberTypes})
        ORDER BY n.nspname, c.relname, a.attnum
        """,
        r => (r.GetFieldValue<uint>(0), r.GetString(1)), null, cancellationToken);

    /// <summary>Which of the tables is meant.</summary>
    public TableChoice<Table> Choice()
    {
        var all = Tables();
        var byId = all.ToDictionary(t => t.Id);
        return new(address.Name, all, [.. VectorColumns().Where(c => byId.ContainsKey(c.Table)).Select(c => (byId[c.Table], c.Column + byId[c.Table].Estimate))]);
    }

    /// <summary>A table with its columns and its key.</summary>
    public PostgresRelation Describe(Table table)
    {
        var where = $"table \"{table.Display}\"";
        var columns = session.Query(
            "SELECT attname::text, atttypid, format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            r => (Name: r.GetString(0), Type: r.GetFieldValue<uint>(1), TypeName: r.GetString(2)), where, cancellationToken, table.Id);
        var types = Types([.. columns.Select(c => c.Type)]);
        return new(
            table.Display, where, table.Qualified, [.. columns.Select(c => types[c.Type].Column(c.Name, c.TypeName))], Key(table, where), table.KindName);
    }

    /// <summary>A query with its columns. It is not run.</summary>
    public PostgresRelation Describe(string query)
    {
        const string Where = "the query";
        // The line ends keep a comment at its end from swallowing what follows.
        var from = $"(\n{query.TrimEnd(';', ' ', '\t', '\r', '\n')}\n) AS projector_query";
        var columns = session.Describe($"SELECT * FROM {from}", Where, cancellationToken);
        var types = Types([.. columns.Select(c => c.Type)]);
        return new(null, Where, from, [.. columns.Select(c => types[c.Type].Column(c.Name, null))], [], "query");
    }

    private List<KeyColumn> Key(Table table, string where)
    {
        var key = session.Query(
            """
            SELECT a.attname::text, format_type(a.atttypid, a.atttypmod)
            FROM pg_catalog.pg_index i CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
            WHERE i.indrelid = $1 AND i.indisprimary AND i.indisvalid AND k.place <= i.indnkeyatts ORDER BY k.place
            """,
            r => new KeyColumn(r.GetString(0), r.GetString(1)), where, cancellationToken, table.Id);
        return key.Count > 0 ? key : table.Kind is 'r' or 'm' ? [KeyColumn.Place] : [];
    }

    private Dictionary<uint, PostgresType> Types(uint[] ids) => session.Query(
        """
        SELECT t.oid, format_type(t.oid, NULL), b.typname::text, b.typcategory::text, n.nspname::text, coalesce(e.typname::text, '')
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
        JOIN pg_catalog.pg_namespace n ON n.oid = b.typnamespace LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
        WHERE t.oid = ANY($1)
        """,
        r => (Id: r.GetFieldValue<uint>(0), Type: new PostgresType(r.GetString(1), r.GetString(2), r.GetString(3)[0], r.GetString(4), r.GetString(5))),
        null, cancellationToken, [ids]).ToDictionary(t => t.Id, t => t.Type);

    /// <summary>A table or view.</summary>
    /// <param name="Id">Its number in the catalog.</param>
    /// <param name="Schema">Its schema.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">Its kind, a letter of pg_class.relkind.</param>
    /// <param name="EstimatedRows">About how many rows it has; negative when nobody has counted.</param>
    internal sealed record Table(uint Id, string Schema, string Name, char Kind, long EstimatedRows) : TableName("public", Schema, Name)
    {
        /// <summary>", about 1,200 rows".</summary>
        public string Estimate => EstimatedRows > 0 ? $", about {EstimatedRows:N0} rows" : "";

        /// <summary>"table", "view" …</summary>
        public string KindName => Kind switch
        {
            'v' => "view",
            'm' => "materialized view",
            'f' => "foreign table",
            'p' => "partitioned table",
            _ => "table",
        };
    }
}
