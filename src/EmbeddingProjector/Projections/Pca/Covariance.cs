using System.Runtime.CompilerServices;
using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// Σccᵀ over the centred rows c, <c>[d, d]</c>, in their squared unit. Products are float32 over chunks of 128 centred rows; a thousand rows at most are
/// summed before float64 takes over.
/// </summary>
/// <remarks>
/// A chunk is packed with the columns as the vectors of <see cref="PanelProduct"/> and the rows as their elements. Sums are kept by tile and, where
/// there are few tiles, by lane: chunk c of a band belongs to a fixed lane, and lanes are added in order at the end.
/// </remarks>
internal sealed unsafe class Covariance : IDisposable
{
    private const int ChunkRows = PanelProduct.DepthStep;
    private const int ChunksInFloat32 = 8;
    private const int TasksWanted = 48;
    private const int MaximumLanes = 16;
    private const int PanelStride = ChunkRows * PanelProduct.PanelRows;

    private readonly CentredRows _rows;
    private readonly int _threads;
    private readonly CovarianceTiles _tiles;
    private readonly int _lanes;
    private readonly double[]?[] _sums;
    private readonly AlignedBuffer _packed;

    /// <summary>Prepares for bands of at most <paramref name="bandRows"/> rows.</summary>
    public Covariance(CentredRows rows, int bandRows, int threads)
    {
        (_rows, _threads) = (rows, threads);
        _tiles = new CovarianceTiles(rows.ColumnCount);
        _lanes = Math.Clamp(TasksWanted / _tiles.All.Count, 1, MaximumLanes);
        _sums = new double[_lanes * _tiles.All.Count][];
        _packed = new AlignedBuffer((bandRows + ChunkRows - 1L) / ChunkRows * ChunkStride);
    }

    private int ChunkStride => _tiles.Panels * PanelStride;

    /// <summary>Takes rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1; called in order.</summary>
    public void Add(int first, int count, CancellationToken cancellationToken)
    {
        var chunks = (count + ChunkRows - 1) / ChunkRows;
        ParallelBlocks.For(
            chunks,
            _threads,
            () =>
            {
                var row = new float[_tiles.Panels * PanelProduct.PanelRows];
                return chunk => Pack(first + (chunk * ChunkRows), Math.Min(ChunkRows, count - (chunk * ChunkRows)), row, chunk);
            },
            cancellationToken);
        ParallelBlocks.For(
            _sums.Length,
            _threads,
            () =>
            {
                var products = new AlignedBuffer(CovarianceTiles.MaximumPanels * PanelProduct.PanelRows * PanelProduct.GroupRows);
                return task => AddTile(task, chunks, count, products.Start);
            },
            cancellationToken);
    }

    /// <summary>The sums, both triangles filled.</summary>
    public double[] Symmetric()
    {
        var d = _rows.ColumnCount;
        var result = new double[checked(d * d)];
        for (var t = 0; t < _tiles.All.Count; t++)
        {
            var tile = _tiles.All[t];
            for (var lane = 0; lane < _lanes; lane++)
            {
                if (_sums[(lane * _tiles.All.Count) + t] is { } sums)
                {
                    Place(tile, sums, result, d);
                }
            }
        }

        for (var i = 0; i < d; i++)
        {
            for (var j = i + 1; j < d; j++)
            {
                result[(j * d) + i] = result[(i * d) + j];
            }
        }

        return result;
    }

    public void Dispose() => _packed.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(int first, int count, float[] row, int chunk)
    {
        for (var r = 0; r < count; r++)
        {
            _rows.Write(first + r, 0, row.AsSpan(0, _rows.ColumnCount));
            var target = _packed.Start + ((long)chunk * ChunkStride) + (r * PanelProduct.PanelRows);
            PanelPacking.Spread(row, target, PanelStride);
        }
    }

    private void AddTile(int task, int chunks, int rows, float* products)
    {
        var (lane, t) = Math.DivRem(task, _tiles.All.Count);
        var tile = _tiles.All[t];
        var end = (int)((lane + 1L) * chunks / _lanes);
        var summed = 0;
        for (var chunk = (int)((long)lane * chunks / _lanes); chunk < end; chunk++)
        {
            var start = _packed.Start + ((long)chunk * ChunkStride);
            PanelProduct.Multiply(
                start + (tile.FirstPanel * PanelStride), tile.Panels, PanelStride,
                start + (tile.Group * PanelProduct.GroupPanels * PanelStride), PanelStride,
                Math.Min(ChunkRows, rows - (chunk * ChunkRows)), products, PanelProduct.GroupRows, summed > 0);
            if (++summed == ChunksInFloat32 || chunk == end - 1)
            {
                DoubleRows.Add(
                    new ReadOnlySpan<float>(products, tile.Rows * PanelProduct.GroupRows),
                    _sums[task] ??= new double[tile.Rows * PanelProduct.GroupRows]);
                summed = 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Place(CovarianceTiles.Tile tile, double[] sums, double[] result, int d)
    {
        for (var r = 0; r < tile.Rows; r++)
        {
            var i = tile.FirstRow + r;
            var from = Math.Max(tile.FirstColumn, i);
            var to = Math.Min(d, tile.FirstColumn + PanelProduct.GroupRows);
            if (from < to)
            {
                DoubleRows.Add(
                    1, sums.AsSpan((r * PanelProduct.GroupRows) + from - tile.FirstColumn, to - from), result.AsSpan((i * d) + from, to - from));
            }
        }
    }
}
