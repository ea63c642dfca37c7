namespace EmbeddingProjector.Projections.Umap;

/// <summary>
/// A fuzzy graph laid out for <see cref="LayoutOptimizer"/>: the edges of each vertex filled up to whole vectors with edges of weight 0 to
/// itself; edges too weak to matter left out. Places follow a given order, in which neighbors should be near each other, so that what a
/// vertex reads is mostly in the cache.
/// </summary>
internal sealed class LayoutGraph
{
    private const int Lanes = 16;

    private LayoutGraph(int[] order, int[] start, int[] vertices, float[] weights, float[] degree)
    {
        Order = order;
        Start = start;
        Vertices = vertices;
        Weights = weights;
        Degree = degree;
    }

    /// <summary>The vertex of the fuzzy graph at each place, <c>[m]</c>.</summary>
    public int[] Order { get; }

    /// <summary>Where the edges of each place begin, a multiple of 16, <c>[m + 1]</c>.</summary>
    public int[] Start { get; }

    /// <summary>The place at the other end of each edge.</summary>
    public int[] Vertices { get; }

    /// <summary>Parallel to <see cref="Vertices"/>, 1 for the strongest edge of all.</summary>
    public float[] Weights { get; }

    /// <summary>The sum of the weights of the edges of each place.</summary>
    public float[] Degree { get; }

    /// <summary>m.</summary>
    public int Count => Order.Length;

    /// <summary>Lays a graph out.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="order">The vertices that take part, as they shall lie in memory; no edge leads out of them.</param>
    /// <param name="leastWeight">Edges below this share of the strongest are left out.</param>
    public static LayoutGraph Of(FuzzyGraph graph, int[] order, double leastWeight)
    {
        var place = new int[graph.VertexCount];
        for (var p = 0; p < order.Length; p++)
        {
            place[order[p]] = p;
        }

        var strongest = graph.Weights.Length == 0 ? 1 : graph.Weights.Max();
        var least = (float)(leastWeight * strongest);
        var start = new int[order.Length + 1];
        for (var p = 0; p < order.Length; p++)
        {
            var count = 0;
            foreach (var weight in graph.Weights.AsSpan(graph.Start[order[p]]..graph.Start[order[p] + 1]))
            {
                count += weight >= least ? 1 : 0;
            }

            start[p + 1] = checked(start[p] + ((count + Lanes - 1) / Lanes * Lanes));
        }

        var vertices = new int[start[^1]];
        var weights = new float[start[^1]];
        var degree = new float[order.Length];
        for (var p = 0; p < order.Length; p++)
        {
            var at = start[p];
            for (var e = graph.Start[order[p]]; e < graph.Start[order[p] + 1]; e++)
            {
                if (graph.Weights[e] >= least)
                {
                    vertices[at] = place[graph.Vertices[e]];
                    weights[at] = graph.Weights[e] / strongest;
                    degree[p] += weights[at++];
                }
            }

            vertices.AsSpan(at..start[p + 1]).Fill(p);
        }

        return new LayoutGraph(order, start, vertices, weights, degree);
    }
}
