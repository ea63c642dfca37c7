using System.Globalization;

namespace EmbeddingProjector.Formats.Text;

/// <summary>Columns of delimited text that make one vector a row: several of one number each, or one of several numbers.</summary>
/// <param name="Name">The name of the list column, or what the names of the columns begin with; null when it is the only one and has no name of its own.</param>
/// <param name="Columns">The indices of the columns, ascending.</param>
/// <param name="Dimensions">d.</param>
/// <param name="IsList">Whether the numbers stand in one cell.</param>
internal sealed record DelimitedTensor(string? Name, IReadOnlyList<int> Columns, int Dimensions, bool IsList)
{
    // Fewer numbered columns than this may be anything.
    private const int MinFamily = 3;

    private static readonly string[] _vectorWords = ["embed", "vector", "feature", "emb", "vec"];
    private static readonly HashSet<string> _noDimension = new(
        ["id", "index", "idx", "row", "label", "labels", "class", "target", "cluster", "split", "year", "count", "unnamed: 0"], StringComparer.OrdinalIgnoreCase);

    /// <summary>All that the columns offer, the best guess first.</summary>
    public static IReadOnlyList<DelimitedTensor> Find(IReadOnlyList<DelimitedColumn> columns)
    {
        var lists = Indices(columns, c => c.Kind == CellKind.List && c.ListLength > 1)
            .Select(i => new DelimitedTensor(columns[i].Name, [i], columns[i].ListLength, true))
            .OrderBy(t => Rank(t.Name!)).ThenByDescending(t => t.Dimensions)
            .ToList();
        if (lists.Count > 0)
        {
            return lists;
        }

        var numbers = Indices(columns, c => c.Kind == CellKind.Number);
        var families = Families(columns, numbers);
        if (families.Count > 0)
        {
            return [.. families.OrderByDescending(f => f.Dimensions).ThenBy(f => Rank(f.Name ?? ""))];
        }

        var dimensions = numbers.Where(i => !IsNoDimension(columns[i], i)).ToList();
        dimensions = dimensions.Count > 0 ? dimensions : [.. numbers];
        return dimensions.Count == 0 ? [] : [new DelimitedTensor(null, dimensions, dimensions.Count, false)];
    }

    // dim_0, dim_1 … or 0, 1, 2 …: names that count.
    private static List<DelimitedTensor> Families(IReadOnlyList<DelimitedColumn> columns, List<int> numbers)
    {
        var families = new List<DelimitedTensor>();
        var current = new List<int>();
        var (prefix, stemLength) = ("", 0);
        long last = 0;
        foreach (var i in numbers.Append(-1))
        {
            var (stem, number) = i < 0 ? (0, -1L) : Split(columns[i].Name);
            if (i >= 0 && number == last + 1 && current.Count > 0 && columns[i].Name.AsSpan(0, stem).SequenceEqual(prefix.AsSpan(0, stemLength)))
            {
                current.Add(i);
                last = number;
                continue;
            }

            if (current.Count >= MinFamily)
            {
                var name = prefix[..stemLength].TrimEnd('_', '-', '.', ' ', '[', '(');
                families.Add(new DelimitedTensor(name.Length > 0 ? name : null, current, current.Count, false));
            }

            current = number >= 0 ? [i] : [];
            (prefix, stemLength, last) = (i < 0 ? "" : columns[i].Name, stem, number);
        }

        return families;
    }

    private static (int Stem, long Number) Split(string name)
    {
        var end = name.Length - (name.EndsWith(']') || name.EndsWith(')') ? 1 : 0);
        var start = end;
        while (start > 0 && char.IsAsciiDigit(name[start - 1]) && end - start < 9)
        {
            start--;
        }

        return start < end && long.TryParse(name.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (start, number)
            : (0, -1);
    }

    private static bool IsNoDimension(DelimitedColumn column, int index) =>
        _noDimension.Contains(column.Name) || column.Name.EndsWith("_id", StringComparison.OrdinalIgnoreCase) || (index == 0 && column.IsCounter);

    private static int Rank(string name)
    {
        var rank = Array.FindIndex(_vectorWords, w => name.Contains(w, StringComparison.OrdinalIgnoreCase));
        return rank < 0 ? _vectorWords.Length : rank;
    }

    private static List<int> Indices(IReadOnlyList<DelimitedColumn> columns, Func<DelimitedColumn, bool> predicate) =>
        [.. Enumerable.Range(0, columns.Count).Where(i => predicate(columns[i]))];
}
