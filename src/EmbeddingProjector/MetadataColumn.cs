using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace EmbeddingProjector;

/// <summary>
/// One named column of n values, each text or missing. Equal texts are stored once: a row holds the index of its value
/// (<see cref="Codes"/>) in the list of distinct values (<see cref="Values"/>), so that colouring, counting and searching look at each
/// distinct value once. The text of the file is never altered: "007" stays "007" although the column counts as numeric.
/// </summary>
public sealed class MetadataColumn
{
    private const int ValuesPerBlock = 1 << 14;

    // Whole numbers of so many digits are float64 exactly.
    private const int ExactDigits = 15;

    private readonly int[] _codes;
    private readonly DistinctTexts _values;
    private readonly double[] _numbers;
    private int[]? _ranks;

    internal MetadataColumn(string name, int[] codes, DistinctTexts values)
    {
        Name = name;
        _codes = codes;
        _values = values;
        _numbers = new double[values.Count];
        ParallelBlocks.For((values.Count + ValuesPerBlock - 1) / ValuesPerBlock, 0, ReadNumbers, CancellationToken.None);
        IsNumeric = values.Count > 0 && !Array.Exists(_numbers, double.IsNaN);

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

    /// <summary>The distinct values, in order of first appearance. Each string is made when it is asked for.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>The distinct value of that index in <see cref="Values"/> as UTF-8, as it is kept.</summary>
    public ReadOnlySpan<byte> Utf8(int value) => _values.Utf8(value);

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
        var order = new int[_values.Count];
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
            string[] texts = [.. _values];
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

    private void ReadNumbers(int block)
    {
        var end = Math.Min((block + 1) * ValuesPerBlock, _numbers.Length);
        for (var i = block * ValuesPerBlock; i < end; i++)
        {
            _numbers[i] = NumberOf(_values.Utf8(i));
        }
    }

    // Most numbers in metadata are short whole ones, and most texts begin as no number does.
    private static double NumberOf(ReadOnlySpan<byte> text)
    {
        if (text.Length is > 0 and <= ExactDigits && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            long whole = 0;
            foreach (var digit in text)
            {
                whole = (10 * whole) + digit - '0';
            }

            return whole;
        }

        return text is [(>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.' or (byte)' ' or (>= (byte)'\t' and <= (byte)'\r'), ..]
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : double.NaN;
    }
}

/// <summary>Collects the values of a <see cref="MetadataColumn"/> row by row. Not thread-safe.</summary>
/// <param name="name">The name of the column.</param>
/// <param name="expectedRows">How many rows of mostly different values will come, if known.</param>
public sealed class MetadataColumnBuilder(string name, int expectedRows = 0)
{
    private const int ShortBytes = 512;
    private const int MostBytesPerChar = 3;

    private readonly DistinctTexts _values = new(expectedRows);
    private int[] _codes = new int[expectedRows];

    /// <summary>The number of rows added so far.</summary>
    public int RowCount { get; private set; }

    /// <summary>Adds the value of the next row; null is a missing value.</summary>
    public void Add(string? text)
    {
        if (text is null)
        {
            NextCodes(1)[0] = -1;
        }
        else
        {
            Add(text.AsSpan());
        }
    }

    /// <summary>Adds the value of the next row. Half of a surrogate pair is no character, and becomes \uFFFD.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        var most = MostBytesPerChar * (long)text.Length;
        var bytes = most <= ShortBytes ? stackalloc byte[ShortBytes] : new byte[Encoding.UTF8.GetByteCount(text)];
        NextCodes(1)[0] = _values.Add(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    /// <summary>Adds the values of the next rows, UTF-8, one behind the other.</summary>
    /// <param name="texts">The values.</param>
    /// <param name="ends">Where each ends in <paramref name="texts"/>, ascending.</param>
    /// <param name="start">Where the first begins.</param>
    /// <returns>How many hold bytes that are no UTF-8; those become \uFFFD.</returns>
    public int AddUtf8(ReadOnlySpan<byte> texts, ReadOnlySpan<int> ends, int start = 0)
    {
        if (AreValid(texts, ends, start))
        {
            _values.AddAll(texts, ends, start, NextCodes(ends.Length));
            return 0;
        }

        var invalid = 0;
        foreach (var end in ends)
        {
            var text = texts[start..end];
            invalid += Utf8.IsValid(text) ? 0 : 1;
            Add(Encoding.UTF8.GetString(text));
            start = end;
        }

        return invalid;
    }

    /// <summary>The column of all values added. The builder must not be used afterwards.</summary>
    public MetadataColumn Build()
    {
        _values.Complete();
        Array.Resize(ref _codes, RowCount);
        return new(name, _codes, _values);
    }

    // All together, and none cut within a character.
    private static bool AreValid(ReadOnlySpan<byte> texts, ReadOnlySpan<int> ends, int start)
    {
        var isCut = start < texts.Length && (texts[start] & 0xC0) == 0x80;
        foreach (var end in ends)
        {
            isCut |= end < texts.Length && (texts[end] & 0xC0) == 0x80;
        }

        return !isCut && (ends.IsEmpty || Utf8.IsValid(texts[start..ends[^1]]));
    }

    private Span<int> NextCodes(int count)
    {
        if (count > _codes.Length - RowCount)
        {
            Array.Resize(ref _codes, Math.Max(checked(RowCount + count), (int)Math.Min(2L * RowCount, Array.MaxLength)));
        }

        RowCount += count;
        return _codes.AsSpan(RowCount - count, count);
    }
}
