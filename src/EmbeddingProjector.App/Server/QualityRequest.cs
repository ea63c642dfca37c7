using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.App.Server;

/// <summary>Which map is measured and how. The same map, however it came about, has the same <see cref="Key"/>.</summary>
/// <param name="DatasetId">The data set.</param>
/// <param name="RunId">The run that made the map.</param>
/// <param name="Positions">The map <c>[n, 2|3]</c>, as it was when this was asked for.</param>
/// <param name="Metric">What is near in the space of the vectors.</param>
/// <param name="Neighbors">k of every measure; null for the usual ones.</param>
internal sealed record QualityRequest(string DatasetId, string RunId, Positions Positions, DistanceMetric Metric, int? Neighbors)
{
    private const int MostNeighbors = 1000;

    /// <summary>Names the measurement: everything that its result follows from.</summary>
    public string Key { get; } = ETags.Digest(string.Join('\0',
        "quality", DatasetId, Metric.Name(), Neighbors?.ToString(CultureInfo.InvariantCulture) ?? "", $"{Positions.Dimensions}",
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(Positions.Values)))));

    /// <summary>The present map of a run, checked.</summary>
    /// <exception cref="ApiException">400 for a k or components that are impossible, 409 when there are no positions yet, 422 when there will be none.</exception>
    /// <exception cref="ArgumentException">An unknown metric.</exception>
    public static QualityRequest Of(ProjectionJob job, int? k, string? metric, IReadOnlyList<int>? components)
    {
        if (k is < 1 or > MostNeighbors)
        {
            throw ApiException.BadRequest($"k = {k} is not possible: it takes 1 to {MostNeighbors}.");
        }

        var published = job.Published;
        if (published is null || job.State == JobState.Failed)
        {
            throw job.State == JobState.Failed
                ? ApiException.Unusable(job.Message ?? "The projection failed.")
                : ApiException.Conflict("There are no positions to measure yet.", "Ask again when the run has some.");
        }

        var request = job.Request;
        return new QualityRequest(
            request.DatasetId,
            job.Id,
            components is null ? published.Positions : ComponentChoice.Select(job, components),
            metric is null ? MapMetric.Of(request.Projection, job.Values) : MapMetric.Named(metric),
            k);
    }
}
