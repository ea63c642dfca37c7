using System.Globalization;

namespace EmbeddingProjector.Formats.Columnar;

/// <summary>Typed cells as the texts of a metadata column: numbers the shortest that read back as the same, dates by ISO 8601.</summary>
internal static class CellText
{
    /// <summary>The text of one cell.</summary>
    public static string? Of<T>(T value) => value switch
    {
        null => null,
        ReadOnlyMemory<char> text => text.ToString(),
        string text => text,
        bool truth => truth ? "true" : "false",
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
