using System.Globalization;

namespace EmbeddingProjector.App.Server;

/// <summary>Reads <c>Accept-Encoding</c> (RFC 9110, section 12.5.3).</summary>
internal static class AcceptedEncodings
{
    /// <summary>Whether the header allows an encoding: by its name (with or without "x-") or by "*", unless its weight is 0.</summary>
    public static bool Allows(string header, string encoding)
    {
        var byStar = false;
        foreach (var item in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = item.Split(';', StringSplitOptions.TrimEntries);
            var allowed = !parts.Skip(1).Any(IsZeroWeight);
            if (parts[0].Equals(encoding, StringComparison.OrdinalIgnoreCase) || parts[0].Equals("x-" + encoding, StringComparison.OrdinalIgnoreCase))
            {
                return allowed;
            }

            byStar |= parts[0] == "*" && allowed;
        }

        return byStar;
    }

    private static bool IsZeroWeight(string parameter) =>
        parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
        && double.TryParse(parameter.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
        && weight == 0;
}
