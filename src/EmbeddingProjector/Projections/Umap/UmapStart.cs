using EmbeddingProjector.Projections.Pca;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>Where the layout begins: a map of extent 10 about the origin, with a little noise so that no two points coincide.</summary>
internal sealed class UmapStart(ProjectionInput input, UmapInitialization initialization, Action<string> note)
{
    private const float Extent = 10;

    // As in umap-learn.
    private const float Noise = 1e-4f;

    /// <summary>Positions <c>[m, dimensions]</c> of the usable rows, in their order.</summary>
    public float[] Positions(FuzzyGraph graph, int[] usable, CancellationToken cancellationToken)
    {
        var d = input.Dimensions;
        if (input.Start is { } start)
        {
            note("The points start from where they were in the map before.");
            return Continued(start, usable);
        }

        var positions = initialization switch
        {
            UmapInitialization.Random => null,
            UmapInitialization.Pca => Principal(usable, cancellationToken),
            _ => Spectral(graph, usable, cancellationToken) ?? Principal(usable, cancellationToken),
        };
        if (positions is null)
        {
            positions = new float[usable.Length * d];
            for (var i = 0; i < positions.Length; i++)
            {
                positions[i] = CounterRandom.Unit(input.Seed ^ 0x57A27, (ulong)i);
            }
        }

        Normalise(positions, d);
        Shake(positions);
        return positions;
    }

    // An earlier map keeps its shape: one scale for all axes.
    private float[] Continued(EmbeddingProjector.Positions start, int[] usable)
    {
        var d = input.Dimensions;
        var (low, high) = (new double[d], new double[d]);
        Array.Fill(low, double.PositiveInfinity);
        Array.Fill(high, double.NegativeInfinity);
        foreach (var row in usable)
        {
            for (var axis = 0; axis < d; axis++)
            {
                low[axis] = Math.Min(low[axis], start.Row(row)[axis]);
                high[axis] = Math.Max(high[axis], start.Row(row)[axis]);
            }
        }

        var extent = Enumerable.Range(0, d).Max(axis => high[axis] - low[axis]);
        var positions = new float[usable.Length * d];
        for (var i = 0; i < positions.Length && extent > 0; i++)
        {
            var axis = i % d;
            positions[i] = (float)((start.Row(usable[i / d])[axis] - ((low[axis] + high[axis]) / 2)) * Extent / extent);
        }

        Shake(positions);
        return positions;
    }

    private void Shake(float[] positions)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] += Noise * Extent * (CounterRandom.Unit(input.Seed ^ 0x4015E, (ulong)i) - 0.5f);
        }
    }

    private float[]? Spectral(FuzzyGraph graph, int[] usable, CancellationToken cancellationToken)
    {
        graph.Components(out var components);
        components -= graph.VertexCount - usable.Length;
        if (components > 1)
        {
            note($"The graph of neighbors falls into {components:N0} parts, so the layout starts from the principal components.");
            return null;
        }

        var result = SpectralLayout.Of(graph, usable, input.Dimensions, input.Seed, input.Threads, cancellationToken);
        if (result is null && usable.Length > 2)
        {
            note(usable.Length <= 16
                ? "There are too few rows for a spectral start, so the layout starts from the principal components."
                : "The spectral start did not converge, so the layout starts from the principal components.");
        }

        return result;
    }

    private float[] Principal(int[] usable, CancellationToken cancellationToken)
    {
        var d = input.Dimensions;
        using var run = PrincipalComponents.Fit(
            input.Vectors, new PcaOptions(d, Seed: input.Seed, Threads: input.Threads), null, cancellationToken);
        var all = run.Select(d == 2 ? [0, 1] : [0, 1, 2]);
        var result = new float[usable.Length * d];
        for (var p = 0; p < usable.Length; p++)
        {
            all.Row(usable[p]).CopyTo(result.AsSpan(p * d));
        }

        return result;
    }

    /// <summary>Brings every axis to the extent, centred; an axis without extent to 0.</summary>
    private static void Normalise(float[] positions, int d)
    {
        for (var axis = 0; axis < d; axis++)
        {
            var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
            for (var i = axis; i < positions.Length; i += d)
            {
                low = Math.Min(low, positions[i]);
                high = Math.Max(high, positions[i]);
            }

            var scale = high > low ? Extent / (high - low) : 0;
            for (var i = axis; i < positions.Length; i += d)
            {
                positions[i] = (float)((positions[i] - ((low + high) / 2)) * scale);
            }
        }
    }
}
