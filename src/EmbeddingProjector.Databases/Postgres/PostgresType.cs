using EmbeddingProjector.Databases.Relations;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>A type of the catalog, and what a column of it can be used for.</summary>
/// <param name="DisplayName">As PostgreSQL writes it.</param>
/// <param name="Name">The name of the type beneath a domain.</param>
/// <param name="Category">pg_type.typcategory.</param>
/// <param name="Schema">Where it is defined.</param>
/// <param name="Element">The name of the type of its elements, for arrays.</param>
internal sealed record PostgresType(string DisplayName, string Name, char Category, string Schema, string Element)
{
    /// <summary>A column of this type.</summary>
    public PostgresColumn Column(string name, string? typeName)
    {
        var sql = ColumnNames.Quote(name);
        var (use, element, encoding) = Kind();
        // Sparse vectors are sent as full ones, and decimal numbers as float64.
        var value = Name == "sparsevec" ? $"{sql}::{ColumnNames.Quote(Schema)}.vector" : Element == "numeric" ? $"{sql}::float8[]" : sql;
        var present = use == ColumnUse.Vector && encoding == VectorEncoding.Array ? $"cardinality({sql}) > 0" : $"{sql} IS NOT NULL";
        return new(name, use, typeName ?? DisplayName, element, encoding, value, present, TextOf(sql));
    }

    // JSON has times by ISO 8601, with the T between.
    private string TextOf(string sql) => Name is "timestamp" or "timestamptz" ? $"(to_json({sql}) #>> '{{}}')" : $"{sql}::text";

    private (ColumnUse Use, string Element, VectorEncoding Encoding) Kind() => (Name, Element, Category) switch
    {
        ("vector" or "sparsevec", _, 'U') => (ColumnUse.Vector, "float32", VectorEncoding.Vector),
        ("halfvec", _, 'U') => (ColumnUse.Vector, "float16", VectorEncoding.HalfVector),
        (_, "float4", _) => (ColumnUse.Vector, "float32", VectorEncoding.Array),
        (_, "float8" or "numeric", _) => (ColumnUse.Vector, "float64", VectorEncoding.Array),
        (_, "int2", _) => (ColumnUse.Vector, "int16", VectorEncoding.Array),
        (_, "int4", _) => (ColumnUse.Vector, "int32", VectorEncoding.Array),
        (_, "int8", _) => (ColumnUse.Vector, "int64", VectorEncoding.Array),
        ("int2" or "int4" or "int8", _, _) => (ColumnUse.Number, Name switch { "int2" => "int16", "int4" => "int32", _ => "int64" }, VectorEncoding.Array),
        ("float4", _, _) => (ColumnUse.Number, "float32", VectorEncoding.Array),
        ("float8" or "numeric", _, _) => (ColumnUse.Number, "float64", VectorEncoding.Array),
        ("bytea" or "tsvector" or "tsquery", _, _) or (_, _, 'A' or 'C' or 'P') => (ColumnUse.Other, "", VectorEncoding.Array),
        _ => (ColumnUse.Text, "", VectorEncoding.Array),
    };
}
