namespace EmbeddingProjector.Quality;

/// <summary>Something by which selected rows differ from the others.</summary>
/// <param name="Name">The column of metadata, or the number of the dimension from 0.</param>
/// <param name="Value">The value that is more frequent among them; null where numbers are compared.</param>
/// <param name="Selected">The share of the value, or the mean, among the selected rows.</param>
/// <param name="Others">The same among all other rows.</param>
/// <param name="Effect">
/// How much that is: Cohen's h for shares, Cohen's d for means (Cohen, "Statistical Power Analysis for the Behavioral Sciences", 1988, chapters 6 and 2).
/// 0.2 is called small, 0.5 medium, 0.8 large.
/// </param>
public readonly record struct Contrast(string Name, string? Value, double Selected, double Others, double Effect);

/// <summary>What sets selected rows apart: the columns and the dimensions in which they differ most from all others, with effect sizes.</summary>
/// <param name="Columns">By metadata, the largest effect first.</param>
/// <param name="Dimensions">By the numbers of the vectors, the largest effect first.</param>
public sealed record SelectionContrast(IReadOnlyList<Contrast> Columns, IReadOnlyList<Contrast> Dimensions)
{
    // Smaller effects are not worth a line.
    private const double SmallestEffect = 0.2;

    /// <summary>Compares rows with all others.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="metadata">Their columns, or null.</param>
    /// <param name="rows">The selected rows, each once.</param>
    /// <param name="most">How many lines of each kind at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">There are fewer than two selected or two other rows: nothing can be said of their spread.</exception>
    public static SelectionContrast Of(
        VectorTable vectors, MetadataTable? metadata, IReadOnlyCollection<int> rows, int most = 8, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(rows);
        var n = vectors.RowCount;
        var selected = new bool[n];
        foreach (var row in rows)
        {
            selected[row] = true;
        }

        var count = selected.Count(s => s);
        if (count < 2 || n - count < 2)
        {
            throw new ArgumentException($"{count:N0} of {n:N0} rows are selected; two selected and two others are the least that can be compared.", nameof(rows));
        }

        var columns = (metadata?.Columns ?? []).SelectMany(column => OfColumn(column, selected, count));
        return new SelectionContrast(Largest(columns, most), Largest(OfDimensions(vectors, selected, cancellationToken), most));
    }

    private static Contrast[] Largest(IEnumerable<Contrast> contrasts, int most) =>
        [.. contrasts.Where(c => Math.Abs(c.Effect) >= SmallestEffect).OrderByDescending(c => Math.Abs(c.Effect)).Take(most)];

    private static IEnumerable<Contrast> OfColumn(MetadataColumn column, bool[] selected, int count)
    {
        if (column.IsNumeric)
        {
            var (inside, outside) = (new Spread(), new Spread());
            for (var row = 0; row < selected.Length; row++)
            {
                (selected[row] ? inside : outside).Add(column.Number(row));
            }

            return Compare(column.Name, inside, outside) is { } contrast ? [contrast] : [];
        }

        var frequent = new (int Inside, int Outside)[column.Values.Count];
        var codes = column.Codes;
        for (var row = 0; row < selected.Length; row++)
        {
            if (codes[row] >= 0)
            {
                ref var of = ref frequent[codes[row]];
                of = selected[row] ? (of.Inside + 1, of.Outside) : (of.Inside, of.Outside + 1);
            }
        }

        var others = selected.Length - count;
        return from code in Enumerable.Range(0, frequent.Length)
               // One row of a kind says nothing of the selection.
               where frequent[code].Inside > 1
               let inside = frequent[code].Inside / (double)count
               let outside = frequent[code].Outside / (double)others
               where inside > outside
               select new Contrast(column.Name, column.Values[code], inside, outside, 2 * (Math.Asin(Math.Sqrt(inside)) - Math.Asin(Math.Sqrt(outside))));
    }

    private static IEnumerable<Contrast> OfDimensions(VectorTable vectors, bool[] selected, CancellationToken cancellationToken)
    {
        var d = vectors.ColumnCount;
        var inside = Enumerable.Range(0, d).Select(_ => new Spread()).ToArray();
        var outside = Enumerable.Range(0, d).Select(_ => new Spread()).ToArray();
        for (var row = 0; row < selected.Length; row++)
        {
            if ((row & 4095) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var vector = vectors.Row(row);
            var into = selected[row] ? inside : outside;
            for (var i = 0; i < d; i++)
            {
                into[i].Add(vector[i]);
            }
        }

        return from i in Enumerable.Range(0, d)
               let contrast = Compare(i.ToString(System.Globalization.CultureInfo.InvariantCulture), inside[i], outside[i])
               where contrast is not null
               select contrast.Value;
    }

    // Null where there is no spread to measure a difference by.
    private static Contrast? Compare(string name, Spread inside, Spread outside)
    {
        var degrees = inside.Count + outside.Count - 2;
        if (inside.Count < 2 || outside.Count < 2)
        {
            return null;
        }

        var pooled = Math.Sqrt((inside.Squares + outside.Squares) / degrees);
        return pooled > 0 && double.IsFinite(pooled)
            ? new Contrast(name, null, inside.Mean, outside.Mean, (inside.Mean - outside.Mean) / pooled)
            : null;
    }

    // Mean and sum of squared differences from it, in one pass (Welford, "Note on a method for calculating corrected sums of squares and products", 1962).
    private sealed class Spread
    {
        public int Count { get; private set; }

        public double Mean { get; private set; }

        public double Squares { get; private set; }

        public void Add(double value)
        {
            if (double.IsFinite(value))
            {
                Count++;
                var before = value - Mean;
                Mean += before / Count;
                Squares += before * (value - Mean);
            }
        }
    }
}
