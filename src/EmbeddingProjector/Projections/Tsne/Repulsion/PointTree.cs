namespace EmbeddingProjector.Projections.Tsne.Repulsion;

/// <summary>
/// A quadtree or octree over points in curve order, in one array: a cell, then everything below it. A walk goes to the next entry to
/// open a cell and to <see cref="Node.Next"/> to pass it by, so it needs no stack.
/// </summary>
internal sealed unsafe class PointTree : IDisposable
{
    private const int LeafSize = 8;
    private const int FloatsPerNode = 8;

    private AlignedBuffer? _nodes;
    private CurveOrder _order = null!;

    /// <summary>Cells in the tree.</summary>
    public int Count { get; private set; }

    /// <summary>The cells, <c>[count]</c>, the root first.</summary>
    public Node* Nodes => (Node*)_nodes!.Start;

    /// <summary>Builds the tree over the points of an order, which must not change while it is used.</summary>
    public void Build(CurveOrder order)
    {
        _order = order;
        Count = 0;
        // Every cell with children has two or more, so there are fewer cells than twice the points.
        var most = Math.Max(1, 2L * order.Count);
        if (_nodes is null || _nodes.Length < most * FloatsPerNode)
        {
            _nodes?.Dispose();
            _nodes = new AlignedBuffer(most * FloatsPerNode);
        }

        if (order.Count > 0)
        {
            fixed (ulong* keys = order.Keys)
            {
                Add(keys, 0, order.Count, CurveOrder.Levels - 1);
            }
        }
    }

    public void Dispose() => _nodes?.Dispose();

    // Adds the cell of the points [first, end) and all below; they share all bits above `level`. Returns its box and sums.
    private Extent Add(ulong* keys, int first, int end, int level)
    {
        var at = Count++;

        // Levels at which all points are in the same quarter make no cell.
        while (level >= 0 && Digit(keys[first], level) == Digit(keys[end - 1], level))
        {
            level--;
        }

        Extent extent;
        if (end - first <= LeafSize || level < 0)
        {
            extent = Extent.Of(_order, first, end);
            extent.Write(Nodes + at, Count, first, end);
            return extent;
        }

        extent = Extent.Empty;
        for (var from = first; from < end;)
        {
            var to = EndOfDigit(keys, from, end, level);
            extent.Include(Add(keys, from, to, level - 1));
            from = to;
        }

        extent.Write(Nodes + at, Count, 0, 0);
        return extent;
    }

    private int Digit(ulong key, int level) => (int)(key >> (level * _order.BitsPerLevel)) & ((1 << _order.BitsPerLevel) - 1);

    private int EndOfDigit(ulong* keys, int first, int end, int level)
    {
        var digit = Digit(keys[first], level);
        var (low, high) = (first, end);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Digit(keys[middle], level) == digit ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>A cell: centre of mass, number of points, the square of its longest side, and where the walk goes on without it.</summary>
    /// <remarks>A leaf holds the points [First, End) of the order; for other cells both are 0.</remarks>
    internal struct Node
    {
        public float X;
        public float Y;
        public float Z;
        public float Mass;
        public float SquaredSize;
        public int Next;
        public int First;
        public int End;
    }

    private struct Extent
    {
        private double _sumX;
        private double _sumY;
        private double _sumZ;
        private int _count;
        private float _lowX;
        private float _highX;
        private float _lowY;
        private float _highY;
        private float _lowZ;
        private float _highZ;

        public static Extent Empty => new()
        {
            _lowX = float.MaxValue,
            _lowY = float.MaxValue,
            _lowZ = float.MaxValue,
            _highX = float.MinValue,
            _highY = float.MinValue,
            _highZ = float.MinValue,
        };

        public static Extent Of(CurveOrder order, int first, int end)
        {
            float* px = order.X, py = order.Y, pz = order.Z;
            var extent = Empty;
            for (var at = first; at < end; at++)
            {
                var (x, y, z) = (px[at], py[at], pz[at]);
                extent._sumX += x;
                extent._sumY += y;
                extent._sumZ += z;
                extent._lowX = Math.Min(extent._lowX, x);
                extent._lowY = Math.Min(extent._lowY, y);
                extent._lowZ = Math.Min(extent._lowZ, z);
                extent._highX = Math.Max(extent._highX, x);
                extent._highY = Math.Max(extent._highY, y);
                extent._highZ = Math.Max(extent._highZ, z);
            }

            extent._count = end - first;
            return extent;
        }

        public void Include(in Extent other)
        {
            _sumX += other._sumX;
            _sumY += other._sumY;
            _sumZ += other._sumZ;
            _count += other._count;
            _lowX = Math.Min(_lowX, other._lowX);
            _lowY = Math.Min(_lowY, other._lowY);
            _lowZ = Math.Min(_lowZ, other._lowZ);
            _highX = Math.Max(_highX, other._highX);
            _highY = Math.Max(_highY, other._highY);
            _highZ = Math.Max(_highZ, other._highZ);
        }

        public readonly void Write(Node* node, int next, int first, int end)
        {
            var side = Math.Max(_highX - _lowX, Math.Max(_highY - _lowY, _highZ - _lowZ));
            node->X = (float)(_sumX / _count);
            node->Y = (float)(_sumY / _count);
            node->Z = (float)(_sumZ / _count);
            node->Mass = _count;
            node->SquaredSize = side * side;
            node->Next = next;
            node->First = first;
            node->End = end;
        }
    }
}
