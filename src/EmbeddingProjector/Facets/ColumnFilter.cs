namespace EmbeddingProjector.Facets;

/// <summary>Which rows a column lets pass: those whose number lies in a range or whose text is one of several, with or without the rows that have no value.</summary>
/// <param name="Column">The index of the column.</param>
/// <param name="From">The least number that passes; null for no such bound.</param>
/// <param name="To">The greatest number that passes; null for no such bound.</param>
/// <param name="Values">The texts that pass; null for all of them.</param>
/// <param name="Missing">Whether rows without a value pass.</param>
public sealed record ColumnFilter(int Column, double? From = null, double? To = null, IReadOnlyList<string>? Values = null, bool Missing = false)
{
    /// <summary>For each distinct value of the column whether it passes.</summary>
    /// <exception cref="ArgumentException">A range of a column that is not of numbers, or one whose ends are crossed.</exception>
    internal bool[] Passing(MetadataColumn column)
    {
        if (From is null && To is null)
        {
            var named = Values?.ToHashSet(StringComparer.Ordinal);
            return [.. column.Values.Select(value => named is null || named.Contains(value))];
        }

        if (!column.IsNumeric)
        {
            throw new ArgumentException($"Column \"{column.Name}\" holds texts: name the values that pass instead of a range.");
        }

        if (Values is not null)
        {
            throw new ArgumentException($"Column \"{column.Name}\" is filtered by a range and by values; give one of them.");
        }

        // Also when one of them is NaN.
        if (!((From ?? double.NegativeInfinity) <= (To ?? double.PositiveInfinity)))
        {
            throw new ArgumentException($"Nothing lies between {From} and {To}: the first must not be above the second.");
        }

        var (least, greatest) = (From ?? double.NegativeInfinity, To ?? double.PositiveInfinity);
        var passing = new bool[column.Values.Count];
        for (var code = 0; code < passing.Length; code++)
        {
            passing[code] = column.Numbers[code] >= least && column.Numbers[code] <= greatest;
        }

        return passing;
    }
}
