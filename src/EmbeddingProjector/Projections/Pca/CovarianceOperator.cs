using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// A symmetric matrix in float64, packed once into panels of eight rows for <see cref="SymmetricBlockProduct"/> and multiplied many times.
/// </summary>
internal sealed unsafe class CovarianceOperator : ISymmetricOperator
{
    private const int PanelRows = SymmetricBlockProduct.Rows;
    private const int Width = SymmetricBlockProduct.Columns;
    private const int PanelsPerTask = 4;
    private const int ParallelFrom = 256;

    private readonly double[] _panels;
    private readonly int _threads;

    /// <summary>Packs <paramref name="a"/> <c>[d, d]</c>, both triangles filled; it is not kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CovarianceOperator(double[] a, int d, int threads)
    {
        Size = d;
        _threads = d >= ParallelFrom ? threads : 1;
        _panels = new double[checked((d + PanelRows - 1) / PanelRows * PanelRows * d)];
        for (var i = 0; i < d; i++)
        {
            var panel = _panels.AsSpan(i / PanelRows * PanelRows * d);
            for (var k = 0; k < d; k++)
            {
                panel[(k * PanelRows) + (i % PanelRows)] = a[(i * d) + k];
            }
        }
    }

    public int Size { get; }

    public int BlockWidth => Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(double[] v, double[] av, CancellationToken cancellationToken)
    {
        var block = new double[Size * Width];
        for (var first = 0; first < v.Length / Size; first += Width)
        {
            var vectors = Math.Min(Width, (v.Length / Size) - first);
            for (var j = 0; j < vectors; j++)
            {
                for (var k = 0; k < Size; k++)
                {
                    block[(k * Width) + j] = v[((first + j) * Size) + k];
                }
            }

            MultiplyBlock(block, av, first, vectors, cancellationToken);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyBlock(double[] block, double[] av, int first, int vectors, CancellationToken cancellationToken)
    {
        var panels = (Size + PanelRows - 1) / PanelRows;
        ParallelBlocks.For(
            (panels + PanelsPerTask - 1) / PanelsPerTask,
            _threads,
            task =>
            {
                var product = stackalloc double[PanelRows * Width];
                var end = Math.Min(panels, (task + 1) * PanelsPerTask);
                for (var panel = task * PanelsPerTask; panel < end; panel++)
                {
                    fixed (double* a = &_panels[panel * PanelRows * Size], b = block)
                    {
                        SymmetricBlockProduct.Multiply(a, b, Size, product);
                    }

                    var rows = Math.Min(PanelRows, Size - (panel * PanelRows));
                    for (var j = 0; j < vectors; j++)
                    {
                        for (var r = 0; r < rows; r++)
                        {
                            av[((first + j) * Size) + (panel * PanelRows) + r] = product[(r * Width) + j];
                        }
                    }
                }
            },
            cancellationToken);
    }
}
