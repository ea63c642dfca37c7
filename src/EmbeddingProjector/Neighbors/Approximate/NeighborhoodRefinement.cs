using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// "A neighbor of a neighbor is likely to be a neighbor": each row looks at the neighbors of its neighbors and of the rows that have it
/// as a neighbor (Dong, Moses and Li, "Efficient k-nearest neighbor graph construction for generic similarity measures", WWW 2011). A row
/// reads the lists as they were when the round began and writes only its own, so that the outcome does not depend on the order or the
/// threads.
/// </summary>
internal sealed unsafe class NeighborhoodRefinement(SearchRows rows, CandidateLists candidates, int width)
{
    private const int RowsPerTask = 256;

    /// <summary>Does one round; returns how many entries it changed.</summary>
    public long Round(int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var lists = new int[rows.Count * width];
        for (var i = 0; i < rows.Count; i++)
        {
            candidates.Rows(i)[..width].CopyTo(lists.AsSpan(i * width, width));
        }

        var reverse = ReverseLists.Of(lists, rows.Count, width);
        var tasks = (rows.Count + RowsPerTask - 1) / RowsPerTask;
        var changed = 0L;
        ParallelBlocks.For(
            tasks,
            threads,
            () =>
            {
                var seen = new int[rows.Count];
                seen.AsSpan().Fill(-1);
                var found = new List<int>();
                return task =>
                {
                    var sum = 0L;
                    for (var i = task * RowsPerTask; i < Math.Min(rows.Count, (task + 1) * RowsPerTask); i++)
                    {
                        Collect(i, lists, reverse, seen, found);
                        sum += Offer(i, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found));
                    }

                    Interlocked.Add(ref changed, sum);
                };
            },
            cancellationToken,
            progress);
        return changed;
    }

    private void Collect(int row, int[] lists, ReverseLists reverse, int[] seen, List<int> found)
    {
        found.Clear();
        seen[row] = row;
        foreach (var known in candidates.Rows(row))
        {
            if (known >= 0)
            {
                seen[known] = row;
            }
        }

        foreach (var near in lists.AsSpan(row * width, width))
        {
            if (near >= 0)
            {
                CollectFrom(near, row, lists, seen, found);
            }
        }

        foreach (var near in reverse.Of(row))
        {
            if (seen[near] != row)
            {
                seen[near] = row;
                found.Add(near);
            }

            CollectFrom(near, row, lists, seen, found);
        }
    }

    private void CollectFrom(int near, int row, int[] lists, int[] seen, List<int> found)
    {
        foreach (var candidate in lists.AsSpan(near * width, width))
        {
            if (candidate >= 0 && seen[candidate] != row)
            {
                seen[candidate] = row;
                found.Add(candidate);
            }
        }
    }

    private long Offer(int row, ReadOnlySpan<int> found)
    {
        var scores = candidates.Scores(row);
        var into = candidates.Rows(row);
        var changed = 0L;
        var x = rows.Row(row);
        for (var i = 0; i < found.Length; i++)
        {
            var score = rows.Offset[found[i]] - (2 * Dot(x, rows.Row(found[i]), rows.Stride));
            if (score < scores[^1])
            {
                CandidateLists.Insert(scores, into, score, found[i]);
                changed++;
            }
        }

        return changed;
    }

    internal static float Dot(float* x, float* y, int stride)
    {
        Vector512<float> a = default, b = default;
        var k = 0;
        for (; k + 32 <= stride; k += 32)
        {
            a = Vector512.FusedMultiplyAdd(Vector512.Load(x + k), Vector512.Load(y + k), a);
            b = Vector512.FusedMultiplyAdd(Vector512.Load(x + k + 16), Vector512.Load(y + k + 16), b);
        }

        if (k < stride)
        {
            a = Vector512.FusedMultiplyAdd(Vector512.Load(x + k), Vector512.Load(y + k), a);
        }

        return Vector512.Sum(a + b);
    }
}

/// <summary>For each row the rows that have it in their list: at most as many as a list holds, those that hold it nearest first.</summary>
internal sealed class ReverseLists
{
    private readonly int[] _rows;
    private readonly int[] _counts;
    private readonly int _width;

    private ReverseLists(int[] rows, int[] counts, int width)
    {
        _rows = rows;
        _counts = counts;
        _width = width;
    }

    public ReadOnlySpan<int> Of(int row) => _rows.AsSpan(row * _width, _counts[row]);

    public static ReverseLists Of(int[] lists, int count, int width)
    {
        var rows = new int[count * width];
        var counts = new int[count];
        for (var rank = 0; rank < width; rank++)
        {
            for (var i = 0; i < count; i++)
            {
                var near = lists[(i * width) + rank];
                if (near >= 0 && counts[near] < width)
                {
                    rows[(near * width) + counts[near]++] = i;
                }
            }
        }

        return new ReverseLists(rows, counts, width);
    }
}
