using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary>Which distance between vectors a map is measured by, and what the distances are called.</summary>
internal static class MapMetric
{
    private const string Parameter = "metric";

    /// <summary>The distance that a map was made for; Euclidean where its method takes none.</summary>
    public static DistanceMetric Of(IProjection projection, ParameterValues values) =>
        projection.Parameters.Any(p => p.Name == Parameter) ? Named(values.Text(Parameter)) : DistanceMetric.Euclidean;

    /// <summary>The distance of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static DistanceMetric Named(string name) => name switch
    {
        "cosine" => DistanceMetric.Cosine,
        "euclidean" => DistanceMetric.Euclidean,
        "dot" => DistanceMetric.Dot,
        _ => throw new ArgumentException($"Unknown metric \"{name}\": there are cosine, euclidean and dot."),
    };

    /// <summary>The name of a distance.</summary>
    public static string Name(this DistanceMetric metric) => metric switch
    {
        DistanceMetric.Cosine => "cosine",
        DistanceMetric.Euclidean => "euclidean",
        _ => "dot",
    };
}
