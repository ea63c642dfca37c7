namespace EmbeddingProjector;

/// <summary>What is known of each row besides its vector: n rows × named columns.</summary>
public sealed class MetadataTable
{
    /// <summary>A table of columns that all have <paramref name="rowCount"/> rows and different names.</summary>
    public MetadataTable(int rowCount, IReadOnlyList<MetadataColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            if (column.RowCount != rowCount)
            {
                throw new ArgumentException($"Column \"{column.Name}\" has {column.RowCount} rows, the table {rowCount}.", nameof(columns));
            }

            if (!names.Add(column.Name))
            {
                throw new ArgumentException($"Column \"{column.Name}\" appears twice.", nameof(columns));
            }
        }

        RowCount = rowCount;
        Columns = columns;
    }

    /// <summary>n, the number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The columns, in file order.</summary>
    public IReadOnlyList<MetadataColumn> Columns { get; }

    /// <summary>The column of that name, or null.</summary>
    public MetadataColumn? Column(string name) => Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    /// <summary>
    /// The column that labels a row by default: the first that is not numeric, else the first; null when there are none
    /// (the rule of the original projector).
    /// </summary>
    public MetadataColumn? DefaultLabel => Columns.FirstOrDefault(c => !c.IsNumeric) ?? (Columns.Count > 0 ? Columns[0] : null);
}
