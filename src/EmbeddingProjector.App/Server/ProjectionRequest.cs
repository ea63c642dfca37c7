using System.Text.Json;
using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Projections;
using EmbeddingProjector.Projections.Axes;

namespace EmbeddingProjector.App.Server;

/// <summary>What a run is asked for, checked. Two requests that mean the same have the same <see cref="Key"/>.</summary>
/// <param name="DatasetId">The data set.</param>
/// <param name="Projection">The method.</param>
/// <param name="Dimensions">2 or 3.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Spherize">Whether the vectors are centred and scaled to unit length first.</param>
/// <param name="Values">The parameters.</param>
internal sealed record ProjectionRequest(
    string DatasetId, IProjection Projection, int Dimensions, ulong Seed, bool Spherize, ParameterValues Values)
{
    private const ulong DefaultSeed = 42;

    /// <summary>Where the rows begin: the positions of an earlier run, whose id is part of the key; null for the method's own beginning.</summary>
    public Positions? Start { get; private init; }

    /// <summary>Names the run: everything that its result follows from.</summary>
    public string Key { get; private init; } = ETags.Digest(string.Join('\0',
        [DatasetId, Projection.Name, $"{Dimensions}", $"{Seed}", $"{Spherize}", .. Values.All.Select(v => $"{v.Key}={v.Value}")]));

    /// <summary>The same, beginning where an earlier run left the rows.</summary>
    public ProjectionRequest From(string runId, Positions positions) => this with { Start = positions, Key = ETags.Digest($"{Key}\0{runId}") };

    /// <summary>The same over edited metadata, whose version is part of the key where the result follows from it.</summary>
    public ProjectionRequest Over(string metadataVersion) => Projection is AxesProjection || Values.All.Any(v => v is { Key: "supervise_by", Value: not "" })
        ? this with { Key = ETags.Digest($"{Key}\0{metadataVersion}") }
        : this;

    /// <summary>Names what versions of one tensor have in common when they are laid out in the same way.</summary>
    public string HistoryKey { get; } = ETags.Digest(string.Join('\0',
        [DatasetCatalog.TensorOf(DatasetId), Projection.Name, $"{Dimensions}", $"{Seed}", $"{Spherize}", .. Values.All.Select(v => $"{v.Key}={v.Value}")]));

    /// <summary>Checks what came over HTTP.</summary>
    /// <exception cref="ApiException">400 with what would be right.</exception>
    /// <exception cref="ArgumentException">The same, from the library.</exception>
    public static ProjectionRequest Parse(string datasetId, StartProjectionJson body)
    {
        if (body.Method is null)
        {
            throw ApiException.BadRequest("The body must name a \"method\".", "GET /api/projections lists them.");
        }

        var dimensions = body.Dimensions ?? 3;
        if (dimensions is not (2 or 3))
        {
            throw ApiException.BadRequest($"dimensions = {dimensions} is not possible: it takes 2 or 3.");
        }

        var projection = ProjectionCatalog.Find(body.Method);
        var given = Texts(body.Parameters ?? new Dictionary<string, JsonElement>());
        return new(datasetId, projection, dimensions, body.Seed ?? DefaultSeed, body.Spherize ?? false, new ParameterValues(projection.Parameters, given));
    }

    /// <summary>Values of parameters, written as text, number or truth value, as text.</summary>
    /// <exception cref="ApiException">400 for any other kind of value.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Texts(IReadOnlyDictionary<string, JsonElement> parameters) =>
        [.. parameters.Select(p => KeyValuePair.Create(p.Key, Text(p.Key, p.Value)))];

    private static string Text(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw ApiException.BadRequest($"{name} must be a text, a number, true or false."),
    };
}
