using EmbeddingProjector.Databases.Relations;

namespace EmbeddingProjector.Databases.Duck;

/// <summary>A column of DuckDB as it is asked for in SQL.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Use">What it can be used for.</param>
/// <param name="TypeName">Its type as DuckDB writes it.</param>
/// <param name="ElementType">The type of its numbers.</param>
/// <param name="ValueSql">Its vector, a flat list of FLOAT or DOUBLE; "" where it is none.</param>
/// <param name="TextSql">The cell as text.</param>
internal sealed record DuckColumn(string Name, ColumnUse Use, string TypeName, string ElementType, string ValueSql, string TextSql)
    : RelationColumn(Name, Use, TypeName, ElementType)
{
    private static readonly Dictionary<string, string> _numbers = new(StringComparer.Ordinal)
    {
        ["TINYINT"] = "int8",
        ["SMALLINT"] = "int16",
        ["INTEGER"] = "int32",
        ["BIGINT"] = "int64",
        ["HUGEINT"] = "float64",
        ["UTINYINT"] = "uint8",
        ["USMALLINT"] = "uint16",
        ["UINTEGER"] = "uint32",
        ["UBIGINT"] = "uint64",
        ["UHUGEINT"] = "float64",
        ["FLOAT"] = "float32",
        ["DOUBLE"] = "float64",
        ["DECIMAL"] = "float64",
    };

    private static readonly string[] _texts = ["VARCHAR", "BOOLEAN", "DATE", "TIME", "TIMESTAMP", "INTERVAL", "UUID", "ENUM", "JSON"];

    /// <summary>Whether its vector comes as float32; as float64 otherwise.</summary>
    public bool IsFloat32 => ElementType == "float32";

    /// <summary>A column of a type as DESCRIBE writes it: "FLOAT[384]", "DECIMAL(10,2)", "INTEGER[][]".</summary>
    public static DuckColumn Of(string name, string type)
    {
        var sql = ColumnNames.Quote(name);
        var text = type.StartsWith("TIMESTAMP", StringComparison.Ordinal) ? $"replace({sql}::VARCHAR, ' ', 'T')" : $"{sql}::VARCHAR";
        var element = type;
        var depth = 0;
        for (; element.EndsWith(']') && element.LastIndexOf('[') is > 0 and var at; depth++)
        {
            element = element[..at];
        }

        var word = Word(element);
        if (depth > 0)
        {
            return _numbers.TryGetValue(word, out var number) && element.Length - word.Length is var rest && (rest == 0 || word == "DECIMAL")
                ? new(name, ColumnUse.Vector, type, number, List(sql, number, depth), text) : new(name, ColumnUse.Other, type, "", "", text);
        }

        return _numbers.TryGetValue(word, out var kind) ? new(name, ColumnUse.Number, type, kind, "", text)
            : new(name, Array.Exists(_texts, t => word.StartsWith(t, StringComparison.Ordinal)) ? ColumnUse.Text : ColumnUse.Other, type, "", "", text);
    }

    /// <summary>The same column of text, read as the numbers that stand in brackets in it.</summary>
    public DuckColumn AsList() => this with { Use = ColumnUse.Vector, ElementType = "float64", ValueSql = List(ColumnNames.Quote(Name), "float64", 1) };

    // float32 stays as it is; all else becomes float64, which has no number that is too large for it. Lists of lists are laid flat.
    private static string List(string sql, string element, int depth)
    {
        var value = $"{sql}::{(element == "float32" ? "FLOAT" : "DOUBLE")}{string.Concat(Enumerable.Repeat("[]", depth))}";
        for (; depth > 1; depth--)
        {
            value = $"flatten({value})";
        }

        return value;
    }

    private static string Word(string type)
    {
        var end = type.AsSpan().IndexOfAny("( ");
        return end < 0 ? type : type[..end];
    }
}
