using System.Runtime.CompilerServices;
using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// Σccᵀ over the centred rows c, in their squared unit, as an operator that never forms the d × d matrix: v ↦ Xᵀ(Xv) with X <c>[n, d]</c>,
/// in float32 products summed in float64. A product reads the data twice and costs 4nd operations for each of up to 48 vectors.
/// </summary>
/// <remarks>
/// First Y = XV by chunks of rows, then XᵀY by strips of columns, each strip over all rows in order: no sum depends on the number of threads.
/// </remarks>
internal sealed unsafe class DataOperator(CentredRows data, int threads) : ISymmetricOperator
{
    private const int Width = PanelProduct.GroupRows;
    private const int Chunk = PanelProduct.DepthStep;
    private const int ChunkPanels = Chunk / PanelProduct.PanelRows;
    private const int PanelStride = Chunk * PanelProduct.PanelRows;
    private const int ChunksInFloat32 = 8;

    private readonly int _n = data.RowCount;

    public int Size => data.ColumnCount;

    public int BlockWidth => Width;

    public void Multiply(double[] v, double[] av, CancellationToken cancellationToken)
    {
        using var y = new AlignedBuffer((long)Chunks(_n) * Chunk * Width);
        using var group = new AlignedBuffer((long)Chunks(Size) * Chunk * Width);
        for (var first = 0; first < v.Length / Size; first += Width)
        {
            var count = Math.Min(Width, (v.Length / Size) - first);
            Load(v, first, count, group);
            ParallelBlocks.For(Chunks(_n), threads, () =>
            {
                var (rows, panels, products) = (new float[PanelProduct.PanelRows * Chunk], Panels(), Products());
                return chunk => Project(chunk, group, rows, panels.Start, products.Start, y);
            }, cancellationToken);
            ParallelBlocks.For(Chunks(Size), threads, () =>
            {
                var (sums, panels, products) = (new double[Chunk * Width], Panels(), Products());
                return strip => Return(strip, y, panels.Start, products.Start, sums, av, first, count);
            }, cancellationToken);
        }
    }

    private static AlignedBuffer Panels() => new(Chunk * Chunk);

    private static AlignedBuffer Products() => new(Chunk * Width);

    private static int Chunks(int length) => (length + Chunk - 1) / Chunk;

    // Three panels [Chunk, 16] for each chunk of elements.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Load(double[] v, int first, int count, AlignedBuffer group)
    {
        for (var j = 0; j < count; j++)
        {
            for (var k = 0; k < Size; k++)
            {
                group.Start[Place(k, j)] = (float)v[((first + j) * Size) + k];
            }
        }

        for (var j = count; j < Width; j++)
        {
            for (var k = 0; k < Size; k++)
            {
                group.Start[Place(k, j)] = 0;
            }
        }
    }

    // Where element k of vector j lies among chunks of three panels.
    private static long Place(int k, int j) =>
        (k / Chunk * (long)(Chunk * Width)) + (j / PanelProduct.PanelRows * PanelStride)
        + (k % Chunk * PanelProduct.PanelRows) + (j % PanelProduct.PanelRows);

    // Y = XV for a chunk of rows; Y is stored as three panels [Chunk, 16], ready to be the group of the second product.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Project(int chunk, AlignedBuffer group, float[] rows, float* panels, float* products, AlignedBuffer y)
    {
        var (first, count) = (chunk * Chunk, Math.Min(Chunk, _n - (chunk * Chunk)));
        for (var part = 0; part < Chunks(Size); part++)
        {
            var (from, depth) = (part * Chunk, Math.Min(Chunk, Size - (part * Chunk)));
            for (var panel = 0; panel * PanelProduct.PanelRows < count; panel++)
            {
                var start = first + (panel * PanelProduct.PanelRows);
                var inPanel = Math.Min(PanelProduct.PanelRows, _n - start);
                for (var r = 0; r < inPanel; r++)
                {
                    data.Write(start + r, from, rows.AsSpan(r * Chunk, depth));
                }

                PanelPacking.Transpose(rows, Chunk, inPanel, depth, panels + (panel * PanelStride));
            }

            PanelProduct.Multiply(
                panels, ChunkPanels, PanelStride, group.Start + ((long)part * Chunk * Width), PanelStride, depth, products, Width, part > 0);
        }

        var target = y.Start + ((long)chunk * Chunk * Width);
        for (var r = 0; r < count; r++)
        {
            for (var j = 0; j < Width; j++)
            {
                target[Place(r, j)] = products[(r * Width) + j];
            }
        }
    }

    // XᵀY for a strip of columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Return(int strip, AlignedBuffer y, float* panels, float* products, double[] sums, double[] av, int first, int count)
    {
        var (from, width) = (strip * Chunk, Math.Min(Chunk, Size - (strip * Chunk)));
        var row = new float[Chunk];
        Array.Clear(sums);
        var summed = 0;
        for (var chunk = 0; chunk < Chunks(_n); chunk++)
        {
            var rows = Math.Min(Chunk, _n - (chunk * Chunk));
            for (var r = 0; r < rows; r++)
            {
                data.Write((chunk * Chunk) + r, from, row.AsSpan(0, width));
                PanelPacking.Spread(row, panels + (r * PanelProduct.PanelRows), PanelStride);
            }

            PanelProduct.Multiply(
                panels, ChunkPanels, PanelStride, y.Start + ((long)chunk * Chunk * Width), PanelStride, rows, products, Width, summed > 0);
            if (++summed == ChunksInFloat32 || chunk == Chunks(_n) - 1)
            {
                DoubleRows.Add(new ReadOnlySpan<float>(products, Chunk * Width), sums);
                summed = 0;
            }
        }

        for (var j = 0; j < count; j++)
        {
            for (var c = 0; c < width; c++)
            {
                av[((first + j) * Size) + from + c] = sums[(c * Width) + j];
            }
        }
    }
}
