namespace EmbeddingProjector.Projections.Tsne.Interpolation;

/// <summary>
/// The points sorted into bands of grid rows and, within a band, by grid column (a counting sort, stable). A band is the unit of work: two
/// bands that are not neighbors never share a node, and whatever is near a point lies in its band or the ones beside it, in a short range
/// of columns.
/// </summary>
internal sealed unsafe class BandOrder : IDisposable
{
    // A vector may read this far beyond the last point.
    private const int Overrun = 16;

    private int[] _start = [];
    private int[] _keys = [];
    private AlignedBuffer? _axes;
    private int _capacity;

    /// <summary>Rows of the grid in a band.</summary>
    public int RowsPerBand { get; private set; }

    /// <summary>How many bands.</summary>
    public int Bands { get; private set; }

    /// <summary>Columns of the grid.</summary>
    public int Columns { get; private set; }

    /// <summary>Which point stands at each place, <c>[n]</c>.</summary>
    public int[] Points { get; private set; } = [];

    /// <summary>First coordinates in this order.</summary>
    public float* X => _axes!.Start;

    /// <summary>Second coordinates in this order.</summary>
    public float* Y => _axes!.Start + _capacity;

    /// <summary>The places of a band from one column to another (exclusive).</summary>
    public (int First, int End) Range(int band, int firstColumn, int endColumn) =>
        (_start[(band * Columns) + firstColumn], _start[(band * Columns) + endColumn]);

    /// <summary>All places of a band.</summary>
    public (int First, int End) Range(int band) => Range(band, 0, Columns);

    /// <summary>Sorts the points of a layout.</summary>
    public void Sort(Layout layout, GridFrame frame, int rows, int columns, int rowsPerBand)
    {
        RowsPerBand = rowsPerBand;
        Bands = (rows + rowsPerBand - 1) / rowsPerBand;
        Columns = columns;
        var n = layout.Count;
        if (Points.Length != n)
        {
            Points = new int[n];
            _keys = new int[n];
            _capacity = layout.Capacity + Overrun;
            _axes?.Dispose();
            _axes = new AlignedBuffer(2L * _capacity);
        }

        if (_start.Length != (Bands * columns) + 2)
        {
            _start = new int[(Bands * columns) + 2];
        }

        // Counted two places on: after the prefix sum [key + 1] is where the key begins, and after filling where it ends.
        Array.Clear(_start);
        float* x = layout.Axis(0), y = layout.Axis(1);
        for (var i = 0; i < n; i++)
        {
            var key = (frame.Row(y[i], out _) / rowsPerBand * columns) + frame.Column(x[i], out _);
            _keys[i] = key;
            _start[key + 2]++;
        }

        for (var key = 2; key < _start.Length; key++)
        {
            _start[key] += _start[key - 1];
        }

        float* sortedX = X, sortedY = Y;
        for (var i = 0; i < n; i++)
        {
            var at = _start[_keys[i] + 1]++;
            Points[at] = i;
            sortedX[at] = x[i];
            sortedY[at] = y[i];
        }
    }

    public void Dispose() => _axes?.Dispose();
}
