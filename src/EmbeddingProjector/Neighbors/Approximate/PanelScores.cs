using System.Numerics;
using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// Offers all columns of a group of panels to the candidates of up to eight rows: score = offset − 2 × product, and whatever is below the
/// worst of a list enters it. One instance belongs to one thread.
/// </summary>
internal sealed unsafe class PanelScores
{
    private readonly float[] _products = GC.AllocateArray<float>(GatheredProducts.RowsAtOnce * GatheredProducts.FullWidth, pinned: true);
    private readonly nint[] _rows = GC.AllocateArray<nint>(GatheredProducts.RowsAtOnce, pinned: true);
    private readonly int[] _lists = new int[GatheredProducts.RowsAtOnce];
    private readonly int[] _leftOut = new int[GatheredProducts.RowsAtOnce];
    private int _count;

    /// <summary>Forgets the rows.</summary>
    public void Clear() => _count = 0;

    /// <summary>Whether eight rows are in.</summary>
    public bool IsFull => _count == GatheredProducts.RowsAtOnce;

    /// <summary>Adds a row: its vector, the list that its candidates go to and the row that must not become one (−1 for none).</summary>
    public void Add(float* vector, int list, int leftOut)
    {
        _rows[_count] = (nint)vector;
        _lists[_count] = list;
        _leftOut[_count++] = leftOut;
    }

    /// <summary>Offers a group whose first row has the number <paramref name="firstRow"/>.</summary>
    public void Offer(PanelSet panels, int group, int firstRow, CandidateLists into)
    {
        if (_count == 0)
        {
            return;
        }

        // The kernel always multiplies eight rows: what is missing is the last one again, and is not looked at.
        for (var r = _count; r < GatheredProducts.RowsAtOnce; r++)
        {
            _rows[r] = _rows[_count - 1];
        }

        var columns = panels.PaddedCount(group);
        for (var column = 0; column < columns; column += GatheredProducts.FullWidth)
        {
            OfferPanel(panels, group, column, Math.Min(GatheredProducts.FullWidth, columns - column), firstRow + column, into);
        }
    }

    private void OfferPanel(PanelSet panels, int group, int column, int width, int firstRow, CandidateLists into)
    {
        fixed (float* products = _products)
        fixed (nint* rows = _rows)
        {
            GatheredProducts.Multiply((float**)rows, panels.Panel(group, column), width, panels.Dimensions, products);
            var offsets = panels.Offsets(group, column);
            var minusTwo = Vector512.Create(-2f);
            for (var r = 0; r < _count; r++)
            {
                var worst = Vector512.Create(into.Worst(_lists[r]));
                for (var c = 0; c < width; c += 16)
                {
                    var place = products + (r * width) + c;
                    var score = Vector512.FusedMultiplyAdd(minusTwo, Vector512.Load(place), Vector512.Load(offsets + c));
                    var less = Vector512.LessThan(score, worst).ExtractMostSignificantBits();
                    if (less != 0)
                    {
                        score.Store(place);
                        Insert(less, place, firstRow + c, into, _lists[r], _leftOut[r]);
                        worst = Vector512.Create(into.Worst(_lists[r]));
                    }
                }
            }
        }
    }

    private static void Insert(ulong less, float* scores, int firstRow, CandidateLists into, int list, int leftOut)
    {
        var listScores = into.Scores(list);
        var listRows = into.Rows(list);
        for (; less != 0; less &= less - 1)
        {
            var at = BitOperations.TrailingZeroCount(less);
            if (scores[at] < listScores[^1] && firstRow + at != leftOut)
            {
                CandidateLists.Insert(listScores, listRows, scores[at], firstRow + at);
            }
        }
    }
}
