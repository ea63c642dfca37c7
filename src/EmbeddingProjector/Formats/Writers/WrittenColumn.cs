using System.Globalization;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>What the values of a column of metadata are for a format that has types.</summary>
internal enum WrittenType
{
    /// <summary>int64.</summary>
    Whole,

    /// <summary>float64.</summary>
    Real,

    /// <summary>true and false.</summary>
    Truth,

    /// <summary>Texts.</summary>
    Text,
}

/// <summary>The type that keeps the texts of a column: reading them back gives the same texts, so that "007" stays a text.</summary>
internal static class WrittenColumn
{
    /// <summary>The narrowest type for all values.</summary>
    public static WrittenType TypeOf(MetadataColumn column) =>
        column.Values.Count == 0 ? WrittenType.Text
        : column.Values.All(IsWhole) ? WrittenType.Whole
        : column.Values.All(IsNumber) ? WrittenType.Real
        : column.Values.All(v => v is "true" or "false") ? WrittenType.Truth
        : WrittenType.Text;

    /// <summary>Whether a text is what a float64 is written as.</summary>
    public static bool IsNumber(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number.ToString("R", CultureInfo.InvariantCulture) == text;

    /// <summary>The number of a text of <see cref="WrittenType.Whole"/>.</summary>
    public static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The number of a text of <see cref="WrittenType.Real"/>.</summary>
    public static double Real(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The name of the column of vectors: one that the metadata does not have.</summary>
    public static string VectorName(MetadataTable? metadata)
    {
        var name = "embedding";
        while (metadata?.Column(name) is not null)
        {
            name += "_";
        }

        return name;
    }

    /// <summary>The names of the columns of the maps: those that neither the metadata nor the vectors have.</summary>
    public static IReadOnlyList<string> MapNames(WrittenTable table, string vectorName)
    {
        var taken = new HashSet<string>([.. (table.Metadata?.Columns ?? []).Select(c => c.Name), vectorName], StringComparer.Ordinal);
        return
        [
            .. table.Maps.Select(map =>
            {
                var name = map.Name;
                while (!taken.Add(name))
                {
                    name += "_";
                }

                return name;
            }),
        ];
    }

    private static bool IsWhole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text;
}
