using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Neighbors;

/// <summary>
/// Exact neighbors of all rows. Dot products are computed in square tiles, each once: a tile serves its rows and, transposed, its columns.
/// They yield, for each row, a proven superset of its neighbors, of which float64 sums over the raw vectors choose: so the result is that
/// of the definition, whatever the number of threads and the order of tiles.
/// </summary>
internal sealed unsafe class AllRowsSearch
{
    /// <summary>Rows of a tile: two tiles of packed rows and their products fit the second-level cache.</summary>
    private const int TileRows = 5 * PanelProduct.GroupRows;

    // Of the whole, when d is a hundred or so; only progress depends on it.
    private const double ShareOfTiles = 0.95;

    private readonly VectorTable _vectors;
    private readonly RowNorms _norms;
    private readonly DistanceMetric _metric;
    private readonly int _wanted;
    private readonly PackedRows _packed;
    private readonly CandidateRows[] _tiles;

    private AllRowsSearch(VectorTable vectors, RowNorms norms, DistanceMetric metric, int wanted, PackedRows packed)
    {
        (_vectors, _norms, _metric, _wanted, _packed) = (vectors, norms, metric, wanted, packed);
        _tiles = new CandidateRows[(packed.Rows.Length + TileRows - 1) / TileRows];
        for (var tile = 0; tile < _tiles.Length; tile++)
        {
            _tiles[tile] = new CandidateRows(packed, tile * TileRows, Count(tile), wanted);
        }
    }

    /// <summary>Fills <paramref name="indices"/> and <paramref name="distances"/> <c>[n, count]</c>.</summary>
    public static void Run(
        VectorTable vectors, RowNorms norms, DistanceMetric metric, int count, int threads, int[] indices, float[] distances,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(count, Math.Max(0, vectors.RowCount - 1));
        using var packed = PackedRows.Pack(vectors, norms, metric, threads, cancellationToken);
        var search = new AllRowsSearch(vectors, norms, metric, wanted, packed);
        if (wanted > 0)
        {
            search.ScanTiles(threads, progress, cancellationToken);
        }

        search.Rank(count, threads, indices, distances, progress, cancellationToken);
        progress?.Report(1);
    }

    private void ScanTiles(int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var pairs = checked((int)(_tiles.Length * (_tiles.Length + 1L) / 2));
        ParallelBlocks.For(
            pairs,
            threads,
            () =>
            {
                var products = new AlignedBuffer(TileRows * TileRows);
                return pair => Scan(TilePairs.At(pair, _tiles.Length), products.Start);
            },
            cancellationToken,
            progress is null ? null : new Part(progress, 0, ShareOfTiles));
    }

    private void Scan((int Row, int Column) tile, float* products)
    {
        var (rows, columns) = (Count(tile.Row), Count(tile.Column));
        Multiply(tile, rows, columns, products);
        var (firstRow, firstColumn) = (tile.Row * TileRows, tile.Column * TileRows);
        if (tile.Row == tile.Column)
        {
            for (var i = 0; i < rows; i++)
            {
                products[i * (TileRows + 1)] = float.NegativeInfinity;
            }
        }
        else
        {
            lock (_tiles[tile.Column])
            {
                TileScan.OfferRows(products, TileRows, rows, columns, _packed.HalfNorms + firstRow, firstRow, _tiles[tile.Column]);
            }
        }

        lock (_tiles[tile.Row])
        {
            TileScan.OfferColumns(products, TileRows, rows, columns, _packed.HalfNorms + firstColumn, firstColumn, _tiles[tile.Row]);
        }
    }

    private void Multiply((int Row, int Column) tile, int rows, int columns, float* products)
    {
        var a = _packed.Panel(tile.Row * (TileRows / PanelProduct.PanelRows));
        var b = _packed.Panel(tile.Column * (TileRows / PanelProduct.PanelRows));
        var panels = (rows + PanelProduct.PanelRows - 1) / PanelProduct.PanelRows;
        var stride = _packed.PanelStride;
        for (var k = 0; k < _packed.Depth; k += PanelProduct.DepthStep)
        {
            var depth = Math.Min(PanelProduct.DepthStep, _packed.Depth - k);
            var at = (nint)k * PanelProduct.PanelRows;
            for (var column = 0; column < columns; column += PanelProduct.GroupRows)
            {
                var group = b + (column / PanelProduct.PanelRows * stride);
                PanelProduct.Multiply(a + at, panels, stride, group + at, stride, depth, products + column, TileRows, k > 0);
            }
        }
    }

    private void Rank(
        int count, int threads, int[] indices, float[] distances, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Array.Fill(indices, -1);
        Array.Fill(distances, float.PositiveInfinity);
        ParallelBlocks.For(
            _tiles.Length,
            threads,
            () =>
            {
                var nearest = new NearestRows(_wanted);
                return tile =>
                {
                    for (var i = 0; i < Count(tile); i++)
                    {
                        var row = _packed.Rows[(tile * TileRows) + i];
                        Offer(_tiles[tile], i, row, nearest);
                        nearest.Drain(indices.AsSpan(row * count, count), distances.AsSpan(row * count, count));
                    }
                };
            },
            cancellationToken,
            progress is null ? null : new Part(progress, ShareOfTiles, 1));
        if (_metric == DistanceMetric.Cosine)
        {
            RankZeroRows(count, indices, distances);
        }
    }

    private void Offer(CandidateRows candidates, int i, int row, NearestRows nearest)
    {
        var x = _vectors.Row(row);
        var squared = _norms.Squared[row];
        if (candidates.IsCrowded(i))
        {
            RowScan.Offer(_vectors, _norms, _metric, x, squared, row, 0, _vectors.RowCount, nearest);
            return;
        }

        foreach (var candidate in candidates.Finish(i))
        {
            var other = _packed.Rows[candidate];
            nearest.Offer(RowScan.Distance(_metric, x, squared, _vectors.Row(other), _norms.Squared[other]), other);
        }

        // Zero rows have no place in the space of directions; all are at distance 1, so the first k of them are enough.
        if (_metric == DistanceMetric.Cosine)
        {
            foreach (var zero in _norms.Unusable.ZeroRows.Take(_wanted))
            {
                nearest.Offer(1, zero);
            }
        }
    }

    private void RankZeroRows(int count, int[] indices, float[] distances)
    {
        var finite = Enumerable.Range(0, _vectors.RowCount).Where(_norms.IsFinite).Take(_wanted + 1).ToArray();
        foreach (var row in _norms.Unusable.ZeroRows)
        {
            var at = row * count;
            foreach (var other in finite.Where(other => other != row).Take(_wanted))
            {
                (indices[at], distances[at++]) = (other, 1);
            }
        }
    }

    private int Count(int tile) => Math.Min(TileRows, _packed.Rows.Length - (tile * TileRows));

    private sealed class Part(IProgress<double> whole, double from, double to) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + ((to - from) * value));
    }
}
