namespace EmbeddingProjector;

/// <summary>Rows in the order of a column, for tables. Counting by rank: the work follows the number of rows, whatever the values are.</summary>
public static class RowOrder
{
    /// <summary>The rows of a set in the order of a column; rows of equal values in order of row, rows without a value last.</summary>
    /// <param name="rowCount">n.</param>
    /// <param name="column">The column; null for the number of the row.</param>
    /// <param name="descending">Whether the largest value comes first.</param>
    /// <param name="rows">Which rows; null for all.</param>
    /// <exception cref="ArgumentException">The column or the set has another number of rows.</exception>
    public static int[] By(int rowCount, MetadataColumn? column, bool descending, RowMask? rows = null)
    {
        Require(rowCount, column?.RowCount, "column");
        Require(rowCount, rows?.RowCount, "set of rows");
        var order = new int[rows?.Count ?? rowCount];
        if (column is null)
        {
            var next = 0;
            for (var i = 0; i < rowCount; i++)
            {
                var row = descending ? rowCount - 1 - i : i;
                if (rows is null || rows[row])
                {
                    order[next++] = row;
                }
            }

            return order;
        }

        var codes = column.Codes;
        var ranks = column.Ranks;
        var last = ranks.Length;
        var begins = new int[last + 2];
        for (var row = 0; row < rowCount; row++)
        {
            if (rows is null || rows[row])
            {
                begins[Place(codes[row], ranks, descending) + 1]++;
            }
        }

        for (var place = 1; place < begins.Length; place++)
        {
            begins[place] += begins[place - 1];
        }

        for (var row = 0; row < rowCount; row++)
        {
            if (rows is null || rows[row])
            {
                order[begins[Place(codes[row], ranks, descending)]++] = row;
            }
        }

        return order;
    }

    private static int Place(int code, ReadOnlySpan<int> ranks, bool descending) =>
        code < 0 ? ranks.Length : descending ? ranks.Length - 1 - ranks[code] : ranks[code];

    private static void Require(int rowCount, int? found, string what)
    {
        if (found is { } count && count != rowCount)
        {
            throw new ArgumentException($"The {what} has {count:N0} rows, the table {rowCount:N0}.");
        }
    }
}
