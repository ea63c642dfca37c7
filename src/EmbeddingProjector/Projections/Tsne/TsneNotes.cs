using System.Globalization;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections.Tsne.Repulsion;

namespace EmbeddingProjector.Projections.Tsne;

/// <summary>What a person should know of a run. A note on the same matter replaces the one before.</summary>
internal sealed class TsneNotes
{
    private readonly SortedDictionary<string, string> _bySubject = new(StringComparer.Ordinal);
    private readonly List<string> _added = [];

    /// <summary>All of them; a new list after every change, so that it may be read from any thread.</summary>
    public IReadOnlyList<string> All { get; private set; } = [];

    public void Add(string note)
    {
        _added.Add(note);
        Collect();
    }

    public void AboutPlaces(string note) => Set("2 places", note);

    public void AboutNeighbors(NeighborTable table)
    {
        var zeros = table.Unusable.ZeroRows.Count;
        Set("1 neighbors", table.Origin.ToString());
        Set(
            "3 zeros",
            zeros == 0 || table.Metric != DistanceMetric.Cosine
                ? null
                : Invariant($"{zeros:N0} {(zeros == 1 ? "row is" : "rows are")} all zeros: without a direction, ")
                    + "at distance 1 from every other row.");
    }

    public void AboutPerplexity(double wanted, double used, int points) =>
        Set(
            "4 perplexity",
            points < 2 ? "There is nothing to lay out: fewer than two rows have neighbors."
            : used >= wanted ? null
            : Invariant($"Perplexity {wanted:0.##} needs {3 * wanted:0} neighbors; {points:N0} rows have {points - 1:N0}, ")
                + Invariant($"so perplexity {used:0.##} is used."));

    public void AboutRepulsion(RepulsionMethod method, TsneOptions options) =>
        Set("5 repulsion", method switch
        {
            RepulsionMethod.Exact => "Repulsion is exact: all pairs" + Reason(options),
            RepulsionMethod.BarnesHut => Invariant($"Repulsion is approximate: Barnes–Hut, θ = {options.Theta:0.##}") + Reason(options),
            _ => "Repulsion is approximate: interpolation on a grid by Fourier transforms" + Reason(options),
        });

    private static string Reason(TsneOptions options) =>
        options.Repulsion is null ? ", the cheapest way for this map by estimate." : ", as asked for.";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Set(string subject, string? note)
    {
        if (_bySubject.GetValueOrDefault(subject) == note)
        {
            return;
        }

        if (note is null)
        {
            _bySubject.Remove(subject);
        }
        else
        {
            _bySubject[subject] = note;
        }

        Collect();
    }

    private void Collect() => All = [.. _bySubject.Values, .. _added];
}
