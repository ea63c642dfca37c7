using System.Globalization;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>What a person should know of an analysis, in sentences.</summary>
internal sealed class PcaNotes
{
    private const int RowsNamed = 5;

    // Spread this small beside the mean is the rounding of the mean, not variance.
    private const double Negligible = 1e-12;

    /// <summary>All notes so far; the list is replaced, never changed.</summary>
    public IReadOnlyList<string> All { get; private set; } = [];

    /// <summary>Whether Σ‖x − m‖² is no more than the rounding of the mean.</summary>
    public static bool IsNegligible(double total, double[] mean, int rows) =>
        total <= Negligible * Negligible * rows * DoubleRows.Dot(mean, mean);

    /// <summary>What the input and the options imply.</summary>
    public void Input(PcaOptions options, IReadOnlyList<int> nonFinite, int usableRows, int components)
    {
        if (!options.Centred)
        {
            Add("Not centred, like TensorBoard's Embedding Projector: shares are of the second moment about the origin, not of the variance.");
        }

        if (nonFinite.Count > 0)
        {
            var named = string.Join(", ", nonFinite.Take(RowsNamed)) + (nonFinite.Count > RowsNamed ? " and more" : "");
            Add(nonFinite.Count == 1
                ? $"Row {named} holds NaN or infinity: it was left out of the fit and stands at the origin."
                : $"{nonFinite.Count} rows hold NaN or infinity: they were left out of the fit and stand at the origin (rows {named}).");
        }

        if (usableRows > 0 && components < 3)
        {
            Add($"The data has {components} component{(components == 1 ? "" : "s")} only; the other axes are 0.");
        }
    }

    /// <summary>There is nothing to show.</summary>
    public void NoVariance(PcaOptions options, int usableRows) => Add(
        usableRows == 0 ? "No row has finite values only, so every row stands at the origin."
        : options.Centred ? "All rows are equal: there is no variance to show, so every row stands at the origin."
        : "All rows are zero, so every row stands at the origin.");

    /// <summary>Which solver ran and how well.</summary>
    public void Solver(PcaSolver solver, PcaSolver wanted, EigenSource source, int d)
    {
        var chosen = wanted == PcaSolver.Auto ? " (chosen by estimated work)" : "";
        Add(solver == PcaSolver.Covariance
            ? string.Create(CultureInfo.InvariantCulture, $"Exact{chosen}: eigenvectors of the {d:N0} × {d:N0} covariance matrix.")
            : string.Create(CultureInfo.InvariantCulture,
                $"Randomized{chosen}: the eigenvectors were found from products with the data; the largest remaining error is {source.Residual:0.#e-0} of the first variance{(source.Converged ? "" : ", where the search was stopped")}."));
    }

    private void Add(string note) => All = [.. All, note];
}
