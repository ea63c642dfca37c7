using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Quality;

/// <summary>
/// Nearest rows and exact ranks in the space of the vectors. Float32 products of whole blocks give every distance with a proven bound of
/// its error; where the bounds do not decide which of two rows is nearer, float64 sums over the raw vectors do.
/// </summary>
internal sealed unsafe class SpaceRanks : IDisposable
{
    /// <summary>Rows of a block.</summary>
    public const int RowsAtOnce = PanelProduct.PanelRows;

    // The distance from a zero vector is exact, what is subtracted from it is rounded.
    private const float ZeroSlack = 1e-6f;

    private readonly VectorTable _vectors;
    private readonly DistanceMetric _metric;
    private readonly RowNorms _norms;
    private readonly PackedRows _packed;
    private readonly int[] _places;
    private readonly float[] _half;
    private readonly float[] _slack;
    private readonly bool[] _counts;

    private SpaceRanks(VectorTable vectors, DistanceMetric metric, RowNorms norms, PackedRows packed, Predicate<int> isPlaced)
    {
        (_vectors, _metric, _norms, _packed) = (vectors, metric, norms, packed);
        Rows = [.. Enumerable.Range(0, vectors.RowCount).Where(row => norms.IsFinite(row) && isPlaced(row))];
        var zeros = Rows.Where(row => metric == DistanceMetric.Cosine && norms.Squared[row] == 0).ToArray();

        // Places: packed rows first, then the zero vectors, which have no direction and are at cosine distance 1, D = 2, from all.
        Columns = packed.Rows.Length;
        PlacedRows = [.. packed.Rows, .. zeros];
        _places = new int[vectors.RowCount];
        Array.Fill(_places, -1);
        _half = new float[PlacedRows.Length];
        _slack = new float[PlacedRows.Length];
        _counts = new bool[PlacedRows.Length];
        for (var place = 0; place < PlacedRows.Length; place++)
        {
            _places[PlacedRows[place]] = place;
            _counts[place] = isPlaced(PlacedRows[place]);
            if (place >= Columns)
            {
                _slack[place] = ZeroSlack;
            }
            else
            {
                var half = packed.SquaredNorm(place) / 2;
                _half[place] = (float)half;
                // Half as much again for the rounding of what is added here.
                _slack[place] = (float)((1.5 * packed.RelativeError * half) + (1.5 * packed.AbsoluteError));
            }
        }
    }

    /// <summary>The rows that have distances and a place on the map, ascending.</summary>
    public int[] Rows { get; }

    private int Columns { get; }

    private int[] PlacedRows { get; }

    /// <summary>Prepares a table.</summary>
    public static SpaceRanks Of(
        VectorTable vectors, DistanceMetric metric, Predicate<int> isPlaced, int threads, CancellationToken cancellationToken)
    {
        var norms = RowNorms.Of(vectors, threads, cancellationToken);
        var packed = PackedRows.Pack(vectors, norms, metric, threads, cancellationToken);
        return new SpaceRanks(vectors, metric, norms, packed, isPlaced);
    }

    /// <summary>Room for one thread.</summary>
    public Block NewBlock() => new(this);

    public void Dispose() => _packed.Dispose();

    /// <summary>
    /// Half distances of up to sixteen rows to all: D/2 = ‖c‖²/2 + ‖c′‖²/2 − c·c′ without the first term, which ranks do not need.
    /// </summary>
    internal sealed class Block
    {
        private readonly SpaceRanks _space;
        private readonly float[] _panelValues;
        private readonly float[] _productValues;
        private readonly float* _panel;
        private readonly float* _products;
        private readonly int _stride;
        private readonly float[] _values;
        private int[] _rows = [];
        private int _loaded = -1;

