using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// Has the code of the first map compiled while the person is still on the way to the page: a layout of a few rows, started when the server
/// is. Without it the first page waits about a tenth of a second for the just-in-time compiler.
/// </summary>
internal static class FirstUse
{
    private const int Rows = 64;
    private const int Columns = 24;

    public static Task PrepareAsync() => Task.Run(() =>
    {
        var values = new float[Rows * Columns];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (i * 37 % 101) / 101f;
        }

        var vectors = Spherize.Apply(VectorTable.FromArray(values, Rows, Columns), threads: 1, CancellationToken.None);
        var pca = ProjectionCatalog.Find("pca");
        using var run = pca.Start(new ProjectionInput(vectors, Threads: 1), new ParameterValues(pca.Parameters));
        while (run.Step(CancellationToken.None))
        {
        }

        _ = ExactNeighbors.Query(vectors, DistanceMetric.Cosine, 0, 5);
    });
}
