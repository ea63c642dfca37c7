namespace EmbeddingProjector.Formats.Arrow;

/// <summary>
/// Where the numbers of each row of a column lie in one batch. Rows are lists, lists of lists (which count as one), or single numbers; the numbers of a row
/// lie side by side in the innermost column, <see cref="Elements"/>.
/// </summary>
internal sealed class ArrowRows
{
    private readonly List<byte[]> _present = [];
    private readonly byte[]? _presentElements;

    // Row r lies from bound r to bound r + 1: multiples of a step, or a table.
    private long[]? _bounds;
    private long _step = 1;

    /// <param name="content">The buffers.</param>
    /// <param name="around">The structures around the column: where one of them is missing, the row is.</param>
    /// <param name="column">The column.</param>
    /// <param name="rows">The rows of the batch.</param>
    public ArrowRows(ArrowContent content, IEnumerable<ArrowArray> around, ArrowArray column, int rows)
    {
        Count = rows;
        foreach (var array in around.Append(column))
        {
            if (array.Length != rows)
            {
                throw Bad(array, $"{array.Length:N0} cells in a batch of {rows:N0} rows");
            }

            if (array.Missing > 0 && (!ReferenceEquals(array, column) || ArrowColumn.IsList(column.Field)))
            {
                _present.Add(Present(content, array));
            }
        }

        Elements = column;
        while (ArrowColumn.IsList(Elements.Field))
        {
            if (Elements.Missing > 0 && !ReferenceEquals(Elements, column))
            {
                throw Bad(Elements, $"{Elements.Missing:N0} of the lists inside of its lists are missing");
            }

            Inward(content, Elements);
            Elements = Elements.Children[0];
            Require();
        }

        _presentElements = Elements.Missing > 0 ? Present(content, Elements) : null;
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The innermost column, which holds the numbers.</summary>
    public ArrowArray Elements { get; }

    /// <summary>The element with which a row begins; for the number of rows, where the last one ends.</summary>
    public long Start(int row) => _bounds is null ? row * _step : _bounds[row];

    /// <summary>Whether a row is missing altogether.</summary>
    public bool IsMissing(int row) => _present.Exists(bits => !Bit(bits, row));

    /// <summary>How many elements of a row are missing.</summary>
    public int MissingElements(int row)
    {
        var missing = 0;
        for (var element = Start(row); _presentElements is not null && element < Start(row + 1); element++)
        {
            missing += HasElement(element) ? 0 : 1;
        }

        return missing;
    }

    /// <summary>Whether an element is there.</summary>
    public bool HasElement(long element) => _presentElements is null || Bit(_presentElements, element);

    /// <summary>Whether every row has exactly so many elements, none of them missing.</summary>
    public bool IsUniform(int length)
    {
        var uniform = _present.Count == 0 && _presentElements is null && (_bounds is not null || _step == length);
        for (var row = 0; uniform && _bounds is not null && row < Count; row++)
        {
            uniform = _bounds[row + 1] - _bounds[row] == length;
        }

        return uniform;
    }

    private void Inward(ArrowContent content, ArrowArray lists)
    {
        if (lists.Field.Type.Kind == ArrowKind.FixedSizeList)
        {
            var size = lists.Field.Type.Size;
            _step = size >= 0 && size <= Math.Max(1, lists.Children[0].Length) ? checked(_step * size) : throw Bad(lists, $"lists of {size:N0} elements over {lists.Children[0].Length:N0}");
            for (var i = 0; _bounds is not null && i < _bounds.Length; i++)
            {
                _bounds[i] *= size;
            }

            return;
        }

        // A column without rows may leave its offsets out.
        long[] offsets = lists.Length == 0 ? [0]
            : lists.Field.Type.Kind == ArrowKind.LargeList ? content.Read<long>(lists.Buffers[1], lists.Length + 1)
            : System.Array.ConvertAll(content.Read<int>(lists.Buffers[1], lists.Length + 1), o => (long)o);
        var bounds = new long[Count + 1];
        for (var row = 0; row <= Count; row++)
        {
            bounds[row] = offsets[checked((int)Start(row))];
        }

        _bounds = bounds;
    }

    private void Require()
    {
        var last = Start(0);
        for (var row = 1; row <= Count; row = _bounds is null ? Count + 1 : row + 1)
        {
            var next = Start(_bounds is null ? Count : row);
            if (last < 0 || next < last || next > Elements.Length)
            {
                throw Bad(Elements, $"the list of row {row - 1:N0} goes from element {last:N0} to {next:N0} of {Elements.Length:N0}");
            }

            last = next;
        }
    }

    private static byte[] Present(ArrowContent content, ArrowArray array) => content.Read(array.Buffers[0], (array.Length + 7) / 8);

    private static bool Bit(byte[] bits, long index) => ((bits[index >> 3] >> (int)(index & 7)) & 1) != 0;

    private static InvalidDataException Bad(ArrowArray array, string what) => new($"column \"{array.Field.Name}\": {what}");
}
