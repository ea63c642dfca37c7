namespace EmbeddingProjector.Facets;

/// <summary>How the numbers of a histogram are divided.</summary>
public enum HistogramScale
{
    /// <summary>Bins of equal width, with round limits.</summary>
    Linear,

    /// <summary>Bins of equal ratio, for numbers that are not negative; where there is a 0, of equal width in ln(1 + x / least positive number).</summary>
    Logarithmic,
}

/// <summary>A bin of a histogram. Ranges of neighboring bins do not overlap: every number of the column lies in exactly one.</summary>
/// <param name="From">The least number that belongs to it.</param>
/// <param name="To">The greatest number that belongs to it.</param>
/// <param name="All">Rows in it.</param>
/// <param name="Kept">Of these, those that pass the filters of all other columns.</param>
public readonly record struct HistogramBin(double From, double To, int All, int Kept);

/// <summary>One value of a column.</summary>
/// <param name="Value">The text.</param>
/// <param name="All">Rows with it.</param>
/// <param name="Kept">Of these, those that pass the filters of all other columns.</param>
public readonly record struct ValueCount(string Value, int All, int Kept);

/// <summary>What a column holds, for choosing rows by it: a histogram of its numbers, or its values with how often they occur.</summary>
/// <param name="Scale">How the numbers are divided; null for a column of texts.</param>
/// <param name="CanBeLogarithmic">Whether its numbers can be divided by ratio.</param>
/// <param name="Bins">Its numbers, ascending; empty for a column of texts.</param>
/// <param name="Values">Its values, the most frequent first; empty for a column of numbers.</param>
/// <param name="OtherValues">How many values are not listed.</param>
/// <param name="Others">Their rows.</param>
/// <param name="OthersKept">Of these, those that pass the filters of all other columns.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="MissingKept">Of these, those that pass the filters of all other columns.</param>
public sealed record ColumnFacet(
    HistogramScale? Scale, bool CanBeLogarithmic, IReadOnlyList<HistogramBin> Bins, IReadOnlyList<ValueCount> Values,
    int OtherValues, int Others, int OthersKept, int Missing, int MissingKept)
{
    /// <summary>The most values that are listed, besides those that a filter names.</summary>
    public const int MostValues = 200;

    /// <summary>Looks at one column.</summary>
    /// <param name="metadata">The columns.</param>
    /// <param name="index">Which one.</param>
    /// <param name="rows">The filters in effect; that of the column itself does not count here.</param>
    /// <param name="scale">How numbers are divided; null leaves it to their distribution.</param>
    /// <param name="named">Values that are listed however rare they are.</param>
    /// <exception cref="ArgumentException">A column that there is not, or a logarithmic scale for negative numbers.</exception>
    public static ColumnFacet Of(
        MetadataTable? metadata, int index, FilteredRows rows, HistogramScale? scale = null, IReadOnlyCollection<string>? named = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var column = FilteredRows.Column(metadata, index);
        var counts = rows.CountsOf(index, column);
        return column.IsNumeric ? OfNumbers(column, counts, scale) : OfTexts(column, counts, named ?? []);
    }

    private static ColumnFacet OfNumbers(MetadataColumn column, FilteredRows.Counts counts, HistogramScale? wanted)
    {
        var limits = new HistogramLimits(column, counts.All);
        if (wanted == HistogramScale.Logarithmic && !limits.CanBeLogarithmic)
        {
            throw new ArgumentException($"Column \"{column.Name}\" has numbers below 0, or only one: they cannot be divided by ratio.");
        }

        var scale = wanted ?? limits.Usual;
        var bins = limits.Bins(scale);
        for (var code = 0; code < counts.All.Length; code++)
        {
            var bin = HistogramLimits.Find(bins, column.Numbers[code]);
            bins[bin] = bins[bin] with { All = bins[bin].All + counts.All[code], Kept = bins[bin].Kept + counts.Kept[code] };
        }

        return new ColumnFacet(scale, limits.CanBeLogarithmic, bins, [], 0, 0, 0, counts.Missing, counts.MissingKept);
    }

    private static ColumnFacet OfTexts(MetadataColumn column, FilteredRows.Counts counts, IReadOnlyCollection<string> named)
    {
        var wanted = named.ToHashSet(StringComparer.Ordinal);
        var byCount = Enumerable.Range(0, counts.All.Length).OrderByDescending(code => counts.All[code]).ToArray();
        var isListed = new bool[counts.All.Length];
        foreach (var code in byCount.Take(MostValues))
        {
            isListed[code] = true;
        }

        var (otherValues, others, othersKept) = (0, 0, 0);
        for (var code = 0; code < isListed.Length; code++)
        {
            isListed[code] |= wanted.Contains(column.Values[code]);
            if (!isListed[code])
            {
                otherValues++;
                others += counts.All[code];
                othersKept += counts.Kept[code];
            }
        }

        var values = byCount.Where(code => isListed[code]).Select(code => new ValueCount(column.Values[code], counts.All[code], counts.Kept[code]));
        return new ColumnFacet(null, false, [], [.. values], otherValues, others, othersKept, counts.Missing, counts.MissingKept);
    }
}
