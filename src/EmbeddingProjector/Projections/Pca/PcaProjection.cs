using System.Globalization;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// Principal component analysis: the directions along which the vectors spread most, found on all rows. Centred unless told otherwise;
/// the shares are of the true total variance. Source: Jolliffe, Principal Component Analysis, 2nd edition (2002).
/// </summary>
public sealed class PcaProjection : IProjection
{
    /// <summary>The most components that can be asked for.</summary>
    public const int MaximumComponents = 50;

    /// <summary>The parameter <c>centering</c>: the mean is subtracted first.</summary>
    public const string Centred = "centred";

    /// <summary>
    /// The parameter <c>centering</c>: the vectors are taken as they are, as TensorBoard's Embedding Projector does, so that the first component
    /// leans towards the mean and shares are of the second moment about the origin.
    /// </summary>
    public const string Uncentred = "uncentred";

    internal const string Components = "components";
    internal const string Centering = "centering";
    internal const string Solver = "solver";

    /// <inheritdoc/>
    public string Name => "pca";

    /// <inheritdoc/>
    public string Title => "PCA";

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionParameter> Parameters { get; } =
    [
        new(Components, "Components", ParameterKind.Integer, "10",
            "How many components are computed; fewer when the data has fewer rows or columns.", "TensorBoard Embedding Projector")
        {
            Minimum = 2,
            Maximum = MaximumComponents,
            Step = 1,
        },
        new(Centering, "Centering", ParameterKind.Choice, Centred,
            "centred subtracts the mean, so that shares are of the true variance; uncentred leaves the vectors as they are, like TensorBoard's Embedding Projector.")
        {
            Choices = [Centred, Uncentred],
        },
        new(Solver, "Solver", ParameterKind.Choice, "auto",
            "covariance is exact and needs the matrix of all pairs of columns; randomized needs passes over the data only; auto takes the cheaper one and says which.")
        {
            Choices = ["auto", "covariance", "randomized"],
        },
    ];

    /// <inheritdoc/>
    public IProjectionRun Start(ProjectionInput input, ParameterValues values)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(values);
        if (input.Dimensions is not (2 or 3))
        {
            throw new ArgumentException($"A map has 2 or 3 dimensions, not {input.Dimensions}.", nameof(input));
        }

        var options = new PcaOptions(
            int.Parse(values.Text(Components), CultureInfo.InvariantCulture),
            values.Text(Centering) == Centred,
            input.Seed,
            values.Text(Solver) switch
            {
                "covariance" => PcaSolver.Covariance,
                "randomized" => PcaSolver.Randomized,
                _ => PcaSolver.Auto,
            },
            input.Threads);
        return new PcaRun(input.Vectors, input.Dimensions, options);
    }
}
