using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.App.Server;

/// <summary>The one rule by which a distance between vectors is chosen: the one that is asked for; else the one that the file states; else the usual one.</summary>
/// <param name="Metric">The distance.</param>
/// <param name="Reason">Why it is this one, as the end of a sentence.</param>
internal sealed record ChosenDistance(DistanceMetric Metric, string Reason)
{
    /// <summary>Chooses.</summary>
    /// <param name="asked">The name of the distance that a person asked for; null for none.</param>
    /// <param name="stated"><see cref="EmbeddingProjector.LogDirectory.EmbeddingData.Metric"/>: the one that the file states; null for none.</param>
    /// <param name="usual">The one where nobody says anything.</param>
    /// <exception cref="ArgumentException">There is no distance of the name that was asked for.</exception>
    public static ChosenDistance Of(string? asked, string? stated, DistanceMetric usual = DistanceMetric.Cosine) =>
        asked is not null ? new(MapMetric.Named(asked), "as asked for")
        : stated is not null ? new(MapMetric.Named(stated), "which the file states")
        : new(usual, "the default; the file states none");

    /// <summary>A line for a terminal: which distance, why, and how to have another.</summary>
    public override string ToString() => $"distance: {Metric.Name()}, {Reason}{(Reason == "as asked for" ? "" : " (--metric chooses another)")}.";
}
