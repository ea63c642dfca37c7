using System.Globalization;
using System.Text;

namespace EmbeddingProjector;

/// <summary>Rows written as a list such as <c>3, 7, 10-20</c>: zero-based, ends included.</summary>
public static class RowList
{
    /// <summary>The rows of a list, ascending, each once. The work follows the length of the list and the number of rows, not how often a row is named.</summary>
    /// <param name="list">The list.</param>
    /// <param name="rowCount">n; every row is below it.</param>
    /// <param name="name">What the list is called where it is refused.</param>
    /// <exception cref="ArgumentException">Not such a list, an empty one, or a row that does not exist.</exception>
    public static int[] Parse(string list, int rowCount, string name)
    {
        ArgumentNullException.ThrowIfNull(list);
        var ranges = new List<(int First, int Last)>();
        foreach (var part in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', 2, StringSplitOptions.TrimEntries);
            if (!Number(ends[0], out var first) || !Number(ends[^1], out var last) || last < first)
            {
                throw new ArgumentException($"{name}: \"{part}\" is not a row or a range of rows; write 3, 7, 10-20.");
            }

            if (last >= rowCount)
            {
                throw new ArgumentException($"{name}: there is no row {last}; the rows are 0 to {rowCount - 1}.");
            }

            ranges.Add((first, last));
        }

        var rows = new List<int>();
        var next = 0;
        foreach (var (first, last) in ranges.Order())
        {
            for (next = Math.Max(next, first); next <= last; next++)
            {
                rows.Add(next);
            }
        }

        return rows.Count > 0 ? [.. rows] : throw new ArgumentException($"{name} lists no row; write 3, 7, 10-20.");
    }

    /// <summary>The list of rows that ascend.</summary>
    public static string Format(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var text = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            var first = rows[i];
            while (i + 1 < rows.Count && rows[i + 1] == rows[i] + 1)
            {
                i++;
            }

            text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{first}");
            if (rows[i] > first)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{rows[i]}");
            }
        }

        return text.ToString();
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
