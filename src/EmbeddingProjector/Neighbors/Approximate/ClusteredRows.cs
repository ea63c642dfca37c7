namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// Everything that a scan reads: the rows in the order of their groups, the groups in panels, and the centres in panels over the
/// coordinates of rows that ask.
/// </summary>
internal sealed unsafe class ClusteredRows : IDisposable
{
    private ClusteredRows(SearchRows rows, RowClusters clusters, PanelSet lists, PanelSet centers)
    {
        Rows = rows;
        Clusters = clusters;
        Lists = lists;
        Centers = centers;
    }

    /// <summary>The rows, group after group.</summary>
    public SearchRows Rows { get; }

    /// <summary>The groups; <see cref="RowClusters.Order"/> leads back to the order before.</summary>
    public RowClusters Clusters { get; }

    /// <summary>One group of panels for each group of rows.</summary>
    public PanelSet Lists { get; }

    /// <summary>All centres as one group of panels.</summary>
    public PanelSet Centers { get; }

    /// <summary>Clusters the rows; <paramref name="rows"/> is disposed, because the reordered copy takes its place.</summary>
    public static ClusteredRows Of(SearchRows rows, int clusters, ulong seed, int threads, CancellationToken cancellationToken)
    {
        SearchRows? ordered = null;
        RowClusters? found = null;
        PanelSet? lists = null;
        try
        {
            using (rows)
            {
                found = RowClusters.Find(rows, clusters, seed, threads, cancellationToken);
                ordered = rows.Reordered(found.Order, threads, cancellationToken);
            }

            lists = new PanelSet(
                ordered.Row(0), ordered.Stride, ordered.Dimensions, found.GroupFirst, ordered.Offset, threads, cancellationToken);
            return new ClusteredRows(ordered, found, lists, found.Panels(ordered.Dimensions, threads, cancellationToken));
        }
        catch
        {
            lists?.Dispose();
            ordered?.Dispose();
            found?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Rows.Dispose();
        Clusters.Dispose();
        Lists.Dispose();
        Centers.Dispose();
    }
}
