using System.Text.RegularExpressions;

namespace EmbeddingProjector.Projections.Axes;

/// <summary>Which rows one end of an axis stands for: those whose text matches, or those that are listed.</summary>
internal static class RowQuery
{
    /// <summary>
    /// The rows whose text contains a text, or in which a regular expression matches; neither minds upper and lower
    /// case.
    /// </summary>
    /// <param name="column">The column; null when there is none, and the text of a row is its number.</param>
    /// <param name="rowCount">n.</param>
    /// <param name="text">What is looked for.</param>
    /// <param name="isRegex">Whether it is a regular expression (without backtracking).</param>
    /// <param name="parameter">The parameter that it came from, for messages.</param>
    /// <exception cref="ArgumentException">A bad expression, or no row matches.</exception>
    public static int[] Matching(MetadataColumn? column, int rowCount, string text, bool isRegex, string parameter)
    {
        var matches = Matcher(text, isRegex, parameter);
        int[] rows;
        if (column is null)
        {
            rows = [.. Enumerable.Range(0, rowCount).Where(row => matches(row.ToString(System.Globalization.CultureInfo.InvariantCulture)))];
        }
        else
        {
            // Every distinct value is looked at once.
            var hit = column.Values.Select(matches).ToArray();
            var codes = column.Codes.ToArray();
            rows = [.. Enumerable.Range(0, rowCount).Where(row => codes[row] >= 0 && hit[codes[row]])];
        }

        return rows.Length > 0 ? rows : throw new ArgumentException(
            $"{parameter} = \"{text}\" matches no row{(column is null ? "" : $" in column \"{column.Name}\"")}.");
    }

    /// <summary>Rows from a list such as <c>3, 7, 10-20</c>, zero-based, ends included.</summary>
    /// <exception cref="ArgumentException">Not such a list, or a row that does not exist.</exception>
    public static int[] Listed(string list, int rowCount, string parameter) => RowList.Parse(list, rowCount, parameter);

    private static Func<string, bool> Matcher(string text, bool isRegex, string parameter)
    {
        if (!isRegex)
        {
            return value => value.Contains(text, StringComparison.OrdinalIgnoreCase);
        }

        try
        {
            var regex = new Regex(text, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return regex.IsMatch;
        }
        catch (Exception failure) when (failure is RegexParseException or NotSupportedException)
        {
            throw new ArgumentException($"{parameter} = \"{text}\" is not a regular expression that can be used: {failure.Message}", failure);
        }
    }
}
