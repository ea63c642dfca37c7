namespace EmbeddingProjector.Facets;

/// <summary>
/// Where the bins of a histogram begin and end: at round numbers, some twenty to forty of them, and at whole numbers where all are whole.
/// </summary>
internal sealed class HistogramLimits
{
    private const int MostBins = 40;

    // Numbers of which so many stand in the first tenth of the range are drawn by ratio unasked.
    private const double SkewedShare = 0.75;
    private const double SkewedRatio = 100;

    private const double SmallestStep = 1e-290;

    private readonly double[] _sorted;
    private readonly bool _areWhole;
    private readonly double _leastPositive;

    /// <summary>Looks at the distinct numbers of a column <c>[m]</c>, m at least 1, and how many rows have each <c>[m]</c>.</summary>
    public HistogramLimits(MetadataColumn column, int[] rows)
    {
        var numbers = column.Numbers;
        // The column knows their order already, or will be asked for it by a table.
        var ranks = column.Ranks;
        _sorted = new double[numbers.Length];
        for (var code = 0; code < numbers.Length; code++)
        {
            _sorted[ranks[code]] = numbers[code];
        }

        _areWhole = Array.TrueForAll(_sorted, x => x == Math.Floor(x) && Math.Abs(x) < 1L << 52);
        _leastPositive = Array.Find(_sorted, x => x > 0);
        CanBeLogarithmic = _sorted[0] >= 0 && _leastPositive > 0 && _sorted[^1] > _sorted[0];
        var tenth = Min + ((Max - Min) / 10);
        var (low, all) = (0L, 0L);
        for (var code = 0; code < rows.Length; code++)
        {
            all += rows[code];
            low += numbers[code] <= tenth ? rows[code] : 0;
        }

        var isSkewed = CanBeLogarithmic && low >= SkewedShare * all && Max >= SkewedRatio * _leastPositive;
        Usual = isSkewed ? HistogramScale.Logarithmic : HistogramScale.Linear;
    }

    public bool CanBeLogarithmic { get; }

    /// <summary>The scale that shows most of this distribution.</summary>
    public HistogramScale Usual { get; }

    private double Min => _sorted[0];

    private double Max => _sorted[^1];

    /// <summary>The bins, ascending and empty.</summary>
    public HistogramBin[] Bins(HistogramScale scale)
    {
        var begins = Max > Min ? (scale == HistogramScale.Linear ? Even() : ByRatio()) : [Min];
        if (!_areWhole && begins.Count > 1 && begins[^1] == Max)
        {
            // The largest number would stand in a bin of its own.
            begins.RemoveAt(begins.Count - 1);
        }

        return [.. begins.Select((from, i) => new HistogramBin(from, i + 1 < begins.Count ? Before(begins[i + 1]) : Max, 0, 0))];
    }

    /// <summary>The bin that a number belongs to.</summary>
    public static int Find(HistogramBin[] bins, double number)
    {
        var (low, high) = (0, bins.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (number >= bins[middle].From)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    // The end of a bin before the one that begins here: there, if no number of the column stands exactly there; ranges include both ends.
    private double Before(double next) =>
        _areWhole ? next - 1 : Array.BinarySearch(_sorted, next) < 0 ? next : Math.BitDecrement(next);

    private List<double> Even()
    {
        // Of the ends apart, because the whole range may overflow.
        var wanted = ((Max / MostBins) - (Min / MostBins)) * (1 + 1e-12);
        if (wanted < SmallestStep)
        {
            // Below this no power of ten can be divided by: one bin will do for what no axis could name.
            return [Min];
        }

        var exponent = (int)Math.Floor(Math.Log10(wanted));
        var leading = wanted / Math.Pow(10, exponent);
        var step = leading <= 1 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10;
        if (_areWhole && exponent < 0)
        {
            (step, exponent) = (1, 0);
        }

        // Divided by a power of ten rather than multiplied by its inverse, which is not exact: 3 / 10 is 0.3 and 3 × 0.1 is not.
        double At(double place) => exponent < 0 ? place * step / Math.Pow(10, -exponent) : place * step * Math.Pow(10, exponent);
        var first = Math.Floor(Min / At(1));
        var begins = new List<double>();
        for (var i = 0; i <= MostBins + 2; i++)
        {
            var begin = At(first + i);
            if (begin > Max || !double.IsFinite(begin))
            {
                break;
            }

            if (begins.Count == 0 || begin > begins[^1])
            {
                begins.Add(begin);
            }
        }

        if (begins.Count == 0 || begins[0] > Min)
        {
            begins.Insert(0, Min);
        }

        return begins;
    }

    private List<double> ByRatio()
    {
        // ln x, or ln(1 + x / least positive) where there is a 0.
        var unit = Min > 0 ? 0 : _leastPositive;
        var (low, high) = (Scaled(Min, unit), Scaled(Max, unit));
        var begins = new List<double>();
        for (var i = 0; i < MostBins; i++)
        {
            var at = low + ((high - low) * i / MostBins);
            var begin = unit == 0 ? Math.Exp(at) : unit * (Math.Exp(at) - 1);
            var round = i == 0 ? Min : _areWhole ? Math.Round(begin) : ThreeDigits(begin);
            if ((begins.Count == 0 || round > begins[^1]) && round <= Max)
            {
                begins.Add(round);
            }
        }

        return begins;
    }

    private static double Scaled(double x, double unit) => unit == 0 ? Math.Log(x) : Math.Log(1 + (x / unit));

    private static double ThreeDigits(double x) =>
        double.Parse(x.ToString("E2", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
