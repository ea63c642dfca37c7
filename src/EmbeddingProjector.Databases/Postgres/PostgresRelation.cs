using EmbeddingProjector.Databases.Relations;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>How the numbers of a column of vectors come over the wire.</summary>
internal enum VectorEncoding
{
    /// <summary>An array of numbers.</summary>
    Array,

    /// <summary>pgvector's <c>vector</c>.</summary>
    Vector,

    /// <summary>pgvector's <c>halfvec</c>.</summary>
    HalfVector,
}

/// <summary>A column as it is asked for in SQL.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Use">What it can be used for.</param>
/// <param name="TypeName">Its type as PostgreSQL writes it.</param>
/// <param name="ElementType">The type of its numbers.</param>
/// <param name="Encoding">How its vectors come.</param>
/// <param name="ValueSql">The vector.</param>
/// <param name="PresentSql">Whether there is one.</param>
/// <param name="TextSql">The cell as text.</param>
internal sealed record PostgresColumn(
    string Name, ColumnUse Use, string TypeName, string ElementType, VectorEncoding Encoding, string ValueSql, string PresentSql, string TextSql)
    : RelationColumn(Name, Use, TypeName, ElementType);

/// <summary>A part of what orders the rows, so that reading can go on behind one of them.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="TypeSql">Its type as PostgreSQL writes it.</param>
internal sealed record KeyColumn(string Name, string TypeSql)
{
    /// <summary>The place of a row in its table: what there is where there is no primary key.</summary>
    public static KeyColumn Place { get; } = new("ctid", "tid");

    /// <summary>The column in SQL, with its table: a bare name behind ORDER BY would be that of an output column.</summary>
    public string In(string table) => $"{table}.{(ReferenceEquals(this, Place) ? Name : ColumnNames.Quote(Name))}";
}

/// <summary>A table, a view or a query.</summary>
/// <param name="Name">What the names of its tensors begin with; null for a query.</param>
/// <param name="Where">"table \"items\"" or "the query", for errors.</param>
/// <param name="FromSql">What stands behind FROM.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Key">What orders its rows; empty where there is nothing.</param>
/// <param name="Kind">"table", "view" …</param>
internal sealed record PostgresRelation(
    string? Name, string Where, string FromSql, IReadOnlyList<PostgresColumn> Columns, IReadOnlyList<KeyColumn> Key, string Kind)
{
    /// <summary>Whether rows are told apart by where they lie alone.</summary>
    public bool IsKeyedByPlace => Key is [var only] && ReferenceEquals(only, KeyColumn.Place);
}

/// <summary>A vector of a relation: what is selected for it.</summary>
/// <param name="Columns">Its columns.</param>
internal sealed record PostgresVector(RelationVector Columns)
{
    private PostgresColumn First => (PostgresColumn)Columns.Columns[0];

    /// <summary>How it comes over the wire.</summary>
    public VectorEncoding Encoding => Columns.IsOneColumn ? First.Encoding : VectorEncoding.Array;

    /// <summary>The vector in SQL.</summary>
    public string ValueSql => Columns.IsOneColumn ? First.ValueSql
        : $"ARRAY[{string.Join(", ", Columns.Columns.Select(c => $"{ColumnNames.Quote(c.Name)}::float8"))}]";

    /// <summary>The condition that leaves out rows whose vectors have a NULL in them.</summary>
    public string WithoutNullsSql => Columns.IsOneColumn ? $"array_position({ColumnNames.Quote(First.Name)}, NULL) IS NULL"
        : $"num_nulls({string.Join(", ", Columns.Columns.Select(c => ColumnNames.Quote(c.Name)))}) = 0";

    /// <summary>Whether a row has one, in SQL.</summary>
    public string PresentSql => Columns.IsOneColumn ? First.PresentSql : "true";
}
