using EmbeddingProjector.Projections.Axes;
using EmbeddingProjector.Projections.Identity;
using EmbeddingProjector.Projections.Pca;
using EmbeddingProjector.Projections.Stored;
using EmbeddingProjector.Projections.Tsne;
using EmbeddingProjector.Projections.Umap;

namespace EmbeddingProjector.Projections;

/// <summary>The list of projections. To add one: a folder here with its class, and a line below.</summary>
public static class ProjectionCatalog
{
    /// <summary>Every projection, in the order in which the page shows them.</summary>
    public static IReadOnlyList<IProjection> All { get; } =
    [
        new PcaProjection(),
        new TsneProjection(),
        new UmapProjection(),
        new AxesProjection(),
        new IdentityProjection(),
        new StoredProjection(),
    ];

    /// <summary>The projection of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public static IProjection Find(string name) =>
        All.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"Unknown projection \"{name}\". There are: {string.Join(", ", All.Select(p => p.Name))}.");
}
