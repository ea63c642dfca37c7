using System.Globalization;
using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>
/// Uniform manifold approximation and projection: a weighted graph of near rows, laid out so that near rows stand together. Source:
/// McInnes, Healy and Melville, "UMAP", arXiv:1802.03426; where it differs from umap-learn is in docs/umap.md.
/// </summary>
public sealed class UmapProjection : IProjection
{
    internal const string Neighbors = "neighbors";
    internal const string MinDist = "min_dist";
    internal const string Spread = "spread";
    internal const string Epochs = "epochs";
    internal const string Init = "init";
    internal const string Metric = "metric";
    internal const string Supervise = "supervise";

    private const string Reference = "umap-learn";

    /// <inheritdoc/>
    public string Name => "umap";

    /// <inheritdoc/>
    public string Title => "UMAP";

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionParameter> Parameters { get; } =
    [
        new(Neighbors, "Neighbors", ParameterKind.Integer, "15",
            "How many rows near each row (itself among them) shape the map: few show fine structure, many the large one.", Reference)
        {
            Minimum = 2,
            Maximum = 200,
            Step = 1,
        },
        new(MinDist, "Minimum distance", ParameterKind.Number, "0.1",
            "How far apart near points stand at least: small values pack groups tightly, large ones spread them.", Reference)
        {
            Minimum = 0,
            Maximum = 0.99,
            Step = 0.01,
            Live = true,
        },
        new(Spread, "Spread", ParameterKind.Number, "1", "The scale of the map; must be larger than the minimum distance.", Reference)
        {
            Minimum = 0.1,
            Maximum = 10,
            Step = 0.1,
            Live = true,
        },
        new(Epochs, "Epochs", ParameterKind.Integer, "auto", "How often all points are moved: 500 up to 10,000 rows, 200 beyond.", Reference)
        {
            Minimum = 1,
            Maximum = 100_000,
            Step = 1,
        },
        new(Init, "Start", ParameterKind.Choice, "spectral",
            "Where the points begin: spectral follows the graph (pca where it is not connected), pca the principal components.", Reference)
        {
            Choices = ["spectral", "pca", "random"],
        },
        new(Metric, "Distance", ParameterKind.Choice, "euclidean", "The distance between vectors, as they are.", Reference)
        {
            Choices = ["euclidean", "cosine", "dot"],
        },
        Supervision.ColumnParameter,
        Supervision.IgnoredLabelParameter,
        new(Supervise, "Supervise", ParameterKind.Number, "50",
            "How much the labels of the supervising column count: 0 not at all, 100 almost alone.", "umap-learn's target_weight")
        {
            Minimum = 0,
            Maximum = 100,
            Step = 1,
        },
    ];

    /// <inheritdoc/>
    public IProjectionRun Start(ProjectionInput input, ParameterValues values)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(values);
        if (input.Dimensions is not (2 or 3))
        {
            throw new ArgumentException($"A map has 2 or 3 dimensions, not {input.Dimensions}.", nameof(input));
        }

        var options = new UmapOptions(
            (int)values.Number(Neighbors)!.Value,
            values.Number(MinDist)!.Value,
            values.Number(Spread)!.Value,
            (int?)values.Number(Epochs),
            values.Text(Init) switch
            {
                "pca" => UmapInitialization.Pca,
                "random" => UmapInitialization.Random,
                _ => UmapInitialization.Spectral,
            },
            values.Text(Metric) switch
            {
                "cosine" => DistanceMetric.Cosine,
                "dot" => DistanceMetric.Dot,
                _ => DistanceMetric.Euclidean,
            },
            values.Number(Supervise)!.Value);
        Check(options.MinDist, options.Spread);
        return new UmapRun(input, options, Supervision.Labels(input, values));
    }

    /// <summary>Throws when no curve fits both.</summary>
    internal static void Check(double minDist, double spread)
    {
        if (minDist >= spread)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{MinDist} = {minDist} must be smaller than {Spread} = {spread}."));
        }
    }
}
