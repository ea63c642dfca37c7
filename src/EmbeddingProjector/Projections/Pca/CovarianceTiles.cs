using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// The upper triangle of a d × d matrix, cut for <see cref="PanelProduct"/>: a tile is one group of 48 columns by at most 15 panels of 16
/// rows. The cut depends on d alone, so sums that are kept by tile do not depend on the number of threads.
/// </summary>
internal sealed class CovarianceTiles
{
    /// <summary>Rows of a tile, at most: its products and a step of its panels fit the second-level cache.</summary>
    public const int MaximumPanels = 15;

    public CovarianceTiles(int d)
    {
        Groups = (d + PanelProduct.GroupRows - 1) / PanelProduct.GroupRows;
        var tiles = new List<Tile>();
        for (var group = Groups - 1; group >= 0; group--)
        {
            var panels = (group + 1) * PanelProduct.GroupPanels;
            for (var first = 0; first < panels; first += MaximumPanels)
            {
                tiles.Add(new Tile(first, Math.Min(MaximumPanels, panels - first), group));
            }
        }

        All = tiles;
    }

    /// <summary>Groups of 48 columns that cover d.</summary>
    public int Groups { get; }

    /// <summary>Panels of 16 columns that cover d, whole groups.</summary>
    public int Panels => Groups * PanelProduct.GroupPanels;

    public IReadOnlyList<Tile> All { get; }

    /// <summary>Rows from panel <paramref name="FirstPanel"/> on by the columns of a group.</summary>
    internal sealed record Tile(int FirstPanel, int Panels, int Group)
    {
        public int FirstRow => FirstPanel * PanelProduct.PanelRows;

        public int FirstColumn => Group * PanelProduct.GroupRows;

        public int Rows => Panels * PanelProduct.PanelRows;
    }
}
