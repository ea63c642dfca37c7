using System.Globalization;
using System.Runtime.InteropServices;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections.Pca;

namespace EmbeddingProjector.Benchmarks.Measurements;

/// <summary>The algorithms that peers are timed against, from vectors in memory to a result in memory.</summary>
internal static class WholeRuns
{
    private const int Neighbors = 15;
    private const int Queries = 20;

    /// <summary>PCA to ten components; the result is the share they explain.</summary>
    public static Measurement Pca(VectorTable vectors, MeasureSettings settings) => Measurement.Of(() =>
        PrincipalComponents.Fit(vectors).ExplainedVarianceRatio.Sum().ToString("f6", CultureInfo.InvariantCulture));

    /// <summary>Exact Euclidean neighbors of all rows; the indices <c>[n, 15]</c> are saved as int32.</summary>
    public static Measurement AllRows(VectorTable vectors, MeasureSettings settings)
    {
        int[] indices = [];
        var measurement = Measurement.Of(() =>
        {
            var table = ExactNeighbors.Search(vectors, DistanceMetric.Euclidean, Neighbors);
            indices = table.Indices;
            return "";
        });
        if (settings.Save is { } save)
        {
            File.WriteAllBytes(save, MemoryMarshal.AsBytes<int>(indices));
        }

        return measurement;
    }

    /// <summary>Exact Euclidean neighbors of rows spread over the table, one query after the other; times are of one query.</summary>
    public static Measurement SingleQueries(VectorTable vectors, MeasureSettings settings)
    {
        var index = new ExactNeighborIndex(vectors);
        var indices = new int[Queries * Neighbors];
        var total = Measurement.Of(() =>
        {
            for (var query = 0; query < Queries; query++)
            {
                var row = (int)((long)query * vectors.RowCount / Queries);
                index.Query(DistanceMetric.Euclidean, row, Neighbors).Rows.CopyTo(indices, query * Neighbors);
            }

            return "";
        });
        if (settings.Save is { } save)
        {
            File.WriteAllBytes(save, MemoryMarshal.AsBytes<int>(indices));
        }

        return total with { Wall = total.Wall / Queries, Cpu = total.Cpu / Queries };
    }
}
