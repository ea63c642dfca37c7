using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections.Tsne.Repulsion;

namespace EmbeddingProjector.Projections.Tsne;

/// <summary>
/// t-distributed stochastic neighbor embedding: rows that are near neighbors stay near, everything else is pushed apart. All rows, in two
/// or three dimensions. Source: van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 9 (2008); docs/tsne.md has the formulae.
/// </summary>
public sealed class TsneProjection : IProjection
{
    internal const string Perplexity = "perplexity";
    internal const string Iterations = "iterations";
    internal const string LearningRate = "learning_rate";
    internal const string Exaggeration = "exaggeration";
    internal const string EarlyIterations = "early_iterations";
    internal const string Init = "init";
    internal const string Metric = "metric";
    internal const string Supervise = "supervise";
    internal const string Repulsion = "repulsion";
    internal const string Theta = "theta";

    /// <inheritdoc/>
    public string Name => "tsne";

    /// <inheritdoc/>
    public string Title => "t-SNE";

    /// <inheritdoc/>
    public double NeighborRecall => 0.99;

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionParameter> Parameters { get; } =
    [
        new(Perplexity, "Perplexity", ParameterKind.Number, "30",
            "About how many neighbors a row has: three times as many are looked at. "
            + "Changed while it runs, the affinities are computed anew and the map goes on from where it stands.",
            "openTSNE, scikit-learn")
        {
            Minimum = 2, Maximum = 500, Step = 1, Live = true,
        },
        new(LearningRate, "Learning rate", ParameterKind.Number, "auto",
            "How far a point moves down its gradient; auto is the number of rows divided by the exaggeration.",
            "Belkina et al., Nature Communications 10 (2019); openTSNE")
        {
            Minimum = 0.001, Maximum = 1e7, Live = true,
        },
        new(Supervise, "Supervise", ParameterKind.Number, "0",
            "How strongly, in percent, rows of equal label pull each other together and rows of different label let go.",
            "TensorBoard's projector")
        {
            Minimum = 0, Maximum = 100, Step = 1, Live = true,
        },
        Supervision.ColumnParameter,
        Supervision.IgnoredLabelParameter,
        new(Iterations, "Iterations", ParameterKind.Integer, "750",
            "After how many iterations the run rests; it goes on when the number is raised. 0: until it is told to stop.", "openTSNE")
        {
            Minimum = 0, Maximum = 1_000_000, Step = 50, Live = true,
        },
        new(Exaggeration, "Early exaggeration", ParameterKind.Number, "12",
            "By how much neighbors pull harder in the first iterations, so that clusters form before they are pushed apart.",
            "scikit-learn, openTSNE")
        {
            Minimum = 1, Maximum = 100, Step = 1, Live = true,
        },
        new(EarlyIterations, "Exaggerated iterations", ParameterKind.Integer, "250", "How many iterations are exaggerated.",
            "scikit-learn, openTSNE")
        {
            Minimum = 0, Maximum = 100_000, Step = 50, Live = true,
        },
        new(Init, "Start", ParameterKind.Choice, "pca",
            "Where the points start: pca, the first principal components, keeps the large structure; random does not.",
            "Kobak and Linderman, Nature Biotechnology 39 (2021)")
        {
            Choices = ["pca", "random"],
        },
        new(Metric, "Distance", ParameterKind.Choice, "euclidean", "Which rows are near.",
            "scikit-learn, openTSNE; TensorBoard's projector uses cosine")
        {
            Choices = ["euclidean", "cosine"],
        },
        new(Repulsion, "Repulsion", ParameterKind.Choice, "auto",
            "How the pushing apart is computed: auto takes the cheapest by estimated cost; interpolation (two dimensions only), "
            + "barnes_hut, or exact for all pairs.")
        {
            Choices = ["auto", "interpolation", "barnes_hut", "exact"],
        },
        new(Theta, "Theta", ParameterKind.Number, "0.5", "How coarse Barnes–Hut may be: 0 is exact, larger is faster.",
            "van der Maaten, JMLR 15 (2014)")
        {
            Minimum = 0, Maximum = 1, Step = 0.05, Live = true,
        },
    ];

    /// <inheritdoc/>
    IProjectionRun IProjection.Start(ProjectionInput input, ParameterValues values) => Start(input, values);

    /// <summary>Prepares a run; nothing heavy happens before its first step.</summary>
    /// <exception cref="ArgumentException">The input or a value is impossible; the message says why and what is.</exception>
    public TsneRun Start(ProjectionInput input, ParameterValues? values = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        values ??= new ParameterValues(Parameters);
        if (input.Dimensions is not (2 or 3))
        {
            throw new ArgumentException($"A map has 2 or 3 dimensions, not {input.Dimensions}.", nameof(input));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(input.Threads, nameof(input));
        RepulsionMethod? method = values.Text(Repulsion) switch
        {
            "interpolation" => RepulsionMethod.Interpolation,
            "barnes_hut" => RepulsionMethod.BarnesHut,
            "exact" => RepulsionMethod.Exact,
            _ => null,
        };
        if (method == RepulsionMethod.Interpolation && input.Dimensions == 3)
        {
            throw new ArgumentException(
                "repulsion = interpolation is for maps of 2 dimensions; in 3 dimensions it takes auto, barnes_hut or exact.", nameof(values));
        }

        var labels = Supervision.Labels(input, values);
        if (labels is null && values.Number(Supervise) > 0)
        {
            throw new ArgumentException(
                $"{Supervise} = {values.Text(Supervise)} needs a column to supervise with: name it in {Supervision.ColumnParameter.Name}.",
                nameof(values));
        }

        var options = new TsneOptions
        {
            Metric = values.Text(Metric) == "cosine" ? DistanceMetric.Cosine : DistanceMetric.Euclidean,
            RandomStart = values.Text(Init) == "random",
            Repulsion = method,
            Labels = labels,
        };
        foreach (var parameter in Parameters)
        {
            if (parameter.Live)
            {
                options.Set(parameter.Name, values.Number(parameter.Name));
            }
        }

        return new TsneRun(input, options, Parameters);
    }
}
