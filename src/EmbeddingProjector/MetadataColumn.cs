using System.Globalization;
using System.Runtime.InteropServices;

namespace EmbeddingProjector;

/// <summary>
/// One named column of n values, each text or missing. Equal texts are stored once: a row holds the index of its value
/// (<see cref="Codes"/>) in the list of distinct values (<see cref="Values"/>), so that colouring, counting and searching look at each
/// distinct value once. The text of the file is never altered: "007" stays "007" although the column counts as numeric.
/// </summary>
public sealed class MetadataColumn
{
    private readonly int[] _codes;
    private readonly string[] _values;
    private readonly double[] _numbers;
    private int[]? _ranks;

    internal MetadataColumn(string name, int[] codes, string[] values)
    {
        Name = name;
        _codes = codes;
        _values = values;
        _numbers = new double[values.Length];
        IsNumeric = values.Length > 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (TryParseNumber(values[i], out var number))
            {
                _numbers[i] = number;
            }
            else
            {
                _numbers[i] = double.NaN;
                IsNumeric = false;
            }
        }

        var missing = 0;
        foreach (var code in codes)
        {
            missing += code < 0 ? 1 : 0;
        }

        MissingCount = missing;
    }

    /// <summary>The name of the column.</summary>
    public string Name { get; }

    /// <summary>n, the number of rows.</summary>
    public int RowCount => _codes.Length;

    /// <summary>True when there is a value and every one is a finite number.</summary>
    public bool IsNumeric { get; }

    /// <summary>How many rows have no value.</summary>
    public int MissingCount { get; }

    /// <summary>The distinct values, in order of first appearance.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>The distinct values as numbers, parallel to <see cref="Values"/>; NaN where a value is not a number.</summary>
    public ReadOnlySpan<double> Numbers => _numbers;

    /// <summary>For each row the index of its value in <see cref="Values"/>, −1 where it is missing; <c>[n]</c>.</summary>
    public ReadOnlySpan<int> Codes => _codes;

    /// <summary>
    /// The place of each distinct value in ascending order, parallel to <see cref="Values"/>: numbers by their value, texts as people look for them
    /// (numbers within them by value, case and accents aside). Computed when first asked for; safe for any number of threads.
    /// </summary>
    public ReadOnlySpan<int> Ranks => _ranks ??= RanksOf();

    /// <summary>The text of a row, or null where it is missing.</summary>
    public string? Text(int row) => _codes[row] < 0 ? null : _values[_codes[row]];

    /// <summary>The number of a row, or NaN where it is missing or no number.</summary>
    public double Number(int row) => _codes[row] < 0 ? double.NaN : _numbers[_codes[row]];

    /// <summary>A column of the given texts; null is a missing value.</summary>
    public static MetadataColumn FromTexts(string name, IEnumerable<string?> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var builder = new MetadataColumnBuilder(name);
        foreach (var text in texts)
        {
            builder.Add(text);
        }

        return builder.Build();
    }

    private int[] RanksOf()
    {
        var order = new int[_values.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        if (IsNumeric)
        {
            // "1" and "1.0" are equal numbers: the sort is not stable, so the order of appearance decides.
            Array.Sort(order, (a, b) => _numbers[a].CompareTo(_numbers[b]) is var by && by != 0 ? by : a.CompareTo(b));
        }
        else
        {
            var texts = (string[])_values.Clone();
            Array.Sort(texts, order, NaturalOrder.Instance);
        }

        var ranks = new int[order.Length];
        for (var place = 0; place < order.Length; place++)
        {
            ranks[order[place]] = place;
        }

        return ranks;
    }

    internal static bool TryParseNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}

/// <summary>Collects the values of a <see cref="MetadataColumn"/> row by row. Not thread-safe.</summary>
public sealed class MetadataColumnBuilder(string name)
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<string> _values = [];
    private readonly List<int> _codes = [];

    /// <summary>The number of rows added so far.</summary>
    public int RowCount => _codes.Count;

    /// <summary>Adds the value of the next row; null is a missing value.</summary>
    public void Add(string? text) => _codes.Add(text is null ? -1 : Code(text));

    /// <summary>Adds the value of the next row; the string is only made when the value is new.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        var lookup = _index.GetAlternateLookup<ReadOnlySpan<char>>();
        _codes.Add(lookup.TryGetValue(text, out var code) ? code : Code(text.ToString()));
    }

    /// <summary>The column of all values added.</summary>
    public MetadataColumn Build() => new(name, [.. _codes], [.. _values]);

    private int Code(string text)
    {
        ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, text, out var known);
        if (!known)
        {
            code = _values.Count;
            _values.Add(text);
        }

        return code;
    }
}
