using System.CommandLine;
using System.Globalization;

namespace EmbeddingProjector.App.Commands;

/// <summary>Bounds of a whole number on the command line.</summary>
internal static class IntegerRange
{
    /// <summary>Refuses values outside the bounds. What is no number at all is refused by the parser itself.</summary>
    public static void Require(Option<int> option, int minimum, int maximum) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1
            && int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && (value < minimum || value > maximum))
        {
            result.AddError(maximum == int.MaxValue ? $"{option.Name} takes {minimum} or more." : $"{option.Name} takes {minimum} to {maximum}.");
        }
    });
}
