namespace EmbeddingProjector.Projections;

/// <summary>What kind of value a parameter takes.</summary>
public enum ParameterKind
{
    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A real number.</summary>
    Number,

    /// <summary>Yes or no, written true and false.</summary>
    Flag,

    /// <summary>One of <see cref="ProjectionParameter.Choices"/>.</summary>
    Choice,

    /// <summary>Any text: the name of a column, a text to search for.</summary>
    Text,
}

/// <summary>
/// One parameter of a projection, as data: command-line help, HTTP schema and sliders all come from it.
/// </summary>
/// <param name="Name">Its name on the command line and over HTTP, lower case with underscores: <c>min_dist</c>.</param>
/// <param name="Title">Its name on the page: "Minimum distance".</param>
/// <param name="Kind">What kind of value it takes.</param>
/// <param name="Default">The value when none is given, invariant text; "auto" where it follows from the data.</param>
/// <param name="Help">One sentence on what it does.</param>
/// <param name="Source">Where the default comes from: a paper or a reference implementation; null when it is ours.</param>
public sealed record ProjectionParameter(
    string Name, string Title, ParameterKind Kind, string Default, string Help, string? Source = null)
{
    /// <summary>The smallest value, for numbers.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value, for numbers.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>The step of a slider; 0 for none.</summary>
    public double Step { get; init; }

    /// <summary>The values of a <see cref="ParameterKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether the value may change while a run steps.</summary>
    public bool Live { get; init; }
}
