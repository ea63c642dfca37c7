namespace EmbeddingProjector.Quality;

/// <summary>Nearest points and ranks on a map, among the rows that are measured.</summary>
internal sealed class MapRanks
{
    private readonly double[] _coordinates;
    private readonly int[] _rows;
    private readonly int[] _places;
    private readonly int _dimensions;

    /// <summary>The map, and the rows of it that count, ascending.</summary>
    public MapRanks(Positions map, int[] rows)
    {
        _rows = rows;
        _dimensions = map.Dimensions;
        _coordinates = new double[_dimensions * rows.Length];
        _places = new int[map.RowCount];
        Array.Fill(_places, -1);
        for (var place = 0; place < rows.Length; place++)
        {
            _places[rows[place]] = place;
            for (var axis = 0; axis < _dimensions; axis++)
            {
                _coordinates[(axis * rows.Length) + place] = map.Row(rows[place])[axis];
            }
        }
    }

    /// <summary>Whether a row has a place on a map.</summary>
    public static Predicate<int> Placed(Positions map) => row =>
    {
        foreach (var coordinate in map.Row(row))
        {
            if (!float.IsFinite(coordinate))
            {
                return false;
            }
        }

        return true;
    };

    /// <summary>Room for one thread.</summary>
    public Block NewBlock() => new(this);

    /// <summary>The squared distances of one point to all.</summary>
    internal sealed class Block(MapRanks ranks)
    {
        private readonly double[] _squares = new double[ranks._rows.Length];

        /// <summary>Computes the distances of a row; its own is +∞.</summary>
        public void Load(int row)
        {
            var n = ranks._rows.Length;
            var self = ranks._places[row];
            Array.Clear(_squares);
            for (var axis = 0; axis < ranks._dimensions; axis++)
            {
                var plane = ranks._coordinates.AsSpan(axis * n, n);
                var from = plane[self];
                for (var place = 0; place < plane.Length; place++)
                {
                    var difference = plane[place] - from;
                    _squares[place] += difference * difference;
                }
            }

            _squares[self] = double.PositiveInfinity;
        }

        /// <summary>The nearest rows, nearest first; equal distances in order of row.</summary>
        public int[] Nearest(int count)
        {
            var (places, limit) = (new int[count], double.PositiveInfinity);
            var found = 0;
            for (var place = 0; place < _squares.Length; place++)
            {
                if (_squares[place] >= limit || double.IsPositiveInfinity(_squares[place]))
                {
                    continue;
                }

                var at = found < count ? found++ : count - 1;
                for (; at > 0 && _squares[places[at - 1]] > _squares[place]; at--)
                {
                    places[at] = places[at - 1];
                }

                places[at] = place;
                limit = found == count ? _squares[places[count - 1]] : limit;
            }

            return [.. places.AsSpan(0, found).ToArray().Select(place => ranks._rows[place])];
        }

        /// <summary>The rank of a row: one more than the number of rows that are nearer.</summary>
        public int Rank(int row) => CountBelow.Of(_squares, _squares[ranks._places[row]]) + 1;
    }
}
