using EmbeddingProjector.Projections.Identity;

namespace EmbeddingProjector.Projections.Stored;

/// <summary>A map that the file of vectors brings along, as it is: AnnData's <c>X_umap</c>, say, over the neighbors of the vectors.</summary>
public sealed class StoredProjection : IProjection
{
    private const string Map = "map";

    /// <inheritdoc/>
    public string Name => "stored";

    /// <inheritdoc/>
    public string Title => "Stored";

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionParameter> Parameters { get; } =
    [
        new(Map, "Map", ParameterKind.Text, "", "Which of the maps that the file brings; empty for the first."),
    ];

    /// <inheritdoc/>
    public IProjectionRun Start(ProjectionInput input, ParameterValues values)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(values);
        if (input.Maps.Count == 0)
        {
            throw new ArgumentException("The file of these vectors brings no map of them. Choose PCA, t-SNE or UMAP.", nameof(input));
        }

        var name = values.Text(Map);
        var map = name.Length == 0 ? input.Maps[0] : input.Maps.FirstOrDefault(m => m.Name == name)
            ?? throw new ArgumentException($"There is no map \"{name}\". The file brings {string.Join(", ", input.Maps.Select(m => m.Name))}.", nameof(values));
        var positions = map.Positions;
        return positions.RowCount == input.Vectors.RowCount
            ? IdentityProjection.Start(input with { Vectors = VectorTable.FromArray(positions.Values.ToArray(), positions.RowCount, positions.Dimensions) }, map.Name)
            : throw new ArgumentException($"The map \"{map.Name}\" has {positions.RowCount:N0} rows, the vectors {input.Vectors.RowCount:N0}.", nameof(input));
    }
}
