namespace EmbeddingProjector.Databases.Relations;

/// <summary>What a column of a table or query can be used for.</summary>
internal enum ColumnUse
{
    /// <summary>Several numbers a row.</summary>
    Vector,

    /// <summary>One number a row.</summary>
    Number,

    /// <summary>One text, date or truth value a row.</summary>
    Text,

    /// <summary>Bytes, lists of texts, records: not shown unless it is asked for.</summary>
    Other,
}

/// <summary>A column of a table or query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Use">What it can be used for.</param>
/// <param name="TypeName">Its type in the words of the database.</param>
/// <param name="ElementType">The type of its numbers in numpy's words; "" where it has none.</param>
internal record RelationColumn(string Name, ColumnUse Use, string TypeName, string ElementType);

/// <summary>Columns that make one vector a row: one of vectors, or several of one number each.</summary>
/// <param name="Name">What the tensor is called.</param>
/// <param name="Columns">The columns.</param>
internal sealed record RelationVector(string Name, IReadOnlyList<RelationColumn> Columns)
{
    /// <summary>Whether the numbers stand in one column.</summary>
    public bool IsOneColumn => Columns is [{ Use: ColumnUse.Vector }];

    /// <summary>The type of the numbers.</summary>
    public string ElementType => Columns.Select(c => c.ElementType).Distinct().ToList() is [var only] ? only : "float64";
}
