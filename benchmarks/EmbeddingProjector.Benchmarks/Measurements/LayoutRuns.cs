using System.Globalization;
using System.Runtime.InteropServices;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Approximate;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.Benchmarks.Measurements;

/// <summary>Neighbor graphs and layouts, from vectors in memory to neighbors or positions in memory, with the settings that a person gets who asks for nothing.</summary>
internal static class LayoutRuns
{
    private const int Neighbors = 15;

    // What the peers are held to as well.
    private const double Recall = 0.99;

    /// <summary>Euclidean neighbors of all rows by the cheaper search; the indices <c>[n, 15]</c> are saved as int32.</summary>
    public static Measurement Graph(VectorTable vectors, MeasureSettings settings)
    {
        int[] indices = [];
        var measurement = Measurement.Of(() =>
        {
            var table = NeighborSearch.Run(
                vectors, DistanceMetric.Euclidean, Neighbors, options: new ApproximateNeighborOptions(Recall, settings.Seed));
            indices = table.Indices;
            return table.Origin.IsExact ? "exact" : string.Create(CultureInfo.InvariantCulture, $"approximate, recall {table.Origin.Recall:f4} by its own sample");
        });
        if (settings.Save is { } save)
        {
            File.WriteAllBytes(save, MemoryMarshal.AsBytes<int>(indices));
        }

        return measurement;
    }

    /// <summary>A whole projection; the positions <c>[n, dimensions]</c> are saved as float32.</summary>
    public static Func<VectorTable, MeasureSettings, Measurement> Of(string projection, int dimensions) => (vectors, settings) =>
    {
        var method = ProjectionCatalog.Find(projection);
        IProjectionRun? run = null;
        try
        {
            var measurement = Measurement.Of(() =>
            {
                run = method.Start(new ProjectionInput(vectors, dimensions, settings.Seed), new ParameterValues(method.Parameters));
                while (run.Step(CancellationToken.None))
                {
                }

                return string.Join(' ', run.Notes);
            });
            if (settings.Save is { } save)
            {
                File.WriteAllBytes(save, MemoryMarshal.AsBytes(run!.Current!.Values));
            }

            return measurement with { Iterations = run!.Iteration, Stages = run.StageTimes };
        }
        finally
        {
            run?.Dispose();
        }
    };
}
