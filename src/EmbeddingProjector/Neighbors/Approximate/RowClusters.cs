using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// Rows in groups of near ones: k-means (Lloyd's iteration on a sample, as for the inverted lists of Jégou, Douze and Schmid, "Product
/// quantization for nearest neighbor search", TPAMI 2011), then every row goes to its nearest centre. Groups that come out much larger
/// than the mean are cut in two across their longest extent until none is, so that no data makes the search quadratic.
/// </summary>
internal sealed unsafe class RowClusters : IDisposable
{
    private const int SampleRowsPerCluster = 40;

    private const int Iterations = 5;

    // A group of this many times the mean size is cut.
    private const int LargestGroup = 6;

    private RowClusters(int[] order, int[] groupFirst, AlignedBuffer centers, int stride)
    {
        Order = order;
        GroupFirst = groupFirst;
        Centers = centers;
        Stride = stride;
    }

    /// <summary>The rows, group after group; ascending inside a group.</summary>
    public int[] Order { get; }

    /// <summary>Where each group begins in <see cref="Order"/>, and the number of rows at the end.</summary>
    public int[] GroupFirst { get; }

    /// <summary>The mean of each group, <c>[groups, stride]</c>.</summary>
    public AlignedBuffer Centers { get; }

    /// <summary>The numbers from one centre to the next.</summary>
    public int Stride { get; }

    /// <summary>The number of groups.</summary>
    public int Count => GroupFirst.Length - 1;

    /// <summary>The group of the row at a place of <see cref="Order"/>.</summary>
    public int GroupOf(int place)
    {
        var at = Array.BinarySearch(GroupFirst, place);
        return at >= 0 ? at : ~at - 1;
    }

    public void Dispose() => Centers.Dispose();

    public static RowClusters Find(SearchRows rows, int clusters, ulong seed, int threads, CancellationToken cancellationToken)
    {
        var sample = CounterRandom.Sample(seed, rows.Count, (int)Math.Min(rows.Count, (long)clusters * SampleRowsPerCluster));
        using var centers = new AlignedBuffer((long)clusters * rows.Stride);
        for (var c = 0; c < clusters; c++)
        {
            Copy(rows.Row(sample[c]), centers.Start + ((long)c * rows.Stride), rows.Stride);
        }

        var assigned = new int[sample.Length];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            Assign(rows, sample, centers, clusters, assigned, threads, cancellationToken);
            Means(rows, sample, Grouped(assigned, clusters), centers, threads, cancellationToken);
        }

        var all = new int[rows.Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = i;
        }

        var group = new int[rows.Count];
        Assign(rows, all, centers, clusters, group, threads, cancellationToken);
        var groups = Cut(rows, Grouped(group, clusters));
        var means = new AlignedBuffer((long)groups.Count * rows.Stride);
        Means(rows, all, groups, means, threads, cancellationToken);
        var first = new int[groups.Count + 1];
        for (var g = 0; g < groups.Count; g++)
        {
            first[g + 1] = first[g] + groups[g].Length;
        }

