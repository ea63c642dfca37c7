namespace EmbeddingProjector.Facets;

/// <summary>
/// The rows that pass several filters at once, one a column. A byte a row remembers which filter alone keeps it out, so that what each
/// column would show without its own filter is known from one pass over the rows (the idea of Square's Crossfilter, 2012).
/// </summary>
public sealed class FilteredRows
{
    private const byte Several = byte.MaxValue;

    /// <summary>The most filters at once.</summary>
    public const int MostFilters = 200;

    // 0 where a row passes all, the number of the filter from 1 where one alone keeps it out.
    private readonly byte[] _keptOutBy;
    private readonly Dictionary<int, byte> _filterOf = [];

    /// <summary>Filters rows.</summary>
    /// <param name="metadata">The columns; null where there are none.</param>
    /// <param name="rowCount">n.</param>
    /// <param name="filters">The filters; none let all rows pass.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">A column that there is not, two filters of one column, or what <see cref="ColumnFilter"/> refuses.</exception>
    public FilteredRows(MetadataTable? metadata, int rowCount, IReadOnlyList<ColumnFilter> filters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filters);
        if (filters.Count > MostFilters)
        {
            throw new ArgumentException($"{filters.Count:N0} filters are too many: at most {MostFilters} work at once.");
        }

        RowCount = rowCount;
        _keptOutBy = new byte[rowCount];
        for (var i = 0; i < filters.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var column = Column(metadata, filters[i].Column);
            var number = (byte)(i + 1);
            if (!_filterOf.TryAdd(filters[i].Column, number))
            {
                throw new ArgumentException($"Column \"{column.Name}\" has two filters; one column takes one.");
            }

            var passing = filters[i].Passing(column);
            var codes = column.Codes;
            for (var row = 0; row < codes.Length; row++)
            {
                if (!(codes[row] < 0 ? filters[i].Missing : passing[codes[row]]))
                {
                    _keptOutBy[row] = _keptOutBy[row] == 0 ? number : Several;
                }
            }
        }
    }

    /// <summary>n, passing or not.</summary>
    public int RowCount { get; }

    /// <summary>How many rows pass every filter.</summary>
    public int Count => _keptOutBy.AsSpan().Count((byte)0);

    /// <summary>The rows that pass every filter.</summary>
    public RowMask ToMask() => RowMask.Where(RowCount, row => _keptOutBy[row] == 0);

    /// <summary>For each distinct value of a column how many rows have it, and how many of these pass the filters of all other columns.</summary>
    internal Counts CountsOf(int index, MetadataColumn column)
    {
        var own = _filterOf.GetValueOrDefault(index);
        var codes = column.Codes;
        var (all, kept) = (new int[column.Values.Count], new int[column.Values.Count]);
        var (missing, missingKept) = (0, 0);
        for (var row = 0; row < codes.Length; row++)
        {
            var passes = _keptOutBy[row] == 0 || _keptOutBy[row] == own ? 1 : 0;
            if (codes[row] < 0)
            {
                missing++;
                missingKept += passes;
            }
            else
            {
                all[codes[row]]++;
                kept[codes[row]] += passes;
            }
        }

        return new Counts(all, kept, missing, missingKept);
    }

    internal static MetadataColumn Column(MetadataTable? metadata, int index)
    {
        var columns = metadata?.Columns ?? [];
        return (uint)index < (uint)columns.Count
            ? columns[index]
            : throw new ArgumentException(columns.Count == 0
                ? "There are no columns: rows are known by their number."
                : $"There is no column {index}: columns are 0 to {columns.Count - 1}.");
    }

    /// <param name="All">Rows of each distinct value <c>[m]</c>.</param>
    /// <param name="Kept">Of these, those that pass the filters of other columns <c>[m]</c>.</param>
    /// <param name="Missing">Rows without a value.</param>
    /// <param name="MissingKept">Of these, those that pass the filters of other columns.</param>
    internal sealed record Counts(int[] All, int[] Kept, int Missing, int MissingKept);
}