        public Block(SpaceRanks space)
        {
            _space = space;
            _stride = (space.Columns + PanelProduct.GroupRows - 1) / PanelProduct.GroupRows * PanelProduct.GroupRows;

            // Pinned arrays: the pointers stay true for as long as the block lives.
            _panelValues = GC.AllocateArray<float>((int)space._packed.PanelStride, pinned: true);
            _productValues = GC.AllocateArray<float>(RowsAtOnce * Math.Max(_stride, 1), pinned: true);
            _panel = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_panelValues));
            _products = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_productValues));
            _values = new float[space.PlacedRows.Length];
        }

        /// <summary>Computes the products of these rows with all.</summary>
        public void Load(ReadOnlySpan<int> rows)
        {
            _rows = rows.ToArray();
            _loaded = -1;
            var packed = _space._packed;
            Array.Clear(_panelValues);
            for (var r = 0; r < _rows.Length; r++)
            {
                var place = _space._places[_rows[r]];
                if (place < _space.Columns)
                {
                    var source = packed.Panel(place / RowsAtOnce) + (place % RowsAtOnce);
                    for (var k = 0; k < packed.Depth; k++)
                    {
                        _panel[(k * RowsAtOnce) + r] = source[k * RowsAtOnce];
                    }
                }
            }

            for (var column = 0; column < _space.Columns; column += PanelProduct.GroupRows)
            {
                var group = packed.Panel(column / PanelProduct.PanelRows);
                for (var k = 0; k < packed.Depth; k += PanelProduct.DepthStep)
                {
                    var at = (nint)k * PanelProduct.PanelRows;
                    PanelProduct.Multiply(
                        _panel + at, 1, packed.PanelStride, group + at, packed.PanelStride,
                        Math.Min(PanelProduct.DepthStep, packed.Depth - k), _products + column, _stride, k > 0);
                }
            }
        }

        /// <summary>The nearest rows of row <paramref name="at"/> of the block; equal distances in order of row.</summary>
        public int[] Nearest(int at, int count)
        {
            Select(at);
            var row = _rows[at];
            var limit = Limit(row, count);
            var nearest = new NearestRows(count);
            for (var place = 0; place < _values.Length; place++)
            {
                if (_values[place] - _space._slack[place] <= limit)
                {
                    var other = _space.PlacedRows[place];
                    nearest.Offer(_space.Distance(row, other), other);
                    if (nearest.Worst == 0 && _space._metric != DistanceMetric.Dot)
                    {
                        // Nothing is nearer, and rows to come lose a tie.
                        break;
                    }
                }
            }

            var rows = new int[nearest.Count];
            nearest.Drain(rows, new float[rows.Length]);
            return rows;
        }

        /// <summary>
        /// The rank of another row for row <paramref name="at"/> of the block: one more than the number of rows that are nearer.
        /// </summary>
        public int Rank(int at, int other)
        {
            Select(at);
            var row = _rows[at];
            var distance = _space.Distance(row, other);
            if (_space.IsLeast(row, distance))
            {
                return 1;
            }

            var place = _space._places[other];
            var slack = Slack(row) + _space._slack[place];
            var (most, least) = CountBelow.Between(_values, _space._slack, _values[place] + slack, _values[place] - slack);
            if (most == least)
            {
                return least + 1;
            }

            // What the bounds leave open is counted by true distances.
            var below = 0;
            for (var p = 0; p < _values.Length; p++)
            {
                if (_values[p] + _space._slack[p] < _values[place] - slack)
                {
                    below++;
                }
                else if (_values[p] - _space._slack[p] < _values[place] + slack)
                {
                    below += _space.Distance(row, _space.PlacedRows[p]) < distance ? 1 : 0;
                }
            }

            return below + 1;
        }

        // Every row whose upper bound is not above that of `count` others may be one of the nearest.
        private float Limit(int row, int count)
        {
            var uppers = new NearestRows(count);
            for (var place = 0; place < _values.Length; place++)
            {
                var upper = _values[place] + _space._slack[place];
                if (upper < uppers.Worst && float.IsFinite(upper))
                {
                    uppers.Offer(upper, place);
                }
            }

            return uppers.Worst + Slack(row);
        }

        private float Slack(int row)
        {
            var place = _space._places[row];
            return place < _space.Columns ? 2 * _space._slack[place] : 0;
        }

        private void Select(int at)
        {
            if (_loaded == at)
            {
                return;
            }

            _loaded = at;
            var self = _space._places[_rows[at]];
            var products = _products + ((long)at * _stride);
            var own = self < _space.Columns ? _space._half[self] : 0;
            for (var place = 0; place < _values.Length; place++)
            {
                // A zero vector is at D/2 = 1 from all, and all are from it.
                _values[place] = !_space._counts[place] ? float.PositiveInfinity
                    : self >= _space.Columns ? 1
                    : place >= _space.Columns ? 1 - own
                    : _space._half[place] - products[place];
            }

            _values[self] = float.PositiveInfinity;
        }
    }

    // Whether no distance of a row is below this one: 0 is the least there is, and a vector without direction has only one.
    private bool IsLeast(int row, float distance) =>
        _metric != DistanceMetric.Dot && (distance == 0 || (_metric == DistanceMetric.Cosine && _norms.Squared[row] == 0));

    private float Distance(int row, int other) =>
        RowScan.Distance(_metric, _vectors.Row(row), _norms.Squared[row], _vectors.Row(other), _norms.Squared[other]);
}
