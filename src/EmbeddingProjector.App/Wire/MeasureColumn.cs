using System.Globalization;

namespace EmbeddingProjector.App.Wire;

/// <summary>A measure of each row as a column of numbers, so that it travels as metadata does; NaN is a missing value.</summary>
internal static class MeasureColumn
{
    /// <summary>The column of these values.</summary>
    public static MetadataColumn Of(string name, float[] values)
    {
        var builder = new MetadataColumnBuilder(name);
        Span<char> digits = stackalloc char[32];
        foreach (var value in values)
        {
            if (float.IsNaN(value))
            {
                builder.Add((string?)null);
            }
            else
            {
                value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
                builder.Add((ReadOnlySpan<char>)digits[..length]);
            }
        }

        return builder.Build();
    }
}
