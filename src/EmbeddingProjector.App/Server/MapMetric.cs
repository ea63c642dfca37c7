using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary>Which distance between vectors a map is measured by, and what the distances are called.</summary>
internal static class MapMetric
{
    /// <summary>The name of the parameter of methods that take a distance.</summary>
    public const string Parameter = "metric";

    /// <summary>The distance that a map was made for; Euclidean where its method takes none.</summary>
    public static DistanceMetric Of(IProjection projection, ParameterValues values) =>
        projection.Parameters.Any(p => p.Name == Parameter) ? Named(values.Text(Parameter)) : DistanceMetric.Euclidean;

    /// <summary>The distance that a map is made for, by <see cref="ChosenDistance"/>; null where its method takes none.</summary>
    /// <param name="projection">The method.</param>
    /// <param name="given">The values of parameters that a person gave.</param>
    /// <param name="stated">The distance that the file states; null for none.</param>
    public static ChosenDistance? Choose(IProjection projection, IReadOnlyList<KeyValuePair<string, string>> given, string? stated) =>
        projection.Parameters.FirstOrDefault(p => p.Name == Parameter) is { } parameter
            ? ChosenDistance.Of(given.LastOrDefault(value => value.Key == Parameter).Value, stated, Named(parameter.Default))
            : null;

    /// <summary>A distance as the value of the parameter.</summary>
    public static KeyValuePair<string, string> Value(DistanceMetric metric) => KeyValuePair.Create(Parameter, metric.Name());

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