        return new RowClusters([.. groups.SelectMany(g => g)], first, means, rows.Stride);
    }

    /// <summary>
    /// The centres as one group of panels over the first <paramref name="dimensions"/> coordinates; scores order them by
    /// distance.
    /// </summary>
    public PanelSet Panels(int dimensions, int threads, CancellationToken cancellationToken) =>
        CenterPanels(Centers.Start, Count, Stride, dimensions, threads, cancellationToken);

    private static PanelSet CenterPanels(
        float* centers, int count, int stride, int dimensions, int threads, CancellationToken cancellationToken)
    {
        var offsets = new float[count];
        for (var c = 0; c < count; c++)
        {
            var sum = 0d;
            for (var k = 0; k < stride; k++)
            {
                var value = (double)centers[((long)c * stride) + k];
                sum += value * value;
            }

            offsets[c] = (float)sum;
        }

        return new PanelSet(centers, stride, dimensions, [0, count], offsets, threads, cancellationToken);
    }

    private static void Assign(
        SearchRows rows, int[] which, AlignedBuffer centers, int clusters, int[] assigned, int threads, CancellationToken cancellationToken)
    {
        const int rowsPerTask = 128;
        using var panels = CenterPanels(centers.Start, clusters, rows.Stride, rows.StoredDimensions, threads, cancellationToken);
        ParallelBlocks.For(
            (which.Length + rowsPerTask - 1) / rowsPerTask,
            threads,
            () =>
            {
                var block = new NearestCenter();
                return task =>
                {
                    var end = Math.Min(which.Length, (task + 1) * rowsPerTask);
                    for (var i = task * rowsPerTask; i < end; i += GatheredProducts.RowsAtOnce)
                    {
                        var count = Math.Min(GatheredProducts.RowsAtOnce, end - i);
                        block.Find(rows, which.AsSpan(i, count), panels, assigned.AsSpan(i, count));
                    }
                };
            },
            cancellationToken);
    }

    /// <summary>For each cluster the places whose value it is, ascending.</summary>
    private static List<int[]> Grouped(int[] assigned, int clusters)
    {
        var counts = new int[clusters];
        foreach (var c in assigned)
        {
            counts[c]++;
        }

        var groups = new List<int[]>(clusters);
        foreach (var count in counts)
        {
            groups.Add(new int[count]);
        }

        counts.AsSpan().Clear();
        for (var i = 0; i < assigned.Length; i++)
        {
            groups[assigned[i]][counts[assigned[i]]++] = i;
        }

        return groups;
    }

    /// <summary>The mean of each group; an empty one keeps its centre.</summary>
    private static void Means(
        SearchRows rows, int[] which, List<int[]> groups, AlignedBuffer centers, int threads, CancellationToken cancellationToken)
    {
        ParallelBlocks.For(
            groups.Count,
            threads,
            g =>
            {
                if (groups[g].Length == 0)
                {
                    return;
                }

                var sum = new double[rows.Stride];
                foreach (var place in groups[g])
                {
                    Add(rows.Row(which[place]), sum);
                }

                var center = centers.Start + ((long)g * rows.Stride);
                for (var k = 0; k < sum.Length; k++)
                {
                    center[k] = (float)(sum[k] / groups[g].Length);
                }
            },
            cancellationToken);
    }

    private static void Add(float* row, Span<double> sum)
    {
        // The stride is a multiple of sixteen.
        for (var k = 0; k < sum.Length; k += Vector512<float>.Count)
        {
            var (lower, upper) = Vector512.Widen(Vector512.Load(row + k));
            (lower + Vector512.Create(sum[k..])).CopyTo(sum[k..]);
            (upper + Vector512.Create(sum[(k + Vector512<double>.Count)..])).CopyTo(sum[(k + Vector512<double>.Count)..]);
        }
    }

    /// <summary>Drops empty groups and cuts large ones.</summary>
    private static List<int[]> Cut(SearchRows rows, List<int[]> groups)
    {
        var full = groups.Count(g => g.Length > 0);
        var most = Math.Max(64, (int)Math.Min(int.MaxValue, (long)LargestGroup * rows.Count / Math.Max(1, full)));
        var result = new List<int[]>(full);
        var open = new Stack<int[]>();
        foreach (var group in groups)
        {
            open.Push(group);
            while (open.TryPop(out var g))
            {
                if (g.Length > most)
                {
                    var (near, far) = Halves(rows, g);
                    open.Push(far);
                    open.Push(near);
                }
                else if (g.Length > 0)
                {
                    result.Add(g);
                }
            }
        }

        return result;
    }

    /// <summary>Cuts a group at the median of its projection on the line from its first row to the row farthest from that.</summary>
    private static (int[] Near, int[] Far) Halves(SearchRows rows, int[] group)
    {
        var origin = rows.Row(group[0]);
        var far = group.MaxBy(i => SquaredDistance(origin, rows.Row(i), rows.StoredDimensions));
        var along = new float[group.Length];
        var order = new int[group.Length];
        for (var i = 0; i < group.Length; i++)
        {
            var row = rows.Row(group[i]);
            along[i] = SquaredDistance(origin, row, rows.StoredDimensions) - SquaredDistance(rows.Row(far), row, rows.StoredDimensions);
            order[i] = group[i];
        }

        Array.Sort(along, order);
        var half = order.Length / 2;
        var (left, right) = (order[..half], order[half..]);
        Array.Sort(left);
        Array.Sort(right);
        return (left, right);
    }

    private static float SquaredDistance(float* x, float* y, int d)
    {
        var sum = 0f;
        for (var k = 0; k < d; k++)
        {
            var difference = x[k] - y[k];
            sum += difference * difference;
        }

        return sum;
    }

    private static void Copy(float* from, float* to, int count) =>
        new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
}
