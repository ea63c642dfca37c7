namespace EmbeddingProjector.Neighbors;

/// <summary>How a table of neighbors was found, so that it can be said.</summary>
/// <param name="IsExact">Whether every pair was considered.</param>
/// <param name="Recall">The share of the true neighbors that were found, over the sampled rows; 1 for an exact search, NaN where nobody measured it.</param>
/// <param name="SampledRows">How many rows were compared with all others to know it; 0 for an exact search.</param>
public sealed record NeighborOrigin(bool IsExact, double Recall, int SampledRows)
{
    /// <summary>Every pair was considered.</summary>
    public static NeighborOrigin Everything { get; } = new(true, 1, 0);

    /// <summary>What comparing all pairs was estimated to cost, in seconds of one core; 0 when nobody asked.</summary>
    public double ExactSeconds { get; init; }

    /// <summary>What the search was estimated to cost, in seconds of one core; 0 when nobody asked.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether the search was chosen by the caller, not by cost.</summary>
    public bool IsForced { get; init; }

    /// <summary>In a sentence or two, for notes.</summary>
    public override string ToString()
    {
        if (IsExact)
        {
            return "Neighbors are exact: all pairs were compared.";
        }

        if (double.IsNaN(Recall))
        {
            return "Neighbors were given; how many of the true ones they are was not measured.";
        }

        var found = FormattableString.Invariant(
            $"Neighbors are approximate: {100 * Recall:0.0} % of the true ones were found, measured on {SampledRows:N0} rows.");
        return IsForced || ExactSeconds == 0
            ? found
            : found + FormattableString.Invariant(
                $" Comparing all pairs was estimated to cost {ExactSeconds:0.#} s of one core instead of {Seconds:0.#} s;")
                + " ask for exact neighbors to have it done.";
    }
}
