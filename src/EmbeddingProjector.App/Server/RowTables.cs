using System.Security.Cryptography;
using EmbeddingProjector.App.Wire;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// The tables of rows that pages look at: which rows, in which order. Each is computed once and kept while there is room, so that a page of it is
/// a copy of a few cells, however many rows there are. The same rows in the same order are the same table, whoever asks.
/// </summary>
internal sealed class RowTables
{
    private const int MostTables = 64;
    private const long MostBytes = 256L << 20;

    private readonly Lock _gate = new();
    private readonly LinkedList<(string Id, int[] Order)> _tables = [];

    /// <summary>The table of these rows in the order of a column; made when there is none.</summary>
    /// <param name="use">The data set.</param>
    /// <param name="column">The index of the column; null for the number of the row.</param>
    /// <param name="descending">Whether the largest comes first.</param>
    /// <param name="rows">Which rows; null for all.</param>
    /// <exception cref="ApiException">404 for a column that there is not.</exception>
    public TableJson Make(DatasetUse use, int? column, bool descending, RowMask? rows)
    {
        var columns = use.Data.Metadata?.Columns ?? [];
        if (column is { } index && (uint)index >= (uint)columns.Count)
        {
            throw ApiException.NotFound(columns.Count == 0
                ? "This data set has no metadata: rows are known by their number."
                : $"There is no column {index}: columns are 0 to {columns.Count - 1}.");
        }

        var id = ETags.Digest(string.Join(
            '\0', "table", use.Dataset.Id, use.Data.MetadataVersion, $"{column}", $"{descending}",
            rows is null ? "" : Convert.ToHexStringLower(SHA256.HashData(rows.Bits))));
        if (Known(id) is { } known)
        {
            return new TableJson(id, known.Length);
        }

        var order = RowOrder.By(use.Data.Vectors.RowCount, column is null ? null : columns[column.Value], descending, rows);
        lock (_gate)
        {
            _tables.AddFirst((id, order));
            var bytes = _tables.Sum(table => (long)table.Order.Length * sizeof(int));
            while (_tables.Count > 1 && (bytes > MostBytes || _tables.Count > MostTables))
            {
                bytes -= (long)_tables.Last!.Value.Order.Length * sizeof(int);
                _tables.RemoveLast();
            }
        }

        return new TableJson(id, order.Length);
    }

    /// <summary>The rows of a table in its order.</summary>
    /// <exception cref="ApiException">409 when it had to make room.</exception>
    public int[] Get(string id) =>
        Known(id) ?? throw ApiException.Conflict("This table is not kept any more.", "Make it again.");

    private int[]? Known(string id)
    {
        lock (_gate)
        {
            for (var node = _tables.First; node is not null; node = node.Next)
            {
                if (node.Value.Id == id)
                {
                    _tables.Remove(node);
                    _tables.AddFirst(node);
                    return node.Value.Order;
                }
            }

            return null;
        }
    }
}
