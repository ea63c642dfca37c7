using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>The nearest of many centres for up to eight rows. One instance belongs to one thread.</summary>
internal sealed unsafe class NearestCenter
{
    private readonly float[] _products = GC.AllocateArray<float>(GatheredProducts.RowsAtOnce * GatheredProducts.FullWidth, pinned: true);
    private readonly nint[] _rows = GC.AllocateArray<nint>(GatheredProducts.RowsAtOnce, pinned: true);

    /// <summary>Finds them.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="which">The rows that ask, one to eight.</param>
    /// <param name="panels">The centres as one group.</param>
    /// <param name="nearest">Receives the centre of each; of equally near ones the first.</param>
    public void Find(SearchRows rows, ReadOnlySpan<int> which, PanelSet panels, Span<int> nearest)
    {
        for (var r = 0; r < GatheredProducts.RowsAtOnce; r++)
        {
            _rows[r] = (nint)rows.Row(which[Math.Min(r, which.Length - 1)]);
        }

        Span<Vector512<float>> best = stackalloc Vector512<float>[GatheredProducts.RowsAtOnce];
        Span<Vector512<int>> at = stackalloc Vector512<int>[GatheredProducts.RowsAtOnce];
        best.Fill(Vector512.Create(float.PositiveInfinity));
        at.Clear();
        var columns = panels.PaddedCount(0);
        for (var column = 0; column < columns; column += GatheredProducts.FullWidth)
        {
            Compare(panels, column, Math.Min(GatheredProducts.FullWidth, columns - column), which.Length, best, at);
        }

        for (var r = 0; r < which.Length; r++)
        {
            var lane = 0;
            for (var l = 1; l < Vector512<float>.Count; l++)
            {
                if (best[r][l] < best[r][lane] || (best[r][l] == best[r][lane] && at[r][l] < at[r][lane]))
                {
                    lane = l;
                }
            }

            nearest[r] = at[r][lane];
        }
    }

    private void Compare(PanelSet panels, int column, int width, int count, Span<Vector512<float>> best, Span<Vector512<int>> at)
    {
        fixed (float* products = _products)
        fixed (nint* rows = _rows)
        {
            GatheredProducts.Multiply((float**)rows, panels.Panel(0, column), width, panels.Dimensions, products);
            var minusTwo = Vector512.Create(-2f);
            for (var c = 0; c < width; c += Vector512<float>.Count)
            {
                var offset = Vector512.Load(panels.Offsets(0, column + c));
                var index = Vector512<int>.Indices + Vector512.Create(column + c);
                for (var r = 0; r < count; r++)
                {
                    var score = Vector512.FusedMultiplyAdd(minusTwo, Vector512.Load(products + (r * width) + c), offset);
                    var less = Vector512.LessThan(score, best[r]);
                    best[r] = Vector512.ConditionalSelect(less, score, best[r]);
                    at[r] = Vector512.ConditionalSelect(less.AsInt32(), index, at[r]);
                }
            }
        }
    }
}
