using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>Where a layout begins.</summary>
public enum UmapInitialization
{
    /// <summary>Eigenvectors of the graph's Laplacian; the principal components where the graph is not connected.</summary>
    Spectral,

    /// <summary>The first principal components.</summary>
    Pca,

    /// <summary>Random positions.</summary>
    Random,
}

/// <summary>How a UMAP layout is made.</summary>
/// <param name="Neighbors">How many rows near each row are looked at, itself among them as in umap-learn.</param>
/// <param name="MinDist">The distance on the map up to which points count as touching.</param>
/// <param name="Spread">The scale of the map.</param>
/// <param name="Epochs">How often all points are moved; null: 500 up to 10,000 rows, 200 beyond.</param>
/// <param name="Initialization">Where it begins.</param>
/// <param name="Metric">The distance between vectors.</param>
/// <param name="Supervision">How much the labels count, 0 (not at all) to 100 (almost alone).</param>
internal sealed record UmapOptions(
    int Neighbors, double MinDist, double Spread, int? Epochs, UmapInitialization Initialization, DistanceMetric Metric, double Supervision)
{
    // As in umap-learn.
    private const int RowsOfManyEpochs = 10_000;

    /// <summary>The neighbors that are looked at besides the row itself.</summary>
    public int Others => Math.Max(1, Neighbors - 1);

    /// <summary>The number of epochs for so many rows.</summary>
    public int EpochsFor(int rows) => Epochs ?? (rows <= RowsOfManyEpochs ? 500 : 200);
}
