using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>
/// The fuzzy simplicial set as a symmetric weighted graph: the edge between i and j has the weight p + p′ − p p′ of the strengths with
/// which each holds to the other. Compressed sparse rows: the neighbors of vertex v are at <see cref="Start"/>[v] to
/// <see cref="Start"/>[v + 1] − 1, ascending.
/// </summary>
/// <param name="Start"><c>[n + 1]</c>.</param>
/// <param name="Vertices">The other end of each edge.</param>
/// <param name="Weights">Parallel to <paramref name="Vertices"/>, 0 to 1.</param>
internal sealed record FuzzyGraph(int[] Start, int[] Vertices, float[] Weights)
{
    /// <summary>n, the number of vertices.</summary>
    public int VertexCount => Start.Length - 1;

    /// <summary>The graph of a table and the strengths <c>[n, k]</c> of its first k columns.</summary>
    public static FuzzyGraph Of(NeighborTable table, float[] strengths, int k)
    {
        var n = table.RowCount;

        // Row by row in ascending order: so the edges that come from the other end are ascending as well.
        var incoming = new int[n + 1];
        ForEdges(table, strengths, k, (_, j, _) => incoming[j + 1]++);
        for (var i = 0; i < n; i++)
        {
            incoming[i + 1] += incoming[i];
        }

        var next = incoming.AsSpan(0, n).ToArray();
        var from = new int[incoming[n]];
        var back = new float[incoming[n]];
        ForEdges(table, strengths, k, (i, j, p) =>
        {
            from[next[j]] = i;
            back[next[j]++] = p;
        });

        return Union(n, row => Sorted(table, strengths, k, row), row => (from, back, incoming[row], incoming[row + 1]));
    }

    /// <summary>
    /// The graph pulled apart between rows with different labels: the weight of an edge is multiplied by exp(−far) between different
    /// labels and by exp(−unknown) where a label is missing (−1); then each vertex holds to its strongest neighbor with strength 1 again.
    /// </summary>
    public FuzzyGraph Supervised(int[] labels, double far, double unknown)
    {
        var weights = new float[Weights.Length];
        var (apart, missing) = ((float)Math.Exp(-far), (float)Math.Exp(-unknown));
        for (var i = 0; i < VertexCount; i++)
        {
            var largest = 0f;
            for (var e = Start[i]; e < Start[i + 1]; e++)
            {
                var j = Vertices[e];
                weights[e] = Weights[e] * (labels[i] < 0 || labels[j] < 0 ? missing : labels[i] == labels[j] ? 1 : apart);
                largest = Math.Max(largest, weights[e]);
            }

            for (var e = Start[i]; e < Start[i + 1]; e++)
            {
                weights[e] = largest > 0 ? weights[e] / largest : 0;
            }
        }

        var result = new float[weights.Length];
        for (var i = 0; i < VertexCount; i++)
        {
            for (var e = Start[i]; e < Start[i + 1]; e++)
            {
                var j = Vertices[e];
                var other = weights[Array.BinarySearch(Vertices, Start[j], Start[j + 1] - Start[j], i)];
                result[e] = weights[e] + other - (weights[e] * other);
            }
        }

        return this with { Weights = result };
    }

    /// <summary>
    /// The connected component of each vertex, numbered by first appearance; a vertex without an edge of positive weight is one
    /// by itself.
    /// </summary>
    public int[] Components(out int count)
    {
        var component = new int[VertexCount];
        component.AsSpan().Fill(-1);
        var open = new Stack<int>();
        count = 0;
        for (var seed = 0; seed < VertexCount; seed++)
        {
            if (component[seed] >= 0)
            {
                continue;
            }

            component[seed] = count;
            open.Push(seed);
            while (open.TryPop(out var v))
            {
                for (var e = Start[v]; e < Start[v + 1]; e++)
                {
                    if (Weights[e] > 0 && component[Vertices[e]] < 0)
                    {
                        component[Vertices[e]] = count;
                        open.Push(Vertices[e]);
                    }
                }
            }

            count++;
        }

        return component;
    }

    private static FuzzyGraph Union(
        int n,
        Func<int, (int[] Rows, float[] Strengths, int Count)> outgoing,
        Func<int, (int[] From, float[] Back, int First, int End)> incoming)
    {
        var start = new int[n + 1];
        var vertices = new List<int>();
        var weights = new List<float>();
        for (var i = 0; i < n; i++)
        {
            var (rows, strengths, count) = outgoing(i);
            var (from, back, at, end) = incoming(i);
            var o = 0;
            while (o < count || at < end)
            {
                var j = Math.Min(o < count ? rows[o] : int.MaxValue, at < end ? from[at] : int.MaxValue);
                var p = o < count && rows[o] == j ? strengths[o++] : 0;
                var q = at < end && from[at] == j ? back[at++] : 0;
                vertices.Add(j);
                weights.Add(p + q - (p * q));
            }

            start[i + 1] = vertices.Count;
        }

        return new FuzzyGraph(start, [.. vertices], [.. weights]);
    }

    private static (int[] Rows, float[] Strengths, int Count) Sorted(NeighborTable table, float[] strengths, int k, int row)
    {
        var rows = table.Neighbors(row)[..k].ToArray();
        var held = strengths.AsSpan(row * k, k).ToArray();
        var count = Array.IndexOf(rows, -1);
        count = count < 0 ? k : count;
        Array.Sort(rows, held, 0, count);
        return (rows, held, count);
    }

    private static void ForEdges(NeighborTable table, float[] strengths, int k, Action<int, int, float> visit)
    {
        for (var i = 0; i < table.RowCount; i++)
        {
            var neighbors = table.Neighbors(i)[..k];
            for (var c = 0; c < k && neighbors[c] >= 0; c++)
            {
                visit(i, neighbors[c], strengths[(i * k) + c]);
            }
        }
    }
}
