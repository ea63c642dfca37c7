namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>In how many groups each row looks, and whether its neighbors' neighbors are looked at too.</summary>
/// <param name="Groups">Groups for each row.</param>
/// <param name="Refined">Whether a round of refinement follows.</param>
/// <param name="Seconds">The estimated cost of both, in seconds of one core.</param>
internal sealed record SearchPlan(int Groups, bool Refined, double Seconds)
{
    // One round was seen to leave between a quarter and a half of what was missing.
    private const double LeftByARound = 0.5;

    // Refinement goes over the lists of neighbors' neighbors: beyond this length it costs more than looking in more groups.
    private const int LongestRefined = 32;

    /// <summary>The cheaper way to the recall: enough groups, or fewer and a round of refinement.</summary>
    public static SearchPlan For(RecallSample sample, ClusteredRows data, int count, double recall)
    {
        var rows = data.Rows.Count;
        var perGroup = (double)rows / data.Clusters.Count;
        var d = data.Rows.Dimensions;
        var alone = sample.GroupsFor(recall);
        var plan = new SearchPlan(alone, false, NeighborSearchCost.Scan(rows, alone * perGroup, d));
        if (count > LongestRefined || data.Rows.Metric == DistanceMetric.Dot)
        {
            return plan;
        }

        var fewer = sample.GroupsFor(1 - ((1 - recall) / LeftByARound));
        var refined = new SearchPlan(
            fewer, true, NeighborSearchCost.Scan(rows, fewer * perGroup, d) + NeighborSearchCost.Refinement(rows, count, d));
        return refined.Seconds < plan.Seconds ? refined : plan;
    }
}
