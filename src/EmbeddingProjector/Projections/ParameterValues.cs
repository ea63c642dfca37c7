using System.Globalization;

namespace EmbeddingProjector.Projections;

/// <summary>Values for the parameters of a projection, checked against their description; what is not given has its default.</summary>
public sealed class ParameterValues
{
    private readonly IReadOnlyList<ProjectionParameter> _parameters;
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    /// <summary>The given values (name → invariant text) for these parameters.</summary>
    /// <exception cref="ArgumentException">An unknown name, or a value outside its range; the message lists what is allowed.</exception>
    public ParameterValues(IReadOnlyList<ProjectionParameter> parameters, IEnumerable<KeyValuePair<string, string>>? given = null)
    {
        _parameters = parameters;
        foreach (var (name, text) in given ?? [])
        {
            Check(Find(name), text);
            _given[name] = text;
        }
    }

    /// <summary>The value of a parameter as text.</summary>
    public string Text(string name) => _given.GetValueOrDefault(name) ?? Find(name).Default;

    /// <summary>The value of a numeric parameter; null for "auto".</summary>
    public double? Number(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The value of a flag.</summary>
    public bool Flag(string name) => Text(name) == "true";

    /// <summary>All values in effect, in the order of their description.</summary>
    public IEnumerable<KeyValuePair<string, string>> All => _parameters.Select(p => KeyValuePair.Create(p.Name, Text(p.Name)));

    private ProjectionParameter Find(string name) =>
        _parameters.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException(_parameters.Count == 0
            ? $"Unknown parameter \"{name}\": this projection takes none."
            : $"Unknown parameter \"{name}\". This projection takes: {string.Join(", ", _parameters.Select(p => p.Name))}.");

    private static void Check(ProjectionParameter parameter, string text)
    {
        if (text == parameter.Default)
        {
            return;
        }

        var number = double.NaN;
        var right = parameter.Kind switch
        {
            ParameterKind.Flag => text is "true" or "false",
            ParameterKind.Choice => parameter.Choices.Contains(text),
            ParameterKind.Text => true,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
                && number >= parameter.Minimum && number <= parameter.Maximum
                && (parameter.Kind == ParameterKind.Number || Math.Floor(number) == number),
        };
        if (!right)
        {
            throw new ArgumentException($"{parameter.Name} = \"{text}\" is not possible: it takes {Describe(parameter)}.");
        }
    }

    private static string Describe(ProjectionParameter parameter) => parameter.Kind switch
    {
        ParameterKind.Flag => "true or false",
        ParameterKind.Choice => string.Join(", ", parameter.Choices),
        ParameterKind.Text => "any text",
        ParameterKind.Integer => Invariant($"a whole number from {parameter.Minimum} to {parameter.Maximum}"),
        _ => Invariant($"a number from {parameter.Minimum} to {parameter.Maximum}"),
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
